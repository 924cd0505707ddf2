"""Take over from the build before what is not dbgen's, then remove that build."""

import os
import shutil
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Final

from dbgen.manifest import Written
from dbgen.occupants import occupants

EDITED: Final = ".edited"
"""What the name of a file ends with that somebody changed by hand, beside the new one."""


def adopt(old: Path, new: Path, written: Mapping[str, Written]) -> Mapping[str, str]:
    """Move what no build has written from the old folder to the new one, and remove the old one.

    `written` are the files of the new one. Returns the new paths of files that were changed by
    hand, by their old ones; those that are now the same as in the new build are not kept.
    """
    found = occupants(old, written)
    for path in found.foreign:
        _move(old / path, new / path)
    kept = {
        path: _move(old / path, new / (path + EDITED)).relative_to(new).as_posix()
        for path, digest in found.edited.items()
        if not is_written(path, digest, written)
    }
    remove(old)
    return kept


def is_written(path: str, digest: str, written: Mapping[str, Written]) -> bool:
    """Return whether a build has written a file with this very content."""
    return path in written and written[path].sha256 == digest


def _move(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    free = next(path for path in _names(target) if not os.path.lexists(path))
    source.rename(free)
    return free


def _names(path: Path) -> Iterator[Path]:
    yield path
    yield from (path.with_name(f"{path.name}.{number}") for number in count(2))


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it, if it is there."""
    if folder.exists():
        shutil.rmtree(folder)
