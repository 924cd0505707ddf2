"""Write a build: beside the old one, then swapped in.

The steps are ordered so that a build that was ended at any moment leaves the old or the new one
whole: `.NAME.dbgen-new` is being written; `.NAME.dbgen-old` is whole, and changes places with the
build before. Where the system cannot exchange two folders, there is a moment with neither, which
the next build repairs.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from dbgen.locking import locked
from dbgen.manifest import NAME as MANIFEST
from dbgen.manifest import Written, files_of, manifest_text, read_manifest
from dbgen.plan import BuildFile, CopiedFile, Plan, WrittenFile
from dbgen.swapping import swap
from dbgen_schema import Problem

_CHUNK: Final = 1 << 20
_FILE_MODE: Final = 0o644
_PROGRAM_MODE: Final = 0o755
_FOLDER_MODE: Final = 0o755


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a build goes, and the folders beside it that are used on the way."""

    out: Path
    new: Path
    old: Path
    lock: Path


@dataclass(frozen=True, slots=True)
class Emission:
    """What was written, or the problem that prevented it."""

    written: tuple[Written, ...] = ()
    problem: Problem | None = None


def emit(plan: Plan, files: Iterable[BuildFile], out: Path) -> Emission:
    """Write the files of a build to the folder `out`, or return why that is not possible.

    Files in `out` that no build has written stay where they are.
    """
    places = _places(out)
    shown = Path(os.path.relpath(places.out, plan.app)).as_posix()
    try:
        places.out.parent.mkdir(parents=True, exist_ok=True)
        with locked(places.lock):
            _repair(places)
            refusal = _refusal(places.out, shown)
            if refusal is not None:
                return Emission(problem=refusal)
            return Emission(_replace(plan, files, places))
    except OSError as error:
        return Emission(problem=_unwritable(shown, error))


def _places(out: Path) -> _Places:
    target = out.resolve()
    beside = target.parent / f".{target.name}.dbgen-"
    return _Places(target, *(Path(f"{beside}{part}") for part in ("new", "old", "lock")))


def _unwritable(shown: str, error: OSError) -> Problem:
    reason = (error.strerror or str(error)).lower()
    where = f" ({error.filename})" if error.filename else ""
    hint = "the build that was there before is untouched"
    return Problem(shown, 0, 0, "DB602", f"the build cannot be written: {reason}{where}", hint)


def _refusal(out: Path, shown: str) -> Problem | None:
    if not out.exists():
        return None
    if not out.is_dir():
        hint = "name a folder with --out"
        return Problem(shown, 0, 0, "DB601", "the output is a file, not a folder", hint)
    if read_manifest(out) is None and any(out.iterdir()):
        message = "the output folder has files in it that dbgen did not write"
        hint = "name another folder with --out, or empty this one"
        return Problem(shown, 0, 0, "DB601", message, hint)
    return None


def _repair(places: _Places) -> None:
    """Finish what a build that was ended on its way has left."""
    if places.old.exists():
        if places.out.exists():
            _adopt(places)
        else:
            places.old.rename(places.out)
    _remove(places.new)


def _replace(plan: Plan, files: Iterable[BuildFile], places: _Places) -> tuple[Written, ...]:
    try:
        written = _write_all(plan, files, places.new)
    except BaseException:
        _remove(places.new)
        raise
    if not places.out.exists():
        places.new.rename(places.out)
        return written
    places.new.rename(places.old)
    if not swap(places.old, places.out):
        places.old.rename(places.new)
        places.out.rename(places.old)
        places.new.rename(places.out)
    _adopt(places)
    return written


def _write_all(plan: Plan, files: Iterable[BuildFile], folder: Path) -> tuple[Written, ...]:
    folder.mkdir()
    folder.chmod(_FOLDER_MODE)
    written = [_write(folder, file) for file in files]
    manifest = WrittenFile(MANIFEST, manifest_text(plan, written).encode())
    return (*written, _write(folder, manifest))


def _write(folder: Path, file: BuildFile) -> Written:
    path = folder / file.path
    _make_folders(folder, path.parent)
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as target:
        for chunk in _chunks(file):
            digest.update(chunk)
            size += target.write(chunk)
    path.chmod(_mode(file))
    return Written(file.path, digest.hexdigest(), size)


def _mode(file: BuildFile) -> int:
    # A tool that an analysis brings along stays one that can be run.
    runs = isinstance(file, CopiedFile) and file.source.stat().st_mode & stat.S_IXUSR
    return _PROGRAM_MODE if runs else _FILE_MODE


def _make_folders(root: Path, folder: Path) -> None:
    missing = []
    while folder != root and not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir()
        path.chmod(_FOLDER_MODE)


def _chunks(file: BuildFile) -> Iterator[bytes]:
    if not isinstance(file, CopiedFile):
        yield file.content
        return
    with file.source.open("rb") as source:
        yield from _pieces(source)


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(_CHUNK):
        yield piece


def _adopt(places: _Places) -> None:
    """Take over what no build has written from the old folder, then remove that."""
    manifest: Mapping[str, Any] = read_manifest(places.old) or {}
    ours = frozenset(files_of(manifest))
    folders = frozenset(parent for path in ours for parent in _parents(path))
    for path in list(_foreign(places.old, "", ours, folders)):
        target = places.out / path
        if not os.path.lexists(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            (places.old / path).rename(target)
    _remove(places.old)


def _parents(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _foreign(
    root: Path, prefix: str, ours: frozenset[str], folders: frozenset[str]
) -> Iterator[str]:
    for entry in sorted((root / prefix).iterdir()):
        path = prefix + entry.name
        if path in folders and entry.is_dir():
            yield from _foreign(root, path + "/", ours, folders)
        elif path not in ours and entry.name != "__pycache__":
            yield path


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
