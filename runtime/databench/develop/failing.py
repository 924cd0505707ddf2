"""What fails in an app while it is developed: shown at once, and counted when it fails again."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from databench.develop.tracebacks import place, without_runtime
from databench.failures import Failure, log_failure

log = logging.getLogger(__name__)

_FLUSH_TIME: Final = 0.03
_COUNT_TIME: Final = 1.0
_KEPT: Final = 20


@dataclass(slots=True)
class Failing:
    """A failure and how often it was met.

    Attributes:
        message: what pages are told.
        last: the failure, as it was met the last time.
        at: when that was, as `time.monotonic` has it.
    """

    message: dict[str, object]
    last: Failure
    at: float = 0.0
    count: int = 0
    told: int = 0
    logged: int = 1


@dataclass(slots=True)
class Failures:
    """The failures of an app, the newest last.

    Attributes:
        tell: called with what has failed, or has failed again; soon, but not each single time.
    """

    tell: Callable[[Failing], None]
    _known: dict[tuple[str, str, str], Failing] = field(default_factory=dict)
    _flushing: asyncio.TimerHandle | None = None
    _counting: asyncio.TimerHandle | None = None

    def take(self, failure: Failure) -> None:
        """Take a failure: the log has it once, and then how often it was met."""
        key = (failure.analysis, failure.action, failure.details)
        failing = self._known.pop(key, None) or _new(failure)
        failing.count += 1
        failing.at, failing.last = time.monotonic(), failure
        failing.message |= {"id": failure.id, "count": failing.count}
        self._known[key] = failing
        while len(self._known) > _KEPT:
            del self._known[next(iter(self._known))]
        if failing.count == 1:
            log_failure(failure)
        self._schedule()

    def since(self, at: float) -> Iterator[Failing]:
        """Yield what has failed at some time, or later."""
        return (failing for failing in self._known.values() if failing.at >= at)

    def write_counts(self) -> None:
        """Write to the log how often all was met that was met again."""
        self._counting = None
        for failing in self._known.values():
            if failing.logged < failing.count:
                failing.logged = failing.count
                _log_count(failing)

    def _schedule(self) -> None:
        # Code may fail faster than pages and people can take it in.
        loop = asyncio.get_running_loop()
        if self._flushing is None:
            self._flushing = loop.call_later(_FLUSH_TIME, self._flush)
        if self._counting is None:
            self._counting = loop.call_later(_COUNT_TIME, self.write_counts)

    def _flush(self) -> None:
        self._flushing = None
        for failing in self._known.values():
            if failing.told < failing.count:
                failing.told = failing.count
                self.tell(failing)


def _new(failure: Failure) -> Failing:
    file, line = place(failure.details)
    message: dict[str, object] = {
        "type": "exception",
        "analysis": failure.analysis,
        "action": failure.action,
        "what": failure.what,
        "error": failure.details.strip().rpartition("\n")[2],
        "traceback": without_runtime(failure.details),
        "file": file,
        "line": line,
    }
    return Failing(message, failure)


def _log_count(failing: Failing) -> None:
    failure, message = failing.last, failing.message
    place = f"{message['file']}:{message['line']}"
    what = f"{failure.where}{failure.what} (error {failure.id})"
    log.error("%s: %s: %s: %d times", what, place, message["error"], failing.count)
