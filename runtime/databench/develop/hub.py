"""What pages have to know while they are developed, kept for those that come later, too."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from databench.develop.tracebacks import place, without_runtime
from databench.routes import Asset, Page, Socket
from databench.session import Failure

if TYPE_CHECKING:
    from databench.application import Application

_DIGEST: Final = re.compile(rb'develop\.js" data-digest="([^"]*)"')
_SETTING: Final = "databench_hub"
_FLUSH_TIME: Final = 0.03
_KEPT_FAILURES: Final = 20
_KEPT_CHANGES: Final = 1000

Message = Mapping[str, object]
"""What is told to pages: JSON with a `type`."""


@dataclass(frozen=True, slots=True)
class Hello:
    """How a page introduces itself.

    Attributes:
        path: its path on this server.
        digest: of its text as it was loaded; None if it carries none.
        seq: number of the last change that it has heard of, if it has heard of any.
        age: seconds since it began to load.
    """

    path: str
    digest: str | None
    seq: int | None
    age: float


class OpenPage(Protocol):
    """A page that listens."""

    hello: Hello

    def tell(self, message: Message) -> None:
        """Send a message to the page."""

    def close(self, code: int, reason: str) -> None:
        """End the conversation."""


@dataclass(slots=True)
class _Change:
    """Paths whose content has changed, and when this process learnt of it."""

    seq: int
    paths: Sequence[str]
    at: float


@dataclass(slots=True)
class _Failing:
    """A failure of a handler and how often it was met."""

    message: dict[str, object]
    path: str
    count: int = 0
    at: float = 0.0
    told: int = 0


@dataclass(slots=True)
class Hub:
    """Knows the open pages of an application, and tells them what concerns them.

    Attributes:
        app: the application.
        observe: called with every failure of a handler, as it is told to pages.
        follows_digests: whether pages of another build than the present one should reload.
    """

    app: Application
    observe: Callable[[Message], None] = lambda _: None
    follows_digests: bool = True
    _pages: set[OpenPage] = field(default_factory=set)
    _changes: list[_Change] = field(default_factory=list)
    _problems: Sequence[Message] = ()
    _failing: dict[tuple[str, str, str], _Failing] = field(default_factory=dict)
    _flushing: asyncio.TimerHandle | None = None

    def change(self, changes: Iterable[Mapping[str, Any]]) -> None:
        """Take changes, each with its `seq` and `paths`, and tell the pages."""
        new = [_Change(each["seq"], each["paths"], time.monotonic()) for each in changes]
        if not new:
            return
        self._changes = [*self._changes, *new][-_KEPT_CHANGES:]
        message = _changed(self._seq, new)
        for page in tuple(self._pages):
            page.tell(message)

    def show(self, problems: Sequence[Message]) -> None:
        """Take the problems that hold from now on, and tell the pages."""
        self._problems = problems
        for page in tuple(self._pages):
            page.tell({"type": "problems", "problems": problems})

    def failed(self, failure: Failure) -> None:
        """Take the failure of a handler, and tell the pages of its analysis soon."""
        key = (failure.analysis, failure.action, failure.details)
        failing = self._failing.pop(key, None) or self._new(failure)
        failing.count += 1
        failing.at = time.monotonic()
        failing.message |= {"id": failure.id, "count": failing.count}
        # The last one is the newest.
        self._failing[key] = failing
        while len(self._failing) > _KEPT_FAILURES:
            del self._failing[next(iter(self._failing))]
        if self._flushing is None:
            # Handlers may fail faster than pages can show it.
            self._flushing = asyncio.get_running_loop().call_later(_FLUSH_TIME, self._flush)

    def join(self, page: OpenPage) -> None:
        """Tell a page that has just said hello what it has missed, and all that comes."""
        hello = page.hello
        self._pages.add(page)
        page.tell({"type": "welcome", "seq": self._seq})
        page.tell({"type": "problems", "problems": self._problems})
        since = time.monotonic() - hello.age
        for failing in self._failing.values():
            if failing.at >= since and _concerns(failing, page):
                page.tell(failing.message)
        missed = self._missed(hello, since)
        if any(change.paths for change in missed):
            page.tell(_changed(self._seq, missed))

    def leave(self, page: OpenPage) -> None:
        """Forget a page."""
        self._pages.discard(page)

    def close(self, code: int, reason: str) -> None:
        """Send all pages away."""
        for page in tuple(self._pages):
            page.close(code, reason)

    @property
    def _seq(self) -> int:
        return self._changes[-1].seq if self._changes else 0

    def _missed(self, hello: Hello, since: float) -> list[_Change]:
        outdated = self._is_outdated(hello)
        missed = [_Change(self._seq, [hello.path], since)] if outdated else []
        if hello.seq is None:
            return [*missed, *(change for change in self._changes if change.at >= since)]
        return [*missed, *(change for change in self._changes if change.seq > hello.seq)]

    def _is_outdated(self, hello: Hello) -> bool:
        if hello.seq is not None and hello.seq > self._seq:
            # Its numbers are those of another supervisor: nobody knows what it has missed.
            return True
        if hello.digest is None or not self.follows_digests:
            return False
        return hello.digest != self._digest(hello.path)

    def _digest(self, path: str) -> str | None:
        """Return the digest of a page as it is now."""
        for route in self.app.routes:
            if isinstance(route, Page) and not isinstance(route, Asset) and route.url == path:
                match = _DIGEST.search((self.app.root / route.file).read_bytes())
                return match[1].decode() if match else None
        return None

    def _new(self, failure: Failure) -> _Failing:
        file, line = place(failure.details)
        message: dict[str, object] = {
            "type": "exception",
            "analysis": failure.analysis,
            "action": failure.action,
            "error": failure.details.strip().rpartition("\n")[2],
            "traceback": without_runtime(failure.details),
            "file": file,
            "line": line,
        }
        return _Failing(message, self._path_of(failure.analysis))

    def _path_of(self, analysis: str) -> str:
        """Return the path that all pages of an analysis begin with."""
        urls = (
            route.url
            for route in self.app.routes
            if isinstance(route, Socket) and route.kernel.name == analysis
        )
        return next(urls, "/").rpartition("/")[0] + "/"

    def _flush(self) -> None:
        self._flushing = None
        for failing in self._failing.values():
            if failing.told == failing.count:
                continue
            failing.told = failing.count
            self.observe(failing.message)
            for page in tuple(self._pages):
                if _concerns(failing, page):
                    page.tell(failing.message)


def hub_of(app: Application) -> Hub:
    """Return the hub of an application, made when it is first asked for."""
    if _SETTING not in app.settings:
        hub = Hub(app)
        app.settings[_SETTING] = hub
        app.failed = hub.failed
    found: Hub = app.settings[_SETTING]
    return found


def _changed(seq: int, changes: Iterable[_Change]) -> Message:
    paths = {path: None for change in changes for path in change.paths}
    return {"type": "changed", "seq": seq, "paths": list(paths)}


def _concerns(failing: _Failing, page: OpenPage) -> bool:
    return page.hello.path.startswith(failing.path)
