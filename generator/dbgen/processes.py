"""Do much work quickly: on all processors, and without looking for garbage all the time."""

import gc
import os
import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, TypeVar

from dbgen.copies import Copy, can_fork, portable

Item = TypeVar("Item")
Result = TypeVar("Result")

FEWEST: Final = 64
"""The number of items for which it is worth while to start another process."""
_MOST_PROCESSES: Final = 4
_PART: Final = 16
_MOST_PARTS: Final = 1000
"""The numbers of all of them have to fit into a pipe."""
_LAST_PARTS: Final = 8
_NUMBER: Final = struct.Struct("H")

_Outcome = tuple[int, list[Result], Exception | None]
"""The number of a part, its results, and what went wrong with it."""


def spread(
    work: Callable[[Sequence[Item]], list[Result]],
    items: Sequence[Item],
    count_done: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """Return `work(items)`, where `work` treats each item by itself, from several processes.

    What `work` changes in the state of the program may be lost, and its results must be picklable.
    It is called for a few items at a time; `count_done` hears now and then how many items are done,
    and how many there are.
    What it raises in another process is raised here, with a note of where it arose.
    """
    count = min(_processors(), _MOST_PROCESSES, len(items) // FEWEST)
    if count < 2:
        return _alone(work, items, count_done)
    with _parts(items, count) as parts:
        copies = [
            Copy.start(partial(_portable_outcomes, work, parts, first)) for first in range(1, count)
        ]
        try:
            outcomes = list(_outcomes(work, parts, 0, count_done))
            for copy in copies:
                outcomes.extend(copy.values())
        finally:
            for copy in copies:
                copy.end()
    return _in_order(outcomes)


@dataclass(frozen=True, slots=True)
class _Parts(Generic[Item]):
    """Parts of the items, which processes take one after the other, as they get done.

    `waiting` is the end of a pipe with the numbers of those that no process begins with.
    """

    items: Sequence[Item]
    bounds: Sequence[tuple[int, int]]
    waiting: int

    def take(self, first: int) -> Iterator[tuple[int, Sequence[Item]]]:
        """Yield the part that a process begins with, then those that no other has taken."""
        number = first
        while True:
            start, stop = self.bounds[number]
            yield number, self.items[start:stop]
            following = os.read(self.waiting, _NUMBER.size)
            if not following:
                return
            (number,) = _NUMBER.unpack(following)


@contextmanager
def _parts(items: Sequence[Item], begun: int) -> Iterator[_Parts[Item]]:
    """Give the parts of the items; a number of processes begin with one of the first ones."""
    bounds = list(_bounds(len(items)))
    numbers = range(begun, len(bounds))
    reading, writing = os.pipe()
    try:
        os.write(writing, b"".join(map(_NUMBER.pack, numbers)))
        os.close(writing)
        yield _Parts(items, bounds, reading)
    finally:
        os.close(reading)


def _bounds(count: int) -> Iterator[tuple[int, int]]:
    """Yield where parts begin and end: the last ones are small, so that all processes end at once.

    The others are not, because a process that does the same thing again and again is fast.
    """
    size, start = max(_PART, -(-count // _MOST_PARTS)), 0
    while start < count:
        stop = start + max(1, min(size, (count - start) // _LAST_PARTS))
        yield start, stop
        start = stop


def _outcomes(
    work: Callable[[Sequence[Item]], list[Result]],
    parts: _Parts[Item],
    first: int,
    count_done: Callable[[int, int], None] | None = None,
) -> Iterator[_Outcome[Result]]:
    """Yield what comes of the parts that this process takes: after an error, nobody takes more."""
    taken = parts.take(first)
    for number, part in taken:
        if count_done:
            count_done(parts.bounds[number][0], len(parts.items))
        try:
            yield number, work(part), None
        except Exception as error:  # noqa: BLE001 - the first of all is raised in the end
            for _ in taken:
                pass
            yield number, [], error


def _portable_outcomes(
    work: Callable[[Sequence[Item]], list[Result]], parts: _Parts[Item], first: int
) -> Iterator[tuple[int, list[Result], BaseException | None]]:
    for number, results, error in _outcomes(work, parts, first):
        yield number, results, error and portable(error)


def _in_order(outcomes: Iterable[_Outcome[Result]]) -> list[Result]:
    """Return the results of all parts; raises the first error."""
    ordered = sorted(outcomes, key=lambda outcome: outcome[0])
    for _, _, error in ordered:
        if error is not None:
            raise error
    return [result for _, results, _ in ordered for result in results]


def _alone(
    work: Callable[[Sequence[Item]], list[Result]],
    items: Sequence[Item],
    count_done: Callable[[int, int], None] | None,
) -> list[Result]:
    results: list[Result] = []
    for start in range(0, len(items), _PART):
        if count_done:
            count_done(start, len(items))
        results += work(items[start : start + _PART])
    return results


def _processors() -> int:
    """Return how many processes can run; 1 where a fork is not safe."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" and can_fork() else 1


@contextmanager
def collecting_later() -> Iterator[None]:
    """Put off the search for garbage, which goes through all trees again as they grow.

    What is read of an app is needed until the end, and hardly anything refers to itself.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
