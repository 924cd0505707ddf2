"""The apps behind the listening sockets: the newest one that works answers.

A new app takes over only when it is ready; until then, and if it cannot start, the one before goes
on. What the one before leaves, its sessions among it, is handed to the new one.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from dbgen.serving.app_process import (
    AppProcess,
    Change,
    Ended,
    Event,
    Failed,
    HandedOver,
    Imported,
    Ready,
    ShownProblem,
    State,
)
from dbgen.serving.failing import Failure, ended, ended_early, raised
from dbgen.serving.outputs import differences, urls
from dbgen.serving.placing import Placed, Places
from dbgen_schema import Problem, Severity

_KEPT_CHANGES: Final = 1000


class Terminal(Protocol):
    """Where people are told what happens."""

    def say(self, line: str, took: str = "") -> None:
        """Show a line, and how long it took what it says."""

    def complain(self, line: str) -> None:
        """Show a line about something that is wrong."""

    def fail(self, problem: Problem, then: str) -> None:
        """Show why an app does not run, and what happens then."""


class Launcher(Protocol):
    """Where apps come from."""

    def launch(self, build: Placed | None) -> AppProcess:
        """Start the app of a build; without one, the app that waits for a build."""

    @property
    def is_prepared(self) -> bool:
        """Whether the next start is a quick one."""

    def prepare(self) -> None:
        """Make the next start a quick one."""

    def end(self) -> None:
        """End what was prepared."""


def elapsed(since: float) -> str:
    """Return how long ago a moment of `time.monotonic` is, as people read it."""
    seconds = time.monotonic() - since
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


@dataclass(slots=True)
class Succession:
    """Apps that take over from each other.

    Attributes:
        root: the folder of the app that the builds are made from.
        launcher: starts apps.
        places: where their builds lie.
        terminal: where to tell what happens.
        opened: called with the line that says where the first app is served.
        waits: whether another app answers while there is none.
    """

    root: Path
    launcher: Launcher
    places: Places
    terminal: Terminal
    opened: Callable[[str], None] = lambda _: None
    waits: bool = True
    imported: frozenset[Path] = frozenset()
    exit_code: int = 0
    _running: AppProcess | None = None
    _starting: AppProcess | None = None
    _retiring: list[AppProcess] = field(default_factory=list)
    _leaving: AppProcess | None = None
    _problems: Sequence[ShownProblem] = ()
    _failure: Failure | None = None
    _failed: AppProcess | None = None
    _changes: deque[Change] = field(default_factory=lambda: deque(maxlen=_KEPT_CHANGES))
    _since: float = 0.0
    _line: str = ""
    _line_said: str = ""

    @property
    def newest(self) -> Placed | None:
        """The build of the app that runs, or is about to."""
        app = self._starting or self._running
        return None if app is None else app.build

    @property
    def is_over(self) -> bool:
        """Whether no app runs, and none is about to."""
        return self._running is None and self._starting is None

    @property
    def has_time_to_prepare(self) -> bool:
        """Whether the next start should be made a quick one, when nothing else is to be done."""
        return self.waits and self._running is not None and not self.launcher.is_prepared

    def start(self, build: Placed | None, since: float) -> None:
        """Start the app of a build.

        Args:
            build: what it runs; None for the app that waits for a build.
            since: when somebody began to wait for it, as `time.monotonic` has it.
        """
        if self._starting is not None:
            self._retire(self._starting)
        self._since = since
        self._starting = self.launcher.launch(build)

    def show(self, problems: Sequence[ShownProblem]) -> None:
        """Show the problems of the last build in all pages."""
        self._problems = problems
        if self._is_broken:
            # Nobody will start again what has failed before.
            self._failure = None
        if self._running is not None:
            self._running.show(self._all_problems())
        elif self._starting is None and self.waits:
            self.start(None, time.monotonic())

    def change(self, paths: Sequence[str]) -> None:
        """Tell the pages that the files of these URLs have changed."""
        # An app that is about to take over tells of all that is other than in the one before.
        if paths and self._starting is None:
            self._changes.append({"seq": self._seq + 1, "paths": paths})
            if self._running is not None and self._leaving is None:
                self._running.change(self._changes[-1])

    def mended(self) -> None:
        """Forget why the last app could not start."""
        self._failure = None

    def handle(self, event: Event) -> None:
        """Take note of what an app says."""
        if isinstance(event, Ready):
            self._on_ready(event)
        elif isinstance(event, Imported):
            self._on_imported(event)
        elif isinstance(event, Failed):
            self._on_failed(event)
        elif isinstance(event, HandedOver) and event.run is self._leaving:
            self._begin(event.state)
        elif isinstance(event, Ended):
            self._on_ended(event.run)

    def end(self) -> None:
        """End all apps."""
        self.launcher.end()
        runs = [run for run in (self._starting, self._running, *self._retiring) if run is not None]
        for run in runs:
            run.terminate()
        for run in runs:
            run.stop()
            self._discard(run)

    def kill(self) -> None:
        """End all apps whatever they are at."""
        for run in (self._starting, self._running, *self._retiring):
            if run is not None:
                run.kill()

    @property
    def _seq(self) -> int:
        return int(self._changes[-1]["seq"]) if self._changes else 0

    @property
    def _is_broken(self) -> bool:
        """Whether the last build has failed."""
        return any(problem["severity"] == Severity.ERROR for problem in self._problems)

    def _all_problems(self) -> Sequence[ShownProblem]:
        if self._failure is None or self._is_broken:
            return self._problems
        return [*self._problems, self._failure.shown(self.root)]

    def _retire(self, run: AppProcess) -> None:
        run.terminate()
        self._retiring.append(run)

    def _on_ready(self, ready: Ready) -> None:
        if ready.run is not self._starting:
            return
        before, self._running, self._starting = self._running, self._starting, None
        self._failure = None if ready.run.build else self._failure
        self._line = ready.line
        if before is None:
            self._begin(None)
            return
        self._note_changes(before.build, ready.run.build)
        self._retiring.append(before)
        if self._leaving is None:
            self._leaving = before
            before.hand_over()
        else:
            # It has not begun, and never will: what the one before it leaves is for the newest.
            before.terminate()

    def _on_imported(self, imported: Imported) -> None:
        run = imported.run
        if run.build is not None and run in (self._starting, self._running):
            build = run.build.folder
            self.imported = frozenset(f for f in imported.files if not f.is_relative_to(build))

    def _on_failed(self, failed: Failed) -> None:
        if failed.run is self._starting:
            self._failed = failed.run
            self._fail(raised(failed.failure))

    def _fail(self, failure: Failure) -> None:
        """Show as one of the problems that an app cannot start, or has ended."""
        self._failure = failure
        if self._running is not None:
            self._running.show(self._all_problems())

    def _begin(self, state: State | None) -> None:
        self._leaving = None
        if self._running is not None:
            self._running.begin(state, list(self._changes), self._all_problems())
            self._announce(self._running)

    def _announce(self, run: AppProcess) -> None:
        """Say that an app is served, and where, if that is news."""
        if not self._line_said:
            self.opened(self._line)
        elif run.build is not None:
            self.terminal.say("the new version is served", elapsed(self._since))
        if self._line != self._line_said:
            self._line_said = self._line
            self.terminal.say(self._line)

    def _note_changes(self, before: Placed | None, now: Placed | None) -> None:
        if before is not None and now is not None:
            outputs = (before.output, now.output)
            self.change(urls(differences(*outputs), *outputs))

    def _on_ended(self, run: AppProcess) -> None:
        if run is self._starting:
            self._on_failed_start(run)
        elif run is self._running:
            self._on_end(run)
        elif run in self._retiring:
            self._retiring.remove(run)
            if run is self._leaving:
                self._begin(None)
        self._discard(run)

    def _on_failed_start(self, run: AppProcess) -> None:
        self._starting = None
        self.exit_code = run.exit_code
        if self._failed is not run:
            self._fail(ended_early(run.exit_code))
        self._tell_failure("the last good version goes on serving" if self._running else "")
        if self._running is None:
            self._wait(run)

    def _on_end(self, run: AppProcess) -> None:
        self._running = None
        self.exit_code = run.exit_code
        self._fail(ended(run.exit_code))
        self._tell_failure("a change starts it again" if self.waits else "")
        if self._starting is None:
            self._wait(run)

    def _tell_failure(self, then: str) -> None:
        if self._failure is not None:
            self.terminal.fail(self._failure.problem, then)

    def _wait(self, after: AppProcess) -> None:
        if self.waits and after.build is not None:
            self.start(None, time.monotonic())

    def _discard(self, run: AppProcess) -> None:
        if run.build is not None:
            self.places.discard(run.build)
