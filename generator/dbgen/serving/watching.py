"""Notice that something below some folders may have changed."""

from __future__ import annotations

import logging
import stat
import threading
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Self

from watchdog.events import (
    EVENT_TYPE_DELETED,
    EVENT_TYPE_MOVED,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from dbgen.serving.bursts import Burst

_LONGEST_BURST: Final = 3.0
_POLL_TIME: Final = 0.5
_CHECK_TIME: Final = 3.0
_SHARE: Final = 20

_GONE: Final = (EVENT_TYPE_DELETED, EVENT_TYPE_MOVED)
_Place = tuple[Path, bool, tuple[int, ...]]
"""A folder, whether what is below it counts too, and which one of that name it is."""

_CHANGES: Final[list[type[FileSystemEvent]]] = [
    *(FileCreatedEvent, FileModifiedEvent, FileAttribEvent, FileClosedEvent),
    *(FileMovedEvent, FileDeletedEvent, DirCreatedEvent, DirMovedEvent, DirDeletedEvent),
]
"""The events to hear of: there are many more of files that are read, as by each build."""


class Watcher(FileSystemEventHandler):
    """Calls `notice` once after every burst of events below the watched folders.

    It does so from time to time anyhow: systems lose events, and links lead out of folders.

    Args:
        notice: called from a thread of the watcher, with the time of the first event.
        complain: told what a person should know.
        observe: makes what hears of events from the system.
    """

    def __init__(
        self,
        notice: Callable[[float], None],
        complain: Callable[[str], None],
        observe: Callable[[], BaseObserver] = Observer,
    ) -> None:
        self._notice = notice
        self._complain = complain
        self._observe = observe
        self._observer: BaseObserver | None = None
        self._watches: dict[_Place, ObservedWatch] = {}
        self._pause = _CHECK_TIME
        self._outdated = False
        self._burst = Burst()
        self._stirred = threading.Event()
        self._ended = threading.Event()
        self._settling = threading.Thread(target=self._settle, daemon=True)

    def __enter__(self) -> Self:
        # What goes wrong in it is made good by looking at the files from time to time.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")
        logging.getLogger("watchdog").setLevel(logging.CRITICAL + 1)
        try:
            self._observer = self._observe()
            self._observer.start()
        except OSError as error:
            self._poll(error)
        self._settling.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._stirred.set()
        self._stop_observing()
        self._settling.join()

    def watch(self, trees: Iterable[Path], folders: Iterable[Path]) -> None:
        """Watch these and nothing else: whole trees, and the files directly in folders."""
        places = [*((path, True) for path in trees), *((path, False) for path in folders)]
        found = ((path, recursive, _identity(path)) for path, recursive in places)
        try:
            self._schedule({place for place in found if place[2]})
        except OSError as error:
            self._poll(error)

    def took(self, seconds: float) -> None:
        """Take note how long it takes to look for changes, which should cost little in all."""
        shortest = _POLL_TIME if self._observer is None else _CHECK_TIME
        self._pause = max(shortest, _SHARE * seconds)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take note of an event."""
        self._burst.take(event, time.monotonic())
        if event.is_directory and event.event_type in _GONE:
            # A folder of the same name may take its place, which nobody would hear of.
            self._outdated = True
        self._stirred.set()

    def _settle(self) -> None:
        """Wait for bursts of events to be over, one after the other."""
        while not self._ended.is_set():
            stirred = self._stirred.wait(self._pause)
            began = time.monotonic()
            if stirred:
                self._await_quiet(began)
            if not self._ended.is_set():
                self._notice(began)

    def _await_quiet(self, began: float) -> None:
        while time.monotonic() - began < _LONGEST_BURST and not self._ended.is_set():
            self._stirred.clear()
            if not self._stirred.wait(self._burst.quiet_time(time.monotonic())):
                break
        self._burst.end()

    def _schedule(self, wanted: set[_Place]) -> None:
        if self._observer is None:
            return
        if self._outdated:
            self._outdated = False
            self._observer.unschedule_all()
            self._watches.clear()
        for place in self._watches.keys() - wanted:
            self._observer.unschedule(self._watches.pop(place))
        new = wanted - self._watches.keys()
        for place in sorted(new):
            path, recursive, _ = place
            self._watches[place] = self._observer.schedule(
                self, str(path), recursive=recursive, event_filter=_CHANGES
            )
        if new:
            # Nobody has heard of what happened there until now.
            self._stirred.set()

    def _poll(self, error: OSError) -> None:
        """Look at the files from time to time, where the system cannot tell of changes."""
        reason = error.strerror or error
        self._complain(f"cannot watch for changes ({reason}): looking for them from time to time")
        self._stop_observing()
        self._watches.clear()
        self._pause = _POLL_TIME
        self._stirred.set()

    def _stop_observing(self) -> None:
        if self._observer is not None and self._observer.is_alive():
            self._observer.stop()
            self._observer.join()
        self._observer = None


def _identity(folder: Path) -> tuple[int, ...]:
    """Return which folder of its name this is, nothing if there is none."""
    try:
        status = folder.stat()
    except OSError:
        return ()
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else ()
