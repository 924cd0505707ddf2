"""List the files of a folder that may go into a build."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
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

_NAME: Final = attrgetter("name")
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


class _Steps:
    """Counts what is looked at: folders that link to each other have paths without end."""

    def __init__(self, most: int) -> None:
        self._left = most

    def take(self, count: int) -> None:
        """Count something; raises TooManyFilesError."""
        self._left -= count
        if self._left < 0:
            raise TooManyFilesError


class _Walk(NamedTuple):
    """A folder on the way; `real` is where it lies, and `ancestors` where those above it do."""

    root: Path
    skip: Skip
    prune: frozenset[str]
    steps: _Steps
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
    steps = _Steps(_STEPS_OF_A_FILE * limit)
    walk = _Walk(resolved, skip, never, steps, resolved, frozenset({resolved}))
    files: list[SourceFile] = []
    left_out: list[LeftOut] = []
    for found in _walk(walk, root, ""):
        if isinstance(found, LeftOut):
            left_out.append(found)
            continue
        files.append(found)
        if len(files) > limit:
            raise TooManyFilesError
    return Listing(
        tuple(sorted(files, key=_PATH)),
        tuple(sorted(left_out, key=_PATH)),
    )


def _walk(walk: _Walk, folder: Path, prefix: str) -> Iterator[SourceFile | LeftOut]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=_NAME)
    except OSError as error:
        yield LeftOut(prefix.rstrip("/"), (error.strerror or str(error)).lower())
        return
    walk.steps.take(len(entries))
    if prefix and _is_other_tool(folder, entries):
        return
    for entry in entries:
        path = prefix + entry.name
        if entry.name.startswith(".") or entry.name in walk.prune or walk.skip(path):
            continue
        yield from _entry(walk, entry, folder / entry.name, path)


def _entry(
    walk: _Walk, entry: os.DirEntry[str], place: Path, path: str
) -> Iterator[SourceFile | LeftOut]:
    try:
        entry.name.encode()
        # Most entries need no look at the file itself.
        if entry.is_file(follow_symlinks=False):
            yield SourceFile(path, place)
            return
        linked = entry.is_symlink()
        mode = entry.stat().st_mode if linked or not entry.is_dir() else stat.S_IFDIR
        walk.steps.take(_STEPS_OF_A_LINK * linked)
        real = place.resolve() if linked else walk.real / entry.name
    except UnicodeEncodeError:
        yield LeftOut(path, "its name is not UTF-8")
        return
    except (OSError, RuntimeError):
        yield LeftOut(path, "it is a link that leads nowhere")
        return
    if linked and not real.is_relative_to(walk.root):
        yield LeftOut(path, "it is a link that leaves the folder")
    elif stat.S_ISREG(mode):
        yield SourceFile(path, place)
    elif not stat.S_ISDIR(mode):
        yield LeftOut(path, "it is neither a file nor a folder")
    elif real in walk.ancestors:
        yield LeftOut(path, "it is a link to a folder that it lies in")
    elif path.count("/") >= _DEEPEST:
        yield LeftOut(path, f"it lies more than {_DEEPEST} folders deep")
    else:
        below = walk._replace(real=real, ancestors=walk.ancestors | {real})
        yield from _walk(below, place, path + "/")


def _is_other_tool(folder: Path, entries: Iterable[os.DirEntry[str]]) -> bool:
    """Return whether a folder is a virtual environment, or a build of dbgen."""
    names = {entry.name for entry in entries}
    return "pyvenv.cfg" in names or ("server.py" in names and is_build(folder))
