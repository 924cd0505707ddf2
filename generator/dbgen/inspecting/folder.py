"""List the files of a folder that may go into a build."""

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple

from dbgen.manifest import is_build
from dbgen.project import SourceFile

MAX_FILES: Final = 20_000
_DEEPEST: Final = 64
_STEPS_OF_A_FILE: Final = 2
_STEPS_OF_A_LINK: Final = 20

_NEVER: Final = frozenset({"__pycache__", "node_modules"})

_PATH: Final = attrgetter("path")

Skip = Callable[[str], bool]


class TooManyFilesError(Exception):
    """A folder holds more files than an app plausibly has."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something below the folder that cannot go into a build, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The files below a folder, sorted by path, and what was left out."""

    files: tuple[SourceFile, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class _Found:
    """What was found, and counts of it: folders that link to each other have paths without end."""

    def __init__(self, most_files: int) -> None:
        self.files: list[SourceFile] = []
        self.left_out: list[LeftOut] = []
        self._most_files = most_files
        self._steps_left = _STEPS_OF_A_FILE * most_files

    def add(self, file: SourceFile) -> None:
        """Take in a file; raises TooManyFilesError."""
        self.files.append(file)
        if len(self.files) > self._most_files:
            raise TooManyFilesError

    def count(self, steps: int) -> None:
        """Count what is looked at; raises TooManyFilesError."""
        self._steps_left -= steps
        if self._steps_left < 0:
            raise TooManyFilesError


class _Walk(NamedTuple):
    """A folder on the way; `real` is where it lies, and `ancestors` where those above it do."""

    root: Path
    skip: Skip
    prune: frozenset[str]
    found: _Found
    real: Path
    ancestors: frozenset[Path] = frozenset()


def is_private(name: str) -> bool:
    """Return whether a file or folder of this name never goes into a build."""
    return name.startswith(".") or name in _NEVER


def is_inside(path: Path, folder: Path) -> bool:
    """Return whether a path, its links followed, lies in the folder."""
    if path.parent == folder and not path.is_symlink():
        return True
    return path.resolve().is_relative_to(folder.resolve())


def nothing(_path: str) -> bool:
    """Skip no file."""
    return False


def list_files(
    root: Path, skip: Skip = nothing, *, inside_packages: bool = False, limit: int = MAX_FILES
) -> Listing:
    """Return the files below root, whose paths (posix, relative to root) skip does not refuse.

    Hidden files, caches, virtual environments, builds of dbgen and (unless `inside_packages`)
    node_modules are passed over; links that leave root, pipes and sockets are left out. More than
    `limit` files raise TooManyFilesError, as do twice as many folders, or a tenth as many links;
    folders in too many folders are left out.
    """
    resolved = root.resolve()
    never = _NEVER - {"node_modules"} if inside_packages else _NEVER
    found = _Found(limit)
    _walk(_Walk(resolved, skip, never, found, resolved, frozenset({resolved})), root, "")
    return Listing(
        tuple(sorted(found.files, key=_PATH)),
        tuple(sorted(found.left_out, key=_PATH)),
    )


def _walk(walk: _Walk, folder: Path, prefix: str) -> None:
    """Find what lies in a folder, and below it."""
    try:
        with os.scandir(folder) as scanned:
            entries = list(scanned)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        walk.found.left_out.append(LeftOut(prefix.rstrip("/"), reason))
        return
    walk.found.count(len(entries))
    if prefix and _is_other_tool(folder, entries):
        return
    for entry in entries:
        name = entry.name
        path = prefix + name
        if name.startswith(".") or name in walk.prune or walk.skip(path):
            continue
        if reason := _entry(walk, entry, folder / name, path):
            walk.found.left_out.append(LeftOut(path, reason))


def _entry(walk: _Walk, entry: os.DirEntry[str], place: Path, path: str) -> str:
    """Take in what lies in a folder, or return why it is left out."""
    try:
        entry.name.encode()
        # Most entries need no look at the file itself.
        if entry.is_file(follow_symlinks=False):
            walk.found.add(SourceFile(path, place))
            return ""
        linked = entry.is_symlink()
        mode = entry.stat().st_mode if linked or not entry.is_dir() else stat.S_IFDIR
        walk.found.count(_STEPS_OF_A_LINK * linked)
        real = place.resolve() if linked else walk.real / entry.name
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    except (OSError, RuntimeError):
        return "it is a link that leads nowhere"
    if linked and not real.is_relative_to(walk.root):
        return "it is a link that leaves the folder"
    return _inside(walk, mode, real, place, path)


def _inside(walk: _Walk, mode: int, real: Path, place: Path, path: str) -> str:
    """Take in what a link leads to, or what lies below a folder, or return why it is left out."""
    if stat.S_ISREG(mode):
        walk.found.add(SourceFile(path, place))
        return ""
    if not stat.S_ISDIR(mode):
        return "it is neither a file nor a folder"
    if real in walk.ancestors:
        return "it is a link to a folder that it lies in"
    if path.count("/") >= _DEEPEST:
        return f"it lies more than {_DEEPEST} folders deep"
    _walk(walk._replace(real=real, ancestors=walk.ancestors | {real}), place, path + "/")
    return ""


def _is_other_tool(folder: Path, entries: Iterable[os.DirEntry[str]]) -> bool:
    """Return whether a folder is a virtual environment, or a build of dbgen."""
    names = {entry.name for entry in entries}
    return "pyvenv.cfg" in names or ("server.py" in names and is_build(folder))
