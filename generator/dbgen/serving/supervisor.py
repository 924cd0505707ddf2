"""The loop around a running app: build, run, wait for a change, and again.

The supervisor owns the listening sockets. A new app takes over only when it is ready; until then,
and whenever a change is broken, the one before goes on serving.
"""

from __future__ import annotations

import contextlib
import queue
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from dbgen.inspecting.folder import TooManyFilesError, list_files
from dbgen.serving import snapshot
from dbgen.serving.app_process import (
    AppProcess,
    Change,
    Ended,
    Failed,
    HandedOver,
    Imported,
    Ready,
    ShownProblem,
    State,
)
from dbgen.serving.app_process import Event as AppEvent
from dbgen.serving.changed_paths import changed_paths
from dbgen.serving.watching import Watcher


@dataclass(frozen=True, slots=True)
class Changed:
    """Something that is watched may have changed."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The user wants an end."""


Event = Changed | Stop | AppEvent


@dataclass(frozen=True, slots=True)
class Built:
    """The outcome of one build.

    Attributes:
        folder: the build, or None if there are problems.
        files: everything that it depends on besides the folder of the app.
        patterns: the `watch` patterns, relative to that folder.
        problems: what was found, as pages show it.
    """

    folder: Path | None
    files: frozenset[Path] = frozenset()
    patterns: tuple[str, ...] = ()
    problems: tuple[ShownProblem, ...] = ()


class Terminal(Protocol):
    """Where the supervisor tells what happens."""

    def say(self, line: str) -> None:
        """Show a line."""

    def complain(self, line: str) -> None:
        """Show a line about something that is wrong."""


Build = Callable[[], Built]
"""Builds into a folder of its own and shows the problems it finds."""

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@dataclass(slots=True)
class Supervisor:
    """Keeps the newest app that works running.

    Attributes:
        tree: the folder of the app.
        build: makes a build.
        discard: removes the folder of a build that is of no more use.
        arguments: command line of the app.
        listening: sockets for it, by the option that names each.
        terminal: where to tell what happens.
    """

    tree: Path
    build: Build
    discard: Callable[[Path], None]
    arguments: Sequence[str]
    listening: Sequence[tuple[str, socket.socket]]
    terminal: Terminal
    _events: queue.SimpleQueue[Event] = field(default_factory=queue.SimpleQueue)
    _running: AppProcess | None = None
    _starting: AppProcess | None = None
    _retiring: list[AppProcess] = field(default_factory=list)
    _leaving: AppProcess | None = None
    _built: Built = Built(None)
    _changes: list[Change] = field(default_factory=list)
    _watching: bool = False
    _imported: frozenset[Path] = frozenset()
    _known: snapshot.Snapshot = field(default_factory=dict)

    def run(self, *, watch: bool) -> int:
        """Serve until the user stops; return the exit code."""
        for number in _SIGNALS:
            signal.signal(number, lambda *_: self._events.put(Stop()))
        try:
            return self._watch() if watch else self._run_once()
        finally:
            self._end()

    def _run_once(self) -> int:
        self._rebuild()
        if self._starting is None:
            return 2
        for event in self._each_event():
            self._handle(event)
            if isinstance(event, Ended) and self._running is None and self._starting is None:
                return event.run.exit_code
        return 0

    def _watch(self) -> int:
        self._watching = True
        with Watcher(lambda: self._events.put(Changed())) as watcher:
            # Before the first build, so that what is edited while it runs is noticed.
            self._watch_files(watcher)
            self._rebuild()
            self._watch_files(watcher)
            for event in self._each_event():
                if isinstance(event, Changed):
                    self._on_change()
                else:
                    self._handle(event)
                self._watch_files(watcher)
        return 0

    def _each_event(self) -> Iterator[Event]:
        while not isinstance(event := self._events.get(), Stop):
            yield event

    def _handle(self, event: Event) -> None:
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

    def _on_change(self) -> None:
        now = snapshot.take(self._watched_files(), self._known)
        changed = snapshot.changes(self._known, now)
        if changed:
            self.terminal.say(f"changed: {_listed(changed)}")
            self._rebuild()

    def _rebuild(self) -> None:
        # Taken before the build: what is edited meanwhile differs from it, and is built next.
        self._known = snapshot.take(self._watched_files(), self._known)
        self._built = self.build()
        self._known = {**snapshot.take(self._new_files(), {}), **self._known}
        if self._built.folder is not None:
            self._start(self._built.folder)
        elif self._running is not None:
            self._running.show(self._built.problems)

    def _new_files(self) -> Iterator[Path]:
        """Yield the files that the build has told of for the first time."""
        return (file for file in self._watched_files() if file not in self._known)

    def _start(self, folder: Path) -> None:
        if self._starting is not None:
            self._starting.stop()
        tree = str(self.tree)
        # The files of a single script lie at the root of its build.
        sources = [("analyses", tree), ("", tree), ("", str(self.tree.parent))]
        self._starting = AppProcess(
            folder, sources, self.arguments, self.listening, self._events.put
        )

    def _on_ready(self, ready: Ready) -> None:
        if ready.run is not self._starting:
            return
        before, self._running, self._starting = self._running, self._starting, None
        if before is None:
            self._begin(None)
            self.terminal.say(ready.line)
            return
        self._note_changes(before.folder, self._running.folder)
        self._retiring.append(before)
        if self._leaving is None:
            self._leaving = before
            before.hand_over()
        else:
            # It has not begun, and never will: what the one before it leaves is for the newest.
            before.stop()

    def _on_imported(self, imported: Imported) -> None:
        if imported.run in (self._starting, self._running):
            build = imported.run.folder.resolve()
            self._imported = frozenset(f for f in imported.files if not f.is_relative_to(build))
            self._known = {**snapshot.take(self._new_files(), {}), **self._known}

    def _on_failed(self, failed: Failed) -> None:
        if self._running is not None and failed.run is self._starting:
            shown = {**failed.failure, "message": failed.failure["error"], "severity": "error"}
            self._running.show([shown])

    def _begin(self, state: State | None) -> None:
        self._leaving = None
        if self._running is not None:
            self._running.begin(state, self._changes, self._built.problems)

    def _note_changes(self, before: Path, now: Path) -> None:
        if paths := changed_paths(before, now):
            self._changes.append({"seq": len(self._changes) + 1, "paths": paths})

    def _on_ended(self, run: AppProcess) -> None:
        if run is self._starting:
            self._starting = None
            still = "; the last good version goes on serving" if self._running else ""
            self.terminal.complain(f"the app could not start (exit code {run.exit_code}){still}")
        elif run is self._running:
            self._running = None
            then = "; a change starts it again" if self._watching else ""
            self.terminal.complain(f"the app has ended with exit code {run.exit_code}{then}")
        elif run in self._retiring:
            self._retiring.remove(run)
            if run is self._leaving:
                self._begin(None)
            self.terminal.say("the new version is served")
        self.discard(run.folder)

    def _end(self) -> None:
        for run in (self._starting, self._running, *self._retiring):
            if run is not None:
                run.stop()
                self.discard(run.folder)
        for _, open_ in self.listening:
            open_.close()

    def _watched_files(self) -> Iterator[Path]:
        yield from _files_below(self.tree)
        yield from self._built.files | self._imported
        for pattern in self._built.patterns:
            yield from _matches(self.tree, pattern)

    def _watch_files(self, watcher: Watcher) -> None:
        trees = {self.tree, *(_base(self.tree, p) for p in self._built.patterns)}
        folders = {file.parent for file in self._built.files | self._imported}
        watcher.watch(trees, folders - trees)


def _files_below(tree: Path) -> Iterator[Path]:
    # A tree too large to list is no app: what the build has read is watched all the same.
    with contextlib.suppress(TooManyFilesError):
        yield from (file.source for file in list_files(tree).files)


def _matches(tree: Path, pattern: str) -> Iterator[Path]:
    return (path for path in tree.glob(pattern) if path.is_file())


def _base(tree: Path, pattern: str) -> Path:
    """Return the folder that everything a pattern can match lies in."""
    parts = Path(pattern).parts
    fixed = next((at for at, part in enumerate(parts) if set(part) & set("*?[")), len(parts) - 1)
    return tree.joinpath(*parts[:fixed])


def _listed(files: Sequence[Path]) -> str:
    names = ", ".join(file.name for file in files[:3])
    return names if len(files) <= 3 else f"{names} and {len(files) - 3} more"
