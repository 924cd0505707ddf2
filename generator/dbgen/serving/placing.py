"""Builds on the disk while they are served, each in a folder of its own.

An app that runs may still import from its folder, or start kernels from there: what is not read
anew for every request never changes in it.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dbgen.plan import BuildFile, CopiedFile
from dbgen.serving.outputs import Output

_BESIDE: Final = ".dbgen-new"
_PROGRAM: Final = 0o755

_Stamp = tuple[int, int, int]


@dataclass(slots=True)
class Placed:
    """A build on the disk.

    Attributes:
        folder: where it lies.
        output: what it holds.
    """

    folder: Path
    output: Output
    stamps: dict[str, _Stamp] = field(default_factory=dict, repr=False)


class Places:
    """Folders for builds.

    Args:
        base: the folder that they lie in.
    """

    def __init__(self, base: Path) -> None:
        self._base = base
        self._count = 0

    def place(self, output: Output, before: Placed | None) -> Placed:
        """Write a build; files that it shares with another one are not written again.

        Raises OSError if it cannot be written; nothing of it is left then.
        """
        self._count += 1
        placed = Placed(self._base / str(self._count), output)
        try:
            for folder in sorted({Path(path).parent for path in output.items}):
                (placed.folder / folder).mkdir(parents=True, exist_ok=True)
            for path in output.items:
                _write_or_link(placed, path, before)
        except BaseException:
            self.discard(placed)
            raise
        return placed

    def patch(self, placed: Placed, output: Output, paths: Iterable[str]) -> None:
        """Make a build on the disk into another one that differs from it in these files.

        Raises OSError if a file cannot be written; those before it are new then.
        """
        for path in sorted(paths):
            if path in output.items:
                _replace(placed, path, output.items[path].file)
            else:
                (placed.folder / path).unlink(missing_ok=True)
        placed.output = output

    def discard(self, placed: Placed) -> None:
        """Remove a build that is of no more use."""
        shutil.rmtree(placed.folder, ignore_errors=True)


def _write_or_link(placed: Placed, path: str, before: Placed | None) -> None:
    target = placed.folder / path
    if before is not None and _is_same(before, placed.output, path):
        # Not every file system has hard links.
        with suppress(OSError):
            os.link(before.folder / path, target)
            placed.stamps[path] = before.stamps[path]
            return
    _write(placed.output.items[path].file, target)
    placed.stamps[path] = _stamp(target)


def _is_same(before: Placed, output: Output, path: str) -> bool:
    """Return whether a file is on the disk already, as it was written: an app may change it."""
    item = before.output.items.get(path)
    if item is None or item.digest != output.items[path].digest or path not in before.stamps:
        return False
    try:
        return _stamp(before.folder / path) == before.stamps[path]
    except OSError:
        return False


def _replace(placed: Placed, path: str, file: BuildFile) -> None:
    """Write a file beside its place, and put it there in one step: it may be read just now."""
    target = placed.folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(_BESIDE)
    _write(file, beside)
    beside.replace(target)
    placed.stamps[path] = _stamp(target)


def _write(file: BuildFile, target: Path) -> None:
    if isinstance(file, CopiedFile):
        shutil.copyfile(file.source, target)
        if file.source.stat().st_mode & stat.S_IXUSR:
            target.chmod(_PROGRAM)
    else:
        target.write_bytes(file.content)


def _stamp(path: Path) -> _Stamp:
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino
