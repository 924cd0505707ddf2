"""Bounds for what pages may ask for, where the system can set them.

The time is that of the processor, so that a busy machine changes nothing. Both bounds raise an
exception in the midst of the work, which therefore knows the line that was too much.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType

_AGAIN = 0.05
"""After how many seconds a deadline that went unheard is raised once more."""
_LINE = 1024
"""More bytes than there are in a line of numbers."""


class DeadlineError(BaseException):
    """Work that takes too long; no `except Exception` on the way keeps it from ending."""


class Deadline:
    """Raises DeadlineError in the work within it, if that takes more seconds of the processor.

    Each file has several of them, which is why this is no generator, and why the signal keeps its
    handler: it comes from nowhere else.
    """

    __slots__ = ("_seconds",)

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        # Only the main thread can be interrupted.
        if sys.platform != "win32" and threading.current_thread() is threading.main_thread():
            _listen()
            signal.setitimer(signal.ITIMER_PROF, self._seconds, _AGAIN)

    def __exit__(self, *_raised: object) -> None:
        if sys.platform != "win32" and threading.current_thread() is threading.main_thread():
            signal.setitimer(signal.ITIMER_PROF, 0)


@cache
def _listen() -> None:
    if sys.platform != "win32":
        signal.signal(signal.SIGPROF, _interrupt)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise DeadlineError


def end_after(seconds: float) -> None:
    """End this process after some seconds of the processor, also amid work that hears nothing."""
    if sys.platform != "win32":
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)


@contextmanager
def limited_memory(size: int) -> Iterator[None]:
    """Raise MemoryError in work for which the process has to grow by more bytes."""
    if sys.platform != "linux":
        yield
        return
    import resource  # noqa: PLC0415 - it is not there on Windows

    before, most = resource.getrlimit(resource.RLIMIT_AS)
    limits = [limit for limit in (before, most) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([_size() + size, *limits]), most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, most))


def _size() -> int:
    """Return how many bytes of addresses this process has."""
    import resource  # noqa: PLC0415 - it is not there on Windows

    # Each page asks for it, and files of Python are looked at in many more ways.
    descriptor = os.open("/proc/self/statm", os.O_RDONLY)
    try:
        return int(os.read(descriptor, _LINE).split()[0]) * resource.getpagesize()
    finally:
        os.close(descriptor)
