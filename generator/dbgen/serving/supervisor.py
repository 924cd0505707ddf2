"""The loop of `dbgen serve`: build, run, wait for a change, and again.

What changed decides what happens, and the builds tell: an app goes on with other pages and assets,
which it reads anew for every request; for anything else a new app takes over.
"""

from __future__ import annotations

import queue
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from dbgen.kept import Kept
from dbgen.serving import app_process, snapshot, succession
from dbgen.serving.builder import Built, shown
from dbgen.serving.outputs import Output, differences, is_patch, urls
from dbgen.serving.placing import Placed, Places
from dbgen.serving.succession import Succession, elapsed
from dbgen.serving.watched import base, files_below, matches
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

    def show(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong with the app."""


_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_BROKEN: Final = 2


@dataclass(slots=True)
class Supervisor:
    """Keeps the newest app that works running.

    Attributes:
        tree: the folder of the app.
        build: builds it.
        places: where builds are written.
        apps: runs what was built.
        terminal: where to tell what happens.
        events: what happens.
        kept: digests of files.
    """

    tree: Path
    build: Callable[[], Built]
    places: Places
    apps: Succession
    terminal: Terminal
    events: queue.SimpleQueue[Event]
    kept: Kept
    _built: Built = field(default_factory=lambda: Built(None))
    _known: snapshot.Snapshot = field(default_factory=dict)
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
        with Watcher(lambda at: self.events.put(Changed(at))) as watcher:
            # Before the first build, so that what is edited while it runs is noticed.
            self._watch_files(watcher)
            self._rebuild(time.monotonic())
            while True:
                self._watch_files(watcher)
                event = self.events.get()
                if isinstance(event, Changed):
                    self._on_change(event)
                else:
                    self._on_event(event)

    def _on_event(self, event: app_process.Event) -> None:
        self.apps.handle(event)
        if isinstance(event, app_process.Imported):
            self._known = {**snapshot.take(self._new_files(), self.kept), **self._known}

    def _on_change(self, event: Changed) -> None:
        now = snapshot.take(self._watched_files(), self.kept)
        changed = snapshot.changes(self._known, now)
        if changed:
            self._known = now
            self._pending.update(changed)
            self.terminal.say(f"changed: {_listed(changed)}")
            self._rebuild(event.at)

    def _rebuild(self, since: float) -> None:
        if not self._known:
            self._known = snapshot.take(self._watched_files(), self.kept)
        before, self._built = self._built, self.build()
        self._known = {**snapshot.take(self._new_files(), self.kept), **self._known}
        self.terminal.show(self._built.problems)
        if self._built.output is not None:
            self._try_to_serve(self._built.output, before.files | self._built.files, since)
        self.apps.show(shown(self._built.problems, self.tree))

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
        if changed:
            self.terminal.say(f"updated: {_shortened(changed)} ({elapsed(since)})")
        else:
            self.terminal.say(f"nothing to do: the build is the same ({elapsed(since)})")

    def _new_files(self) -> Iterator[Path]:
        """Yield the files that the build has told of for the first time."""
        return (file for file in self._watched_files() if file not in self._known)

    def _watched_files(self) -> Iterator[Path]:
        yield from files_below(self.tree)
        yield from self._built.files | self.apps.imported
        for pattern in self._built.patterns:
            yield from matches(self.tree, pattern)

    def _watch_files(self, watcher: Watcher) -> None:
        trees = {self.tree, *(base(self.tree, p) for p in self._built.patterns)}
        folders = {file.parent for file in self._built.files | self.apps.imported}
        watcher.watch(trees, folders - trees)


def _listed(files: Sequence[Path]) -> str:
    return _shortened([file.name for file in files])


def _shortened(names: Sequence[str]) -> str:
    shown_ = ", ".join(names[:3])
    return shown_ if len(names) <= 3 else f"{shown_} and {len(names) - 3} more"
