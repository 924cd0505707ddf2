"""What files hold at one moment, to tell a change from a mere touch."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_LARGE: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _State:
    """What a file was; the digest is taken only where time or size differ from before."""

    time: int
    size: int
    digest: bytes


Snapshot = Mapping[Path, _State]


def take(files: Iterable[Path], before: Snapshot) -> Snapshot:
    """Return the state of every file that is there."""
    states = ((file, _state(file, before.get(file))) for file in files)
    return {file: state for file, state in states if state is not None}


def changes(before: Snapshot, now: Snapshot) -> list[Path]:
    """Return the files whose content differs, or that are in only one of the two."""
    return sorted(
        file for file in before.keys() | now.keys() if _digest(before, file) != _digest(now, file)
    )


def _digest(snapshot: Snapshot, file: Path) -> bytes | None:
    state = snapshot.get(file)
    return None if state is None else state.digest


def _state(file: Path, before: _State | None) -> _State | None:
    try:
        status = file.stat()
        if before and (before.time, before.size) == (status.st_mtime_ns, status.st_size):
            return before
        return _State(status.st_mtime_ns, status.st_size, _digest_of(file, status))
    except OSError:
        return None


def _digest_of(file: Path, status: os.stat_result) -> bytes:
    if status.st_size > _LARGE:
        # Reading gigabytes of data to find that they were only touched would be the worse trade.
        return f"{status.st_mtime_ns}:{status.st_size}".encode()
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").digest()
