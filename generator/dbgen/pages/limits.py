"""Bounds for what pages may ask for, where the system can set them.

The time is that of the processor, so that a busy machine changes nothing. Both bounds raise an
exception in the midst of the work, which therefore knows the line that was too much.
"""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

_AGAIN = 0.05
"""After how many seconds a deadline that went unheard is raised once more."""


class DeadlineError(BaseException):
    """Work that takes too long; no `except Exception` on the way keeps it from ending."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise DeadlineError in work that takes more seconds of the processor."""
    # Only the main thread can be interrupted.
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _interrupt)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


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

    # Each page asks for it, and text files are looked at in many more ways.
    with Path("/proc/self/statm").open("rb", buffering=0) as file:
        return int(file.readall().split()[0]) * resource.getpagesize()
