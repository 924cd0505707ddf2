"""Do work in a copy of this process, and hear from it what came of it."""

import io
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, NoReturn, TypeVar

Result = TypeVar("Result")


def can_fork() -> bool:
    """Return whether this process may be copied."""
    # A fork copies the locks of other threads, held as they are, and not the threads.
    return sys.platform == "linux" and threading.active_count() == 1


def apart(work: Callable[[], Result]) -> Result:
    """Return what `work` returns in a copy of this process, with which its memory goes.

    Raises what it raises there, and ChildProcessError if the copy is ended from outside. There has
    to be a fork: see `can_fork`.
    """
    copy = Copy.start(lambda: iter((work(),)))
    try:
        result: Result
        (result,) = copy.values()
    finally:
        copy.end()
    return result


@dataclass(frozen=True, slots=True)
class _End:
    """What follows the last value of a copy: it has come to its end, or an error ended it."""

    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A process that was forked off, and the pipe that it writes its values to."""

    process: int
    pipe: IO[bytes]

    @classmethod
    def start(cls, work: Callable[[], Iterable[object]]) -> "Copy":
        """Start a process that goes through `work`, whose values have to be picklable."""
        reading, writing = os.pipe()
        process = os.fork()
        if not process:
            _work(work, writing)
        os.close(writing)
        return cls(process, os.fdopen(reading, "rb"))

    def values(self) -> Iterator[Any]:
        """Yield the values when all of them are there; raises what ended the process."""
        while True:
            try:
                # These bytes come from a copy of this very process.
                value = pickle.load(self.pipe)  # noqa: S301
            except (EOFError, pickle.UnpicklingError):
                message = "a process that did a part of the work was ended from outside"
                raise ChildProcessError(message) from None
            if isinstance(value, _End):
                break
            yield value
        if value.error is not None:
            raise value.error

    def end(self) -> None:
        """End the process, in case it has not ended by itself, and leave nothing of it."""
        self.pipe.close()
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


def _work(work: Callable[[], Iterable[object]], writing: int) -> NoReturn:
    """Write what comes of the work to a pipe, all at once, and end the process."""
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(_pickled(work))
    finally:
        # Nothing else of this program, such as its buffers, is the business of the copy.
        os._exit(0)


def _pickled(work: Callable[[], Iterable[object]]) -> memoryview:
    content = io.BytesIO()
    end = _End()
    try:
        for value in work():
            content.write(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    except BaseException as error:  # noqa: BLE001 - it is raised where the values are read
        end = _End(portable(error))
    content.write(pickle.dumps(end))
    return content.getbuffer()


def portable(error: BaseException) -> BaseException:
    """Return an exception that survives the way to another process, with its traceback as note."""
    note = f"in another process:\n{''.join(traceback.format_exception(error))}"
    error.add_note(note)
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - some exceptions cannot be made from what they hold
        return RuntimeError(note)
    return error
