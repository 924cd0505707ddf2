"""What lies in the folder of a build, and whose it is."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dbgen.hashing import file_digest
from dbgen.manifest import NAME as MANIFEST
from dbgen.manifest import Written, read_manifest, recorded_files

_CACHE: Final = "__pycache__"


@dataclass(frozen=True, slots=True)
class Occupants:
    """What of a folder is not simply as a build has written it; all paths are sorted.

    Attributes:
        foreign: files, links and whole folders that no build has written.
        edited: files that a build has written and somebody has changed, with their digests; that
            of something that is no regular file any more is "".
        closed: folders of the build that this user cannot write.
    """

    foreign: tuple[str, ...] = ()
    edited: Mapping[str, str] = field(default_factory=dict)
    closed: tuple[str, ...] = ()


def occupants(folder: Path, upcoming: Iterable[str]) -> Occupants:
    """Return what lies in a folder, seen by a build that is going to write the paths `upcoming`."""
    recorded = recorded_files(read_manifest(folder) or {})
    folders = folders_of([*recorded, *upcoming])
    found = _Found(folder, recorded, folders)
    found.visit("")
    return Occupants(tuple(found.foreign), found.edited, tuple(found.closed))


def folders_of(paths: Iterable[str]) -> frozenset[str]:
    """Return every folder that files with these paths lie in."""
    return frozenset(parent for path in paths for parent in parents(path))


def parents(path: str) -> Iterator[str]:
    """Return the folders above a path, from the inside out."""
    while path := path.rpartition("/")[0]:
        yield path


@dataclass(slots=True)
class _Found:
    """What has been found so far of a folder whose build has `recorded` and `folders`."""

    root: Path
    recorded: Mapping[str, Written]
    folders: frozenset[str]
    foreign: list[str] = field(default_factory=list)
    edited: dict[str, str] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)

    def visit(self, prefix: str) -> None:
        """Look at everything in one folder of the build."""
        here = self.root / prefix
        if not os.access(here, os.W_OK | os.X_OK):
            self.closed.append(prefix.rstrip("/") or ".")
        with os.scandir(here) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            self._take(entry, prefix + entry.name)

    def _take(self, entry: os.DirEntry[str], path: str) -> None:
        if path in self.folders and entry.is_dir(follow_symlinks=False):
            self.visit(path + "/")
        elif path in self.recorded:
            digest = _digest(entry)
            if digest != self.recorded[path].sha256:
                self.edited[path] = digest
        elif path != MANIFEST and entry.name != _CACHE:
            self.foreign.append(path)


def _digest(entry: os.DirEntry[str]) -> str:
    return file_digest(entry.path) if entry.is_file(follow_symlinks=False) else ""
