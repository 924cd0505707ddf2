"""The files of a build as the server knows them: their names, codings and types."""

from __future__ import annotations

import functools
import hashlib
import itertools
import logging
import mimetypes
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import orjson

from databench.negotiation import IDENTITY

log = logging.getLogger(__name__)

CODINGS: Final = ("br", "gzip")
SUFFIXES: Final = {"br": ".br", "gzip": ".gz", IDENTITY: ""}

# A name has one hash, in front of the suffix; without a suffix it is the end of the name.
_HASHED: Final = re.compile(r"(.+)\.([0-9a-f]{10})(\.[^.]+\.*)|([^.]+\.*)\.([0-9a-f]{10})")

_TYPES: Final = {
    ".avif": "image/avif",
    ".br": "application/octet-stream",
    ".css": "text/css",
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".gz": "application/gzip",
    ".htm": "text/html",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".otf": "font/otf",
    ".rst": "text/plain",
    ".svg": "image/svg+xml",
    ".tsv": "text/tab-separated-values",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "text/xml",
    ".yaml": "text/plain",
    ".yml": "text/plain",
}
_TEXT_TYPES: Final = frozenset({"application/geo+json", "application/json", "image/svg+xml"})


class File(NamedTuple):
    """A file: its place below the folder, the hash in its name, and its compressed companions."""

    path: str
    hash: str | None = None
    codings: tuple[str, ...] = ()


class Files:
    """Files of a folder by the names that visitors ask for, which carry no hash.

    Args:
        root: the folder.
        files: what can be asked for.
    """

    def __init__(self, root: Path, files: Mapping[str, File]) -> None:
        self.root = root
        self._files = files

    def find(self, path: str) -> tuple[File, bool] | None:
        """Return a file, and whether it was asked for by its own name with the hash in it."""
        file = self._files.get(path)
        if file is not None:
            return file, False
        folder, slash, name = path.rpartition("/")
        plain, _ = split_hash(name)
        file = self._files.get(f"{folder}{slash}{plain}")
        return (file, True) if file is not None and file.path == path else None


class EditedFiles(Files):
    """Files of a folder as they are at each request, for a build that is edited meanwhile."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, {})
        self._place = os.path.realpath(root)

    def find(self, path: str) -> tuple[File, bool] | None:
        """Return a file that is neither hidden nor a link, nor in a folder that is."""
        if "\0" in path or any(part.startswith(".") for part in path.split("/")):
            return None
        file = os.path.join(self._place, *path.split("/"))  # noqa: PTH118 - compared as a text
        if os.path.realpath(file) != file or not _is_file(Path(file)):
            return None
        return File(path), False


def split_hash(name: str) -> tuple[str, str | None]:
    """Return the name of a file without the hash in it, and the hash, if there is one."""
    match = _HASHED.fullmatch(name)
    if match is None:
        return name, None
    stem, hash_, suffix, bare, hash_of_bare = match.groups()
    return (f"{stem}{suffix}", hash_) if bare is None else (bare, hash_of_bare)


def one_file(file: Path, name: str) -> Files:
    """Return a file that visitors ask for by a name; none if it is not there.

    A file whose name is that one has no hash in it, whatever it looks like.
    """
    if not _is_file(file):
        log.warning("%s is missing", file)
        return Files(file.parent, {})
    hash_ = None if file.name == name else split_hash(file.name)[1]
    codings = tuple(each for each in CODINGS if hash_ and _is_file(_beside(file, each)))
    return Files(file.parent, {name: File(file.name, hash_, codings)})


def all_files(root: Path, written: Callable[[], frozenset[str]] = frozenset) -> Files:
    """Return all files below a folder, but neither hidden ones nor links.

    Args:
        root: the folder.
        written: tells which files the build has written there; they come before all others.
    """
    named = (_named(prefix, names) for prefix, names in _walk(root))
    found = list(itertools.chain.from_iterable(named))
    files = dict(found)
    if len(files) < len(found):
        # A build was copied over an older one, whose files have other hashes and are still there.
        own = written()
        files = dict(sorted(found, key=lambda item: item[1].path in own))
    return Files(root, files)


def written_files(build: Path, folder: str) -> frozenset[str]:
    """Return the paths below a folder of the files that the manifest of a build lists."""
    try:
        paths = orjson.loads((build / "manifest.json").read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("the manifest of the build cannot be read: %s", error)
        return frozenset()
    start = f"{folder}/"
    return frozenset(path.removeprefix(start) for path in paths if path.startswith(start))


def _walk(root: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield every folder below root, as a prefix such as `a/b/`, and the names of its files."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        names = set()
        for entry in _entries(os.path.join(root, prefix)):  # noqa: PTH118 - thousands of files
            if entry.is_dir(follow_symlinks=False):
                waiting.append(f"{prefix}{entry.name}/")
            elif entry.is_file(follow_symlinks=False):
                names.add(entry.name)
        yield prefix, names


def _entries(folder: str) -> Iterable[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError as error:
        log.warning("%s cannot be read: %s", folder, error.strerror)
        return []


def _named(prefix: str, names: set[str]) -> Iterator[tuple[str, File]]:
    """Yield files by what visitors call them; compressed companions have no name of their own."""
    hashes = {name: split_hash(name) for name in names}
    companions: dict[str, tuple[str, ...]] = {}
    for name, (_, hash_) in hashes.items():
        if hash_:
            companions[name] = tuple(each for each in CODINGS if f"{name}{SUFFIXES[each]}" in names)
    hidden = {f"{name}{SUFFIXES[each]}" for name, codings in companions.items() for each in codings}
    for name in names - hidden:
        plain, hash_ = hashes[name]
        yield f"{prefix}{plain}", File(f"{prefix}{name}", hash_, companions.get(name, ()))


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _beside(file: Path, coding: str) -> Path:
    return file.with_name(f"{file.name}{SUFFIXES[coding]}")


def read_codings(file: Path) -> dict[str, bytes]:
    """Return the content of a file by coding, as far as there are companions; empty without it."""
    present = [coding for coding in SUFFIXES if _is_file(_beside(file, coding))]
    if IDENTITY not in present:
        log.warning("%s is missing", file)
        return {}
    return {coding: _beside(file, coding).read_bytes() for coding in present}


def digest(*parts: bytes) -> str:
    """Return a short hash that is another one for other parts."""
    made = hashlib.sha256()
    for part in parts:
        made.update(b"%d:" % len(part))
        made.update(part)
    return made.hexdigest()[:16]


@functools.cache
def _standard_types() -> Mapping[str, str]:
    """Return the types that Python brings along, whatever the system has besides."""
    return mimetypes.MimeTypes().types_map[True]


def content_type(name: str) -> str:
    """Return the type by the name of a file, the same on every machine."""
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 - the name is that of a URL
    kind = _TYPES.get(suffix) or _standard_types().get(suffix, "application/octet-stream")
    text = kind.startswith("text/") or kind in _TEXT_TYPES
    return f"{kind}; charset=utf-8" if text else kind
