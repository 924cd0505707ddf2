"""When a burst of events of the file system is over."""

from __future__ import annotations

import sys
import threading
from enum import Enum, auto
from pathlib import Path
from typing import Final

from watchdog.events import (
    EVENT_TYPE_CLOSED,
    EVENT_TYPE_CREATED,
    EVENT_TYPE_DELETED,
    EVENT_TYPE_MODIFIED,
    EVENT_TYPE_MOVED,
    FileSystemEvent,
)

SAVED_TIME: Final = 0.004
"""Seconds without an event after which a burst is over that was one file, written to its end."""
QUIET_TIME: Final = 0.04
"""The same for a burst of which more may be to come."""
QUIET_TIME_OF_MANY: Final = 0.2
"""The same for a burst of many events."""
UNFINISHED_TIME: Final = 0.3
"""Seconds after the last write to a file for which its end is waited for."""

_MANY: Final = 20
_TELLS_OF_ENDS: Final = sys.platform == "linux"
_HIDDEN: Final = "."


class _State(Enum):
    """What is known of a file that an event was about."""

    SAVED = auto()
    LACKING = auto()
    """It is gone, empty or half written, as editors leave it for a moment."""


class Burst:
    """What has happened since the last burst of events was over.

    Times are those of any clock in seconds, such as `time.monotonic`.

    Args:
        tells_of_ends: whether there is an event when a file that was written is closed.
    """

    def __init__(self, *, tells_of_ends: bool = _TELLS_OF_ENDS) -> None:
        self._tells_of_ends = tells_of_ends
        self._lock = threading.Lock()
        self._count = 0
        self._states: dict[str, _State] = {}
        self._new: set[str] = set()
        self._unfinished: dict[str, float] = {}

    def take(self, event: FileSystemEvent, at: float) -> None:
        """Take note of an event."""
        with self._lock:
            self._count += 1
            source, target = str(event.src_path), str(event.dest_path)
            if event.event_type in (EVENT_TYPE_DELETED, EVENT_TYPE_MOVED):
                self._take_away(source)
            if event.event_type == EVENT_TYPE_MOVED:
                self._appear(target, _State.LACKING if event.is_directory else _State.SAVED)
            elif event.event_type == EVENT_TYPE_CREATED:
                self._appear(source, _State.LACKING)
            elif not event.is_directory:
                self._take_write(event.event_type, source, at)

    def quiet_time(self, now: float) -> float:
        """Return for how long nothing may happen until the burst counts as over."""
        with self._lock:
            writing = max(self._unfinished.values(), default=0.0) + UNFINISHED_TIME - now
            return max(self._usual_quiet_time(), writing)

    def end(self) -> None:
        """Begin anew; what is not written to its end stays so."""
        with self._lock:
            self._count = 0
            self._states.clear()
            self._new.clear()

    def _usual_quiet_time(self) -> float:
        if self._count > _MANY:
            return QUIET_TIME_OF_MANY
        return SAVED_TIME if [*self._states.values()] == [_State.SAVED] else QUIET_TIME

    def _take_write(self, event_type: str, path: str, at: float) -> None:
        if event_type == EVENT_TYPE_CLOSED:
            self._unfinished.pop(path, None)
            self._put(path, _State.LACKING if _is_empty(path) else _State.SAVED)
        elif event_type == EVENT_TYPE_MODIFIED:
            self._put(path, _State.LACKING)
            if self._tells_of_ends and not _is_hidden(path):
                self._unfinished[path] = at

    def _appear(self, path: str, state: _State) -> None:
        if path not in self._states:
            self._new.add(path)
        self._put(path, state)

    def _put(self, path: str, state: _State) -> None:
        # What editors take notes in may be open for as long as they are.
        if not _is_hidden(path):
            self._states[path] = state

    def _take_away(self, path: str) -> None:
        self._unfinished.pop(path, None)
        if path in self._new:
            # It was there for a moment only: a copy to be put in place, or one of what was there.
            self._new.discard(path)
            self._states.pop(path, None)
        else:
            self._put(path, _State.LACKING)


def _is_hidden(path: str) -> bool:
    return Path(path).name.startswith(_HIDDEN)


def _is_empty(path: str) -> bool:
    try:
        return not Path(path).stat().st_size
    except OSError:
        return True
