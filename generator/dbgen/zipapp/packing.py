"""Make one file of a build: the same bytes for the same build and the same wheels."""

import hashlib
import json
import os
import platform
import stat
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from dbgen import __version__
from dbgen.zipapp.installing import compiled_projects, install
from dbgen_schema import Problem

INFO: Final = "zipapp.json"

_SHEBANG: Final = b"#!/usr/bin/env python3\n"
_START: Final = Path(__file__).with_name("start.py")
_KEY_LENGTH: Final = 16
# The first moment that the format knows.
_TIME: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Zipapp:
    """A file that was made; `size` is in bytes.

    `platform` is the only one that it runs on, because of `compiled` packages in it, or "".
    """

    path: Path
    size: int
    compiled: tuple[str, ...] = ()
    platform: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file to pack: its path in the archive, its permissions and what is in it."""

    path: str
    mode: int
    content: bytes


def make_zipapp(build: Path, paths: Iterable[str], name: str, target: Path) -> Zipapp | Problem:
    """Pack files of a build, with its requirements, so that Python can run the result.

    Args:
        build: the folder of the build.
        paths: the files in it that dbgen has written.
        name: what the folder into which the file unpacks itself begins with.
        target: the file to write; it is replaced if it is one of these.
    """
    refusal = _refusal(target)
    if refusal:
        return refusal
    with tempfile.TemporaryDirectory(prefix="dbgen-zipapp-") as folder:
        site = Path(folder)
        failure = install(build, site)
        if failure:
            return failure
        compiled = compiled_projects(site)
        entries = [*_entries(build, paths, "app/"), *_entries(site, _files(site), "site/")]
    try:
        size = _write(target, _with_start(entries, name, compiled))
    except OSError as error:
        return _problem(target, f"cannot be written: {(error.strerror or str(error)).lower()}")
    return Zipapp(target, size, compiled, _platform() if compiled else "")


def _refusal(target: Path) -> Problem | None:
    if target.is_dir():
        return _problem(target, "would replace a folder")
    if target.exists() and not _is_zipapp(target):
        return _problem(target, "would replace a file that dbgen did not write")
    return None


def _is_zipapp(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return INFO in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def _problem(target: Path, reason: str) -> Problem:
    hint = "name another file with --zipapp"
    return Problem(str(target), 0, 0, "DB611", f"the zipapp {reason}", hint)


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _entries(folder: Path, paths: Iterable[str], prefix: str) -> Iterator[_Entry]:
    for path in sorted(paths):
        source = folder / path
        mode = 0o755 if source.stat().st_mode & stat.S_IXUSR else 0o644
        yield _Entry(prefix + path, mode, source.read_bytes())


def _with_start(entries: Iterable[_Entry], name: str, compiled: Iterable[str]) -> Iterator[_Entry]:
    entries = list(entries)
    info = {
        "dbgen": __version__,
        "folder": f"{name}-{_key(entries)}",
        "platform": _platform() if compiled else None,
        "suffix": sysconfig.get_config_var("EXT_SUFFIX") if compiled else None,
        "machine": platform.machine() if compiled else None,
    }
    yield _Entry("__main__.py", 0o644, _START.read_bytes())
    yield _Entry(INFO, 0o644, f"{json.dumps(info, indent=2)}\n".encode())
    yield from entries


def _key(entries: Iterable[_Entry]) -> str:
    digest = hashlib.sha256()
    for entry in entries:
        content = hashlib.sha256(entry.content).hexdigest()
        digest.update(f"{entry.path}\0{entry.mode:o}\0{content}\n".encode())
    return digest.hexdigest()[:_KEY_LENGTH]


def _platform() -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    where = f"{platform.system()} {platform.machine()}"
    return f"{platform.python_implementation()} {version} on {where}"


def _write(target: Path, entries: Iterable[_Entry]) -> int:
    """Write the file beside the old one, then put it into its place; return its size."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _pack(file, entries)
            size = file.tell()
        Path(name).chmod(0o755)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink()
        raise
    return size


def _pack(file: BinaryIO, entries: Iterable[_Entry]) -> None:
    file.write(_SHEBANG)
    # Not compressed: the bytes would depend on the zlib at hand.
    with zipfile.ZipFile(file, "w") as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.path, _TIME)
            info.create_system = 3
            info.external_attr = (stat.S_IFREG | entry.mode) << 16
            archive.writestr(info, entry.content)
