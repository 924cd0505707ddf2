"""Do much work quickly: on all processors, and without looking for garbage all the time."""

import gc
import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

FEWEST: Final = 64
"""The number of items for which it is worth while to start another process."""
_MOST_PROCESSES: Final = 4


def spread(work: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item]) -> list[Result]:
    """Return `work(items)`, where `work` treats each item by itself, from several processes.

    What `work` changes in the state of the program may be lost, and its results must be picklable.
    """
    count = min(_processors(), _MOST_PROCESSES, len(items) // FEWEST)
    if count < 2:
        return work(items)
    size = -(-len(items) // count)
    first, *others = (items[start : start + size] for start in range(0, len(items), size))
    children = [(_started(work, part), part) for part in others]
    results = work(first)
    for child, part in children:
        found: list[Result] | None = _finished(*child)
        # A process that could not finish leaves its part, and what is wrong with it, to this one.
        results += work(part) if found is None else found
    return results


def _processors() -> int:
    """Return how many processes can run; 1 where a fork is not safe."""
    # A fork copies the locks of other threads, held as they are, and not the threads.
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0))


def _started(
    work: Callable[[Sequence[Item]], list[Result]], part: Sequence[Item]
) -> tuple[int, int]:
    """Start a process that writes its results to a pipe; return its id and the end to read."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    status = 1
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(work(part), pipe)
        status = 0
    finally:
        # Nothing else of this program, such as its buffers, is the business of the copy.
        os._exit(status)


def _finished(child: int, reading: int) -> list[Result] | None:
    """Return the results of a process, None if it failed."""
    with os.fdopen(reading, "rb") as pipe:
        content = pipe.read()
    _, status = os.waitpid(child, 0)
    # These bytes come from a copy of this very process.
    return pickle.loads(content) if status == 0 else None  # noqa: S301


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
