"""What pages have to know while they are developed, kept for those that come later, too."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from databench.develop.failing import Failing, Failures
from databench.develop.tracebacks import place
from databench.failures import Failure
from databench.routes import Asset, Page, Socket

if TYPE_CHECKING:
    from databench.application import Application

_DIGEST: Final = re.compile(r'develop\.js" data-digest="([^"]*)"')
_SETTING: Final = "databench_hub"
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
class Hub:
    """Knows the open pages of an application, and tells them what concerns them.

    Attributes:
        app: the application.
        follows_digests: whether pages of another build than the present one should reload.
    """

    app: Application
    follows_digests: bool = True
    _pages: set[OpenPage] = field(default_factory=set)
    _sources: Mapping[str, str | None] = field(default_factory=dict)
    _changes: list[_Change] = field(default_factory=list)
    _problems: Sequence[Message] = ()
    _failures: Failures = field(init=False)

    def __post_init__(self) -> None:
        self._failures = Failures(self._tell)

    def change(self, changes: Iterable[Mapping[str, Any]]) -> None:
        """Take changes, each with its `seq` and `paths`, and tell the pages."""
        new = [_Change(each["seq"], each["paths"], time.monotonic()) for each in changes]
        if not new:
            return
        self._changes = [*self._changes, *new][-_KEPT_CHANGES:]
        message = _changed(self._seq, new)
        before, self._sources = self._sources, self._read(self._pages)
        for page in tuple(self._pages):
            page.tell({**message, **self._edit(page.hello, before)})

    def show(self, problems: Sequence[Message]) -> None:
        """Take the problems that hold from now on, and tell the pages."""
        self._problems = problems
        for page in tuple(self._pages):
            page.tell({"type": "problems", "problems": problems})

    def failed(self, failure: Failure) -> None:
        """Take a failure, and tell the pages of its analysis soon."""
        self._failures.take(failure)

    def failed_beside(self, what: str, details: str) -> None:
        """Take what has failed beside the actions, with its traceback."""
        folder = place(details)[0].partition("/")[0]
        analysis = folder if folder in self._analyses else ""
        self.failed(Failure(analysis, "", what, details))

    def join(self, page: OpenPage) -> None:
        """Tell a page that has just said hello what it has missed, and all that comes."""
        hello = page.hello
        self._pages.add(page)
        self._sources = {**self._sources, **self._read([page])}
        page.tell({"type": "welcome", "seq": self._seq})
        page.tell({"type": "problems", "problems": self._problems})
        since = time.monotonic() - hello.age
        for failing in self._failures.since(since):
            if self._concerns(failing, page):
                page.tell(failing.message)
        missed = self._missed(hello, since)
        if any(change.paths for change in missed):
            page.tell(_changed(self._seq, missed))

    def leave(self, page: OpenPage) -> None:
        """Forget a page."""
        self._pages.discard(page)

    def close(self, code: int, reason: str) -> None:
        """Send all pages away; nothing more is told to anybody."""
        self._failures.write_counts()
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
        return hello.digest != _digest(self._source(hello.path))

    def _edit(self, hello: Hello, sources: Mapping[str, str | None]) -> Message:
        """Return what a page was made from and now is, if that has changed and is known."""
        before, now = sources.get(hello.path), self._sources.get(hello.path)
        if before is None or now is None or before == now or _digest(before) != hello.digest:
            return {}
        return {"source": {"before": before, "now": now}}

    def _read(self, pages: Iterable[OpenPage]) -> Mapping[str, str | None]:
        return {path: self._source(path) for path in {page.hello.path for page in pages}}

    def _source(self, path: str) -> str | None:
        """Return the text of a page as it is now."""
        for route in self.app.routes:
            if isinstance(route, Page) and not isinstance(route, Asset) and route.url == path:
                with suppress(OSError):
                    return (self.app.root / route.file).read_text(encoding="utf-8")
        return None

    @property
    def _analyses(self) -> Mapping[str, str]:
        """The names of analyses, with the paths that all their pages begin with."""
        sockets = (route for route in self.app.routes if isinstance(route, Socket))
        return {each.kernel.name: each.url.rpartition("/")[0] + "/" for each in sockets}

    def _tell(self, failing: Failing) -> None:
        for page in tuple(self._pages):
            if self._concerns(failing, page):
                page.tell(failing.message)

    def _concerns(self, failing: Failing, page: OpenPage) -> bool:
        return page.hello.path.startswith(self._analyses.get(failing.last.analysis, "/"))


def hub_of(app: Application) -> Hub:
    """Return the hub of an application, made when it is first asked for."""
    if _SETTING not in app.settings:
        hub = Hub(app)
        app.settings[_SETTING] = hub
        app.failed = hub.failed
    found: Hub = app.settings[_SETTING]
    return found


def _digest(source: str | None) -> str | None:
    """Return the digest that a page carries."""
    match = _DIGEST.search(source or "")
    return match[1] if match else None


def _changed(seq: int, changes: Iterable[_Change]) -> Message:
    paths = {path: None for change in changes for path in change.paths}
    return {"type": "changed", "seq": seq, "paths": list(paths)}
