"""The application: routes as values, and the sessions that run behind them."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

import tornado.web
from tornado.httputil import HTTPServerRequest

from databench import storage
from databench.answers import Refusal, SafeHeaders, ToPath
from databench.failures import Failure, log_failure
from databench.files import digest
from databench.frames import Hello
from databench.identity import Issuer
from databench.kernels import InProcess, KernelSpec
from databench.limits import LIMITS, Limits
from databench.origins import Visitors
from databench.routes import (
    Asset,
    Build,
    Folder,
    Health,
    Page,
    Redirect,
    Route,
    Socket,
    handlers,
)
from databench.security import Headers, Policy, make_security
from databench.session import Session
from databench.websocket import GOING_AWAY, SocketHandler

if TYPE_CHECKING:
    from tornado.web import _HandlerDelegate

    from databench.kernels.own_process import OwnProcess

__all__ = [
    "Application",
    "Asset",
    "Folder",
    "Health",
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


def __getattr__(name: str) -> Any:
    """Import the kernels that most servers do without when one asks for them."""
    if name != "OwnProcess":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from databench.kernels.own_process import OwnProcess  # noqa: PLC0415 - see above

    return OwnProcess


def _strip(request: HTTPServerRequest, length: int) -> None:
    """Take a prefix off what was asked for; handlers of analyses see a server at the root."""
    request.path = request.path[length:]
    if request.uri is not None:
        request.uri = request.uri[length:]


class Application(tornado.web.Application):
    """Everything one server answers.

    Args:
        root: the folder of the build; files of routes are relative to it.
        routes: what is answered, the first match first.
        title: name of the application.
        cli_args: command line arguments for the analyses.
        allowed_hosts: host names to answer for, besides the local ones.
        allowed_origins: origins of other sites whose pages may use this server.
        policy: the Content-Security-Policy as a map of directives; by default
            `databench.security.POLICY`, which also lets allowed_origins frame this server.
        headers: differences to `databench.security.HEADERS`; None leaves a header out.
        limits: what one visitor may cost.
        develop: whether tracebacks may be shown to browsers.

    Attributes:
        base_url: the path below which a proxy has this server, such as `/some/prefix/`. Requests
            below it are answered as if it were not there, and so are those that do not have it.
        failed: called with whatever goes wrong in an analysis, to tell the log.
    """

    def __init__(  # noqa: PLR0913 - keyword-only, and each is a different thing
        self,
        *,
        root: Path,
        routes: Iterable[Route],
        title: str = "Databench",
        cli_args: Sequence[str] = (),
        allowed_hosts: Iterable[str] = (),
        allowed_origins: Sequence[str] = (),
        policy: Policy | None = None,
        headers: Headers = MappingProxyType({}),
        limits: Limits = LIMITS,
        develop: bool = False,
    ) -> None:
        self.base_url = "/"
        self.title = title
        self.limits = limits
        self.develop = develop
        self.visitors = Visitors(allowed_hosts, allowed_origins)
        self.root = root
        self.routes = tuple(routes)
        self.sockets: set[SocketHandler] = set()
        self.failed: Callable[[Failure], None] = log_failure
        self._cli_args = list(cli_args)
        self._issuer = Issuer()
        self._ending: set[asyncio.Task[None]] = set()
        security = make_security(policy, headers, allowed_origins)
        build = Build(root, security, edited=develop)
        self._health = {route.url for route in self.routes if isinstance(route, Health)}
        super().__init__(
            [route.rule(build) for route in self.routes],
            default_handler_class=Refusal,
            default_handler_args={"status_code": 404},
            websocket_max_message_size=limits.message_size,
            refusals=_REFUSALS,
            policy=security.page_policy({}),
            headers_tag=digest(repr(security).encode())[:6],
        )
        safe_headers = functools.partial(SafeHeaders, headers=security.everywhere)
        self.transforms = [cast("type[SafeHeaders]", safe_headers)]

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> _HandlerDelegate:
        """Choose who answers; strangers are refused whatever they ask for, sockets included."""
        if len(request.path) > self.limits.path_size:
            # Patterns of routes may take time that grows faster than the path does.
            return self._refuse(request, 414)
        is_base = f"{request.path}/" == self.base_url
        if request.path.startswith(self.base_url):
            _strip(request, len(self.base_url) - 1)
        refusal = self._refusal(request)
        if refusal is not None:
            return self._refuse(request, refusal)
        if is_base:
            last = self.base_url.rstrip("/").rpartition("/")[2]
            return self.get_handler_delegate(request, ToPath, {"to": f"{last}/"})
        return super().find_handler(request, **kwargs)

    def _refusal(self, request: HTTPServerRequest) -> int | None:
        """Return the status for strangers. Health is no secret: its checks come by any name."""
        if request.path in self._health:
            return None
        hosts = request.headers.get_list("Host")
        if len(hosts) != 1 or not self.visitors.knows_host(hosts[0]):
            return 421
        origins = request.headers.get_list("Origin")
        trusted = all(self.visitors.trusts_origin(origin, hosts[0]) for origin in origins)
        return None if trusted else 403

    def _refuse(self, request: HTTPServerRequest, status: int) -> _HandlerDelegate:
        return self.get_handler_delegate(request, Refusal, {"status_code": status})

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
            failed=self.failed,
            limits=self.limits,
        )

    def end(self, session: Session) -> None:
        """End a session in the background."""
        self._track(session.close())

    @property
    def secret(self) -> bytes:
        """What the ids of this application are signed with."""
        return self._issuer.secret

    def issue_with(self, secret: bytes) -> None:
        """Sign ids with the secret of another application, whose ids are then known here."""
        self._issuer = Issuer(secret)

    async def shut_down(self, code: int = GOING_AWAY, drain_time: float | None = None) -> None:
        """Close all sockets and wait until their sessions have ended.

        Args:
            code: told to the browsers.
            drain_time: seconds to wait at most; the default is that of the limits.
        """
        for socket in tuple(self.sockets):
            socket.go_away(code)
        if self._ending:
            timeout = self.limits.drain_time if drain_time is None else drain_time
            await asyncio.wait(self._ending, timeout=timeout)

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
