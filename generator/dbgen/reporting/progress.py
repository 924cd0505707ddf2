"""How far a build has come, on a terminal and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TextIO

from dbgen.telling import Event, Step, Tell, silent

if TYPE_CHECKING:
    from rich.progress import Progress

QUICK: Final = 0.5
"""Seconds that a build may take without a word."""
_PAUSE: Final = 0.1


@contextmanager
def progress(
    stream: TextIO, *, quiet: bool = False, clock: Callable[[], float] = time.monotonic
) -> Iterator[Tell]:
    """Show what a build tells of its steps, if it takes long and the stream is a terminal."""
    if quiet or not stream.isatty():
        yield silent
        return
    shown = _Shown(stream, clock)
    try:
        yield shown.tell
    finally:
        shown.end()


@dataclass(slots=True)
class _Shown:
    """What is on the stream. Nothing moves by itself: a thread would be in the way of forks."""

    stream: TextIO
    clock: Callable[[], float]
    _next: float = field(init=False)
    _bar: Progress | None = None

    def __post_init__(self) -> None:
        self._next = self.clock() + QUICK

    def tell(self, event: Event) -> None:
        """Show an event, if it is time for that."""
        if isinstance(event, Step) and self.clock() >= self._next:
            self._next = self.clock() + _PAUSE
            self._show(event)

    def end(self) -> None:
        """Leave nothing of the progress on the terminal."""
        if self._bar:
            self._bar.stop()

    def _show(self, step: Step) -> None:
        bar = self._bar = self._bar or _started(self.stream)
        (task,) = bar.task_ids
        bar.update(task, description=step.stage, completed=step.done, total=step.total or None)
        bar.refresh()


def _started(stream: TextIO) -> Progress:
    from rich.console import Console  # noqa: PLC0415 - it is slow to import and rarely needed
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(
        *columns,
        console=Console(file=stream),
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    bar.add_task("")
    bar.start()
    return bar
