"""The application: routes as values, and the sessions that run behind them."""

from __future__ import annotations

import asyncio
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, cast
from urllib.parse import quote

import tornado.web
from tornado.httputil import HTTPServerRequest

from databench import storage
from databench.answers import Files, OneFile, Refusal, SafeHeaders, ToPath
from databench.frames import Hello
from databench.identity import Issuer
from databench.kernels import InProcess, KernelSpec, OwnProcess
from databench.limits import LIMITS, Limits
from databench.origins import Visitors
from databench.session import Session
from databench.websocket import SocketHandler

if TYPE_CHECKING:
    from tornado.web import _HandlerDelegate

__all__ = [
    "Application",
    "Asset",
    "Folder",
    "InProcess",
    "OwnProcess",
    "Page",
    "Redirect",
    "Route",
    "Socket",
    "handlers",
]

_REFUSALS: Final = {
    403: "Requests from pages of this origin are refused; allowed_origins in index.yaml lists "
    "the origins that are trusted.",
    421: "This server does not answer for this host name; allowed_hosts in index.yaml lists the "
    "names that it answers for.",
}

Rule = tuple[str, type[tornado.web.RequestHandler], dict[str, Any]]


def _exactly(url: str) -> str:
    return f"{re.escape(quote(url))}$"


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page: the URL, and its file in the build."""

    url: str
    file: str

    def rule(self, root: Path) -> Rule:
        """Return how Tornado is told."""
        return _exactly(self.url), OneFile, {"file": root / self.file}


@dataclass(frozen=True, slots=True)
class Asset(Page):
    """One file that pages load."""


@dataclass(frozen=True, slots=True)
class Folder:
    """All files of a folder: a pattern whose one group is the path below it."""

    pattern: str
    folder: str

    def rule(self, root: Path) -> Rule:
        """Return how Tornado is told."""
        return f"{self.pattern}$", Files, {"path": str(root / self.folder)}


@dataclass(frozen=True, slots=True)
class Redirect:
    """A URL that sends to another path of this server."""

    url: str
    to: str

    def rule(self, root: Path) -> Rule:
        """Return how Tornado is told."""
        del root
        return _exactly(self.url), ToPath, {"to": self.to}


@dataclass(frozen=True, slots=True)
class Socket:
    """The WebSocket of an analysis."""

    url: str
    kernel: KernelSpec

    def rule(self, root: Path) -> Rule:
        """Return how Tornado is told."""
        del root
        return _exactly(self.url), SocketHandler, {"spec": self.kernel}


@dataclass(frozen=True, slots=True)
class Custom:
    """A request handler that an analysis brings along."""

    pattern: str
    handler: type[tornado.web.RequestHandler]
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def rule(self, root: Path) -> Rule:
        """Return how Tornado is told."""
        del root
        return f"{self.pattern}$", self.handler, dict(self.arguments)


class Route(Protocol):
    """Anything that can be answered."""

    def rule(self, root: Path) -> Rule:
        """Return how Tornado is told, given the folder of the build."""


def handlers(prefix: str, routes: Iterable[Sequence[Any]]) -> Iterator[Custom]:
    """Yield the ROUTES of a routes.py below a prefix such as `/simple/`."""
    for pattern, handler, *arguments in routes:
        yield Custom(f"{re.escape(prefix)}{pattern}", handler, *arguments)


class Application(tornado.web.Application):
    """Everything one server answers.

    Args:
        root: the folder of the build; files of routes are relative to it.
        routes: what is answered, the first match first.
        title: name of the application.
        cli_args: command line arguments for the analyses.
        allowed_hosts: host names to answer for, besides the local ones.
        allowed_origins: origins of other sites whose pages may use this server.
        limits: what one visitor may cost.
        develop: whether tracebacks may be shown to browsers.
    """

    def __init__(  # noqa: PLR0913 - keyword-only, and each is a different thing
        self,
        *,
        root: Path,
        routes: Iterable[Route],
        title: str = "Databench",
        cli_args: Sequence[str] = (),
        allowed_hosts: Iterable[str] = (),
        allowed_origins: Iterable[str] = (),
        limits: Limits = LIMITS,
        develop: bool = False,
    ) -> None:
        self.title = title
        self.limits = limits
        self.develop = develop
        self.visitors = Visitors(allowed_hosts, allowed_origins)
        self.sockets: set[SocketHandler] = set()
        self._cli_args = list(cli_args)
        self._issuer = Issuer()
        self._ending: set[asyncio.Task[None]] = set()
        super().__init__(
            [route.rule(root) for route in routes],
            default_handler_class=Refusal,
            default_handler_args={"status_code": 404},
            websocket_max_message_size=limits.message_size,
            refusals=_REFUSALS,
        )
        headers = functools.partial(SafeHeaders, embeds=self.visitors.embeds)
        self.transforms = [cast("type[SafeHeaders]", headers)]

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> _HandlerDelegate:
        """Choose who answers; strangers are refused whatever they ask for, sockets included."""
        if len(request.path) > self.limits.path_size:
            # Patterns of routes may take time that grows faster than the path does.
            return self.get_handler_delegate(request, Refusal, {"status_code": 414})
        hosts = request.headers.get_list("Host")
        if len(hosts) != 1 or not self.visitors.knows_host(hosts[0]):
            return self.get_handler_delegate(request, Refusal, {"status_code": 421})
        for origin in request.headers.get_list("Origin"):
            if not self.visitors.trusts_origin(origin, hosts[0]):
                return self.get_handler_delegate(request, Refusal, {"status_code": 403})
        return super().find_handler(request, **kwargs)

    def begin(self, spec: KernelSpec, hello: Hello, socket: SocketHandler) -> Session:
        """Start a session for a socket that has said hello."""
        return Session(
            spec,
            self._id_for(spec.name, hello),
            hello,
            socket.send,
            cli_args=self._cli_args,
            develop=self.develop,
            lost=lambda: self._track(socket.lose()),
            limits=self.limits,
        )

    def end(self, session: Session) -> None:
        """End a session in the background."""
        self._track(session.close())

    async def shut_down(self) -> None:
        """Close all sockets and wait until their sessions have ended, within the drain time."""
        for socket in tuple(self.sockets):
            socket.go_away()
        if self._ending:
            await asyncio.wait(self._ending, timeout=self.limits.drain_time)

    def _id_for(self, analysis: str, hello: Hello) -> str:
        """Return the id of whoever comes back, or a new one for anybody else."""
        id_ = hello.analysis_id
        if (
            isinstance(id_, str)
            and self._issuer.issued(analysis, id_)
            and f"{analysis}/{id_}" in storage.current()
        ):
            return id_
        return self._issuer.issue(analysis)

    def _track(self, ending: Any) -> None:
        task = asyncio.ensure_future(ending)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
