"""A lock between processes, which ends with the process that holds it."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait(descriptor: int) -> None:
        while True:
            # It gives up after ten seconds.
            with suppress(OSError):
                msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
                return
else:
    import fcntl

    def _try(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _nothing() -> None:
    pass


@contextmanager
def locked(path: Path, waiting: Callable[[], None] = _nothing) -> Iterator[None]:
    """Hold the lock at `path`; the file is gone afterwards.

    `waiting` is called once if somebody else holds it.
    """
    descriptor = _acquire(path, waiting)
    try:
        yield
    finally:
        # Windows does not remove a file that is open; it stays, and serves the next build.
        with suppress(PermissionError):
            path.unlink(missing_ok=True)
        os.close(descriptor)


def _acquire(path: Path, waiting: Callable[[], None]) -> int:
    has_waited = False
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if not _try(descriptor):
            if not has_waited:
                waiting()
            has_waited = True
            _wait(descriptor)
        # Whoever held the lock before has removed the file: then this lock is of no use.
        if _is_same(descriptor, path):
            return descriptor
        os.close(descriptor)


def _is_same(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
