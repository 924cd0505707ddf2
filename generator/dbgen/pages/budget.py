"""The time for what takes longer than usual, shared by all files of an app.

A deadline of its own bounds each file; the budget keeps many of them from adding up. What files may
take at any rate does not count, so that apps of ordinary files never touch it, however many these
are. All times are those of the processor, and of a machine of usual speed: a slow one has more.
"""

import mmap
import struct
import sys
import time
from collections.abc import Callable
from functools import cache
from typing import Final

from dbgen.pages.limits import Deadline, DeadlineError

SECONDS: Final = 0.5
"""What all files of an app together may take beyond what is usual for each."""
WORDS: Final = 150_000
"""How many words and signs the large Python files of an app may have beyond the usual ones."""

_LEAST: Final = 0.02
_ORDINARY: Final = 32 << 10
LARGE: Final = 8 << 10
"""How many bytes are too many for a file when the time is used up."""
_HURRY: Final = 0.5
"""Which part of the usual time there is then for the others."""

_WORK_SECONDS: Final = 0.0004
"""What the work below takes on a machine of usual speed."""
_NUMBER: Final = struct.Struct("d")


class SpentError(DeadlineError):
    """Work that was not begun, because other work has used up the budget."""


def usual_seconds(size: int, per_byte: float) -> float:
    """Return what a file may take at any rate: it does not grow beyond that of an ordinary one."""
    return _LEAST + per_byte * min(size, _ORDINARY)


class Pool:
    """A number that the copies of this process share, and take from."""

    def __init__(self, amount: float) -> None:
        self._memory = mmap.mmap(-1, _NUMBER.size)
        _NUMBER.pack_into(self._memory, 0, amount)

    @property
    def left(self) -> float:
        """What is left of it: nothing if it is not positive."""
        amount: float = _NUMBER.unpack_from(self._memory)[0]
        return amount

    def take(self, amount: float) -> None:
        """Take what is positive."""
        if amount > 0:
            _NUMBER.pack_into(self._memory, 0, self.left - amount)


class Budget:
    """What the files of an app may take together, in seconds and in `words` of Python."""

    def __init__(self, seconds: float = SECONDS, words: float = WORDS) -> None:
        self.words = Pool(words)
        self._seconds = Pool(seconds)

    @property
    def is_spent(self) -> bool:
        """Whether there is no time left but what is usual."""
        return self._seconds.left <= 0

    def share(self, usual: float, most: float, *, is_large: bool = False) -> "Share":
        """Give the seconds that a piece of work may take: `most`, or `usual` and what is left.

        When nothing is left, it is less than usual, and SpentError for what `is_large`.
        """
        if is_large and self.is_spent:
            raise SpentError
        return Share(self._seconds, usual, most, _used)

    def bounded(self, size: int, per_byte: float, most: float) -> "Bounded":
        """Bound what is done with a file of some bytes; DeadlineError is raised in the midst of it.

        `per_byte` are the seconds that are usual for each of them, `most` is for the whole file.
        When nothing is left, SpentError for what is large.
        """
        if size > LARGE and self.is_spent:
            raise SpentError
        return Bounded(self._seconds, usual_seconds(size, per_byte), most, time.process_time)


class Share:
    """A piece of work, which takes from the budget what it takes beyond the usual."""

    __slots__ = ("_most", "_pool", "_start", "_used", "_usual")

    def __init__(self, pool: Pool, usual: float, most: float, used: Callable[[], float]) -> None:
        self._pool = pool
        self._usual = usual
        self._most = most
        self._used = used
        self._start = 0.0

    def __enter__(self) -> float:
        left = self._pool.left
        usual = self._usual
        self._start = self._used()
        return min(self._most, usual + left if left > 0 else usual * _HURRY) * _slowness()

    def __exit__(self, raised: type[BaseException] | None, *_: object) -> None:
        # Nothing is usual about what fails.
        free = self._usual if raised is None else 0.0
        self._pool.take((self._used() - self._start) / _slowness() - free)


class Bounded(Share):
    """A piece of work that is interrupted when its time is over."""

    __slots__ = ("_deadline",)

    def __enter__(self) -> float:
        seconds = super().__enter__()
        self._deadline = Deadline(seconds)
        self._deadline.__enter__()
        return seconds

    def __exit__(self, raised: type[BaseException] | None, *_: object) -> None:
        self._deadline.__exit__()
        super().__exit__(raised)


def _used() -> float:
    """Return what this process and those that it has waited for have taken."""
    if sys.platform == "win32":
        return time.process_time()
    import resource  # noqa: PLC0415 - it is not there on Windows

    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@cache
def _slowness() -> float:
    """Return how many times as long as usual this machine takes, 1 for a fast one."""
    return max(1.0, min(_work_seconds() for _ in range(5)) / _WORK_SECONDS)


def _work_seconds() -> float:
    start = time.process_time()
    found: dict[str, int] = {}
    for number in range(2000):
        word = f"a{number % 97}"
        found[word] = found.get(word, 0) + len(word.upper())
    return time.process_time() - start
