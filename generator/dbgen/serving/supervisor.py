"""The loop of `dbgen serve`: build, run, wait for a change, and again.

What changed decides what happens, and the builds tell: an app goes on with other pages and assets,
which it reads anew for every request; for anything else a new app takes over.
"""

from __future__ import annotations

import contextlib
import queue
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from dbgen.serving import app_process, succession
from dbgen.serving.builder import Built, shown
from dbgen.serving.outputs import Output, differences, is_patch, urls
from dbgen.serving.placing import Placed, Places
from dbgen.serving.succession import Succession, elapsed
from dbgen.serving.watched import Watched
from dbgen.serving.watching import Watcher
from dbgen_schema import Problem


@dataclass(frozen=True, slots=True)
class Changed:
    """Something that is watched may have changed.

    Attributes:
        at: when the first event came, as `time.monotonic` has it.
    """

    at: float


Event = Changed | app_process.Event


class Terminal(succession.Terminal, Protocol):
    """Where people are told what happens."""

    def changed(self, files: str) -> None:
        """Say which files have changed."""

    def show(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong with the app."""


_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_BROKEN: Final = 2
_REST: Final = 0.05
"""Seconds without an event after which nobody waits for anything any more."""


@dataclass(slots=True)
class Supervisor:
    """Keeps the newest app that works running.

    Attributes:
        watched: the files of the app.
        build: builds it.
        places: where builds are written.
        apps: runs what was built.
        terminal: where to tell what happens.
        events: what happens.
    """

    watched: Watched
    build: Callable[[], Built]
    places: Places
    apps: Succession
    terminal: Terminal
    events: queue.SimpleQueue[Event]
    _built: Built = field(default_factory=lambda: Built(None))
    _pending: set[Path] = field(default_factory=set)
    _stopping: bool = False

    def run(self, *, watch: bool) -> int:
        """Serve until the user stops; return the exit code."""
        for number in _SIGNALS:
            signal.signal(number, lambda *_: self._stop())
        try:
            return self._watch() if watch else self._run_once()
        except KeyboardInterrupt:
            return 0
        finally:
            self._stopping = True
            self.apps.end()

    def _stop(self) -> None:
        """Leave whatever is being done; the second time, do not even wait for the apps."""
        if self._stopping:
            self.apps.kill()
            return
        self._stopping = True
        raise KeyboardInterrupt

    def _run_once(self) -> int:
        self._rebuild(time.monotonic())
        if self._built.output is None:
            return _BROKEN
        while not self.apps.is_over:
            event = self.events.get()
            if not isinstance(event, Changed):
                self.apps.handle(event)
        return self.apps.exit_code

    def _watch(self) -> int:
        with Watcher(lambda at: self.events.put(Changed(at)), self.terminal.complain) as watcher:
            # Before the first build, so that what is edited while it runs is noticed.
            watcher.watch(*self.watched.folders())
            self.watched.look()
            self._rebuild(time.monotonic())
            while True:
                watcher.watch(*self.watched.folders())
                self._handle(self._next(), watcher)

    def _next(self) -> Event:
        """Return the next event; the time until it comes is used for what will be needed then."""
        if self.apps.has_time_to_prepare:
            with contextlib.suppress(queue.Empty):
                return self.events.get(timeout=_REST)
            self.apps.launcher.prepare()
        return self.events.get()

    def _handle(self, event: Event, watcher: Watcher) -> None:
        if isinstance(event, Changed):
            began = time.monotonic()
            changed = self.watched.look()
            watcher.took(time.monotonic() - began)
            if changed:
                self._pending.update(changed)
                self.terminal.changed(_shortened([file.name for file in changed]))
                self._rebuild(event.at)
            return
        self.apps.handle(event)
        if isinstance(event, app_process.Imported) and self.apps.imported != self.watched.imported:
            self.watched.imported = self.apps.imported
            self.watched.look_at_new()

    def _rebuild(self, since: float) -> None:
        before, self._built = self._built, self.build()
        self.watched.files, self.watched.patterns = self._built.files, self._built.patterns
        self.watched.look_at_new()
        self.terminal.show(self._built.problems)
        if self._built.output is not None:
            self._try_to_serve(self._built.output, before.files | self._built.files, since)
        self.apps.show(shown(self._built.problems, self.watched.tree))

    def _try_to_serve(self, output: Output, inputs: frozenset[Path], since: float) -> None:
        try:
            self._serve(output, inputs, since)
        except OSError as error:
            # A file went away just now, which is the next change, or the disk is full.
            reason = error.strerror or str(error)
            self.terminal.complain(f"cannot write the build: {reason}: {error.filename}")

    def _serve(self, output: Output, inputs: frozenset[Path], since: float) -> None:
        # What no build is made from, such as data, an app has read at its start.
        others, self._pending = self._pending - inputs, set()
        newest = self.apps.newest
        if newest is None or others or not is_patch(differences(newest.output, output)):
            self.apps.start(self.places.place(output, newest), since)
            return
        self._patch(newest, output, since)

    def _patch(self, placed: Placed, output: Output, since: float) -> None:
        before, paths = placed.output, differences(placed.output, output)
        self.places.patch(placed, output, paths)
        changed = urls(paths, before, output)
        self.apps.mended()
        self.apps.change(changed)
        line = f"updated: {_shortened(changed)}" if changed else "nothing to do: the same build"
        self.terminal.say(line, elapsed(since))


def _shortened(names: Sequence[str]) -> str:
    listed = ", ".join(names[:3])
    return listed if len(names) <= 3 else f"{listed} and {len(names) - 3} more"
