"""Notice that something below some folders may have changed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Self

from watchdog.events import (
    EVENT_TYPE_CLOSED_NO_WRITE,
    EVENT_TYPE_OPENED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

log = logging.getLogger(__name__)

QUIET_TIME: Final = 0.04
"""Seconds without an event after which a burst of changes counts as over."""

_NO_CHANGE: Final = (EVENT_TYPE_OPENED, EVENT_TYPE_CLOSED_NO_WRITE)


class Watcher(FileSystemEventHandler):
    """Calls `notice` once after every burst of events below the watched folders.

    Args:
        notice: called from a thread of the watcher, with the time of the first event.
    """

    def __init__(self, notice: Callable[[float], None]) -> None:
        self._notice = notice
        self._observer: BaseObserver = Observer()
        self._watches: dict[tuple[Path, bool], ObservedWatch] = {}
        self._stirred = threading.Event()
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        self._observer.start()
        threading.Thread(target=self._settle, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._stirred.set()
        self._observer.stop()
        self._observer.join()

    def watch(self, trees: Iterable[Path], folders: Iterable[Path]) -> None:
        """Watch these and nothing else: whole trees, and the files directly in folders."""
        wanted = {(path, True) for path in trees} | {(path, False) for path in folders}
        wanted = {place for place in wanted if place[0].is_dir()}
        for place in self._watches.keys() - wanted:
            self._observer.unschedule(self._watches.pop(place))
        for place in sorted(wanted - self._watches.keys()):
            self._schedule(place)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take note of an event."""
        if event.event_type not in _NO_CHANGE:
            self._stirred.set()

    def _settle(self) -> None:
        """Wait for bursts of events to be over, one after the other."""
        while self._stirred.wait() and not self._ended.is_set():
            self._stirred.clear()
            began = time.monotonic()
            while self._stirred.wait(QUIET_TIME) and not self._ended.is_set():
                self._stirred.clear()
            self._notice(began)

    def _schedule(self, place: tuple[Path, bool]) -> None:
        path, recursive = place
        try:
            self._watches[place] = self._observer.schedule(self, str(path), recursive=recursive)
        except OSError as error:
            if isinstance(self._observer, PollingObserver):
                raise
            self._poll(error)
            self._schedule(place)

    def _poll(self, error: OSError) -> None:
        """Look at the files from time to time, where the system cannot tell of changes."""
        log.warning("cannot watch for changes (%s); polling instead", error.strerror or error)
        self._observer.stop()
        self._observer = PollingObserver()
        self._observer.start()
        places = list(self._watches)
        self._watches.clear()
        for place in places:
            self._schedule(place)
