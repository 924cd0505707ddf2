"""Do much work quickly: on all processors, and without looking for garbage all the time."""

import gc
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final, NoReturn, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

FEWEST: Final = 64
"""The number of items for which it is worth while to start another process."""
_MOST_PROCESSES: Final = 4
_SLICE: Final = 16


def spread(
    work: Callable[[Sequence[Item]], list[Result]],
    items: Sequence[Item],
    count_done: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """Return `work(items)`, where `work` treats each item by itself, from several processes.

    What `work` changes in the state of the program may be lost, and its results must be picklable.
    `count_done` hears now and then how many items are done, and how many there are; `work` is then
    called for a few items at a time.
    An exception that it raises in another process is raised here, with a note of where it arose.
    """
    count = min(_processors(), _MOST_PROCESSES, len(items) // FEWEST)
    if count < 2:
        return _in_slices(work, items, count_done)
    size = -(-len(items) // count)
    first, *others = (items[start : start + size] for start in range(0, len(items), size))
    children = [_started(work, part) for part in others]
    try:
        results = _in_slices(work, first, count_done and _scaled(count_done, count, len(items)))
        for child in children:
            results += _results(child)
    finally:
        for child in children:
            child.end()
    return results


def apart(work: Callable[[], Result]) -> Result:
    """Return what `work` returns in a copy of this process, with which its memory goes.

    Raises what it raises there, and ChildProcessError if the copy is ended from outside. There has
    to be a fork: see `can_fork`.
    """
    child = _started(lambda _: [work()], ())
    try:
        return _results(child)[0]
    finally:
        child.end()


def can_fork() -> bool:
    """Return whether this process may be copied."""
    # A fork copies the locks of other threads, held as they are, and not the threads.
    return sys.platform == "linux" and threading.active_count() == 1


def _scaled(
    count_done: Callable[[int, int], None], processes: int, total: int
) -> Callable[[int, int], None]:
    """Return a counter for one of several processes, which are about equally far."""
    return lambda done, _: count_done(done * processes, total)


def _in_slices(
    work: Callable[[Sequence[Item]], list[Result]],
    items: Sequence[Item],
    count_done: Callable[[int, int], None] | None,
) -> list[Result]:
    if count_done is None:
        return work(items)
    results: list[Result] = []
    for start in range(0, len(items), _SLICE):
        count_done(start, len(items))
        results += work(items[start : start + _SLICE])
    return results


def _processors() -> int:
    """Return how many processes can run; 1 where a fork is not safe."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" and can_fork() else 1


@dataclass(frozen=True, slots=True)
class _Child:
    """A process that was forked off, and the pipe that it writes its outcome to."""

    process: int
    pipe: IO[bytes]

    def end(self) -> None:
        """End the process, in case it has not ended by itself, and leave nothing of it."""
        self.pipe.close()
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


def _started(work: Callable[[Sequence[Item]], list[Result]], part: Sequence[Item]) -> _Child:
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        _work(work, part, writing)
    os.close(writing)
    return _Child(process, os.fdopen(reading, "rb"))


def _work(
    work: Callable[[Sequence[Item]], list[Result]], part: Sequence[Item], writing: int
) -> NoReturn:
    """Write the outcome of the work to a pipe, and end the process."""
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(_outcome(work, part))
    finally:
        # Nothing else of this program, such as its buffers, is the business of the copy.
        os._exit(0)


def _outcome(work: Callable[[Sequence[Item]], list[Result]], part: Sequence[Item]) -> bytes:
    try:
        return pickle.dumps((work(part), None))
    except BaseException as error:  # noqa: BLE001 - it is raised where the results are collected
        return pickle.dumps((None, _portable(error)))


def _portable(error: BaseException) -> BaseException:
    """Return an exception that survives the way to another process, with its traceback as note."""
    note = f"in another process:\n{traceback.format_exc()}"
    error.add_note(note)
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - some exceptions cannot be made from what they hold
        return RuntimeError(note)
    return error


def _results(child: _Child) -> list[Result]:
    """Return the results of a process; raises what ended it."""
    content = child.pipe.read()
    if not content:
        raise ChildProcessError("a process that did a part of the work was ended from outside")
    # These bytes come from a copy of this very process.
    results: list[Result]
    results, error = pickle.loads(content)  # noqa: S301
    if error is not None:
        raise error
    return results


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
