"""What files hold at one moment, to tell a change from a mere touch."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from dbgen.kept import Kept

_LARGE: Final = 16 * 1024 * 1024
_GRAIN: Final = 50_000_000
"""Nanoseconds in which a file may change twice without another time of its last change."""

Snapshot = Mapping[Path, bytes]
"""The digests of files."""


def take(files: Iterable[Path], kept: Kept) -> Snapshot:
    """Return what every file holds that is there."""
    digests = ((file, file_digest(file, kept)) for file in frozenset(files))
    return {file: digest for file, digest in digests if digest is not None}


def changes(before: Snapshot, now: Snapshot) -> list[Path]:
    """Return the files whose content differs, or that are in only one of the two."""
    return sorted(file for file in before.keys() | now.keys() if before.get(file) != now.get(file))


def file_digest(file: Path, kept: Kept) -> bytes | None:
    """Return a digest of what a file holds and whether it is a program; None without it.

    A file is read again only if the system says that it is another one than before.
    """
    try:
        status = file.stat()
        if time.time_ns() - status.st_mtime_ns < _GRAIN:
            return _digest(file, _stamp(status))
        return kept(_digest, file, _stamp(status))
    except OSError:
        return None


_Stamp = tuple[int, int, int, int]


def _stamp(status: os.stat_result) -> _Stamp:
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_mode


def _digest(file: Path, stamp: _Stamp) -> bytes:
    time_, size, _, mode = stamp
    if size > _LARGE:
        # Reading gigabytes of data to find that they were only touched would be the worse trade.
        return f"{time_}:{size}:{mode}".encode()
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").digest() + bytes([bool(mode & 0o100)])
