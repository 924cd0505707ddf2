"""The routes of an application, as values."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote

import orjson
import tornado.web
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher

from databench.answers import Healthy, ToPath
from databench.content import EditedPage, FinishedPage, StaticFile, page_content
from databench.files import EditedFiles, all_files, one_file, read_codings, written_files
from databench.kernels import KernelSpec
from databench.security import Policy, Security
from databench.websocket import SocketHandler

Rule = tuple[str | Matcher, type[tornado.web.RequestHandler], dict[str, Any]]


class Build:
    """What routes need to know of the build that they are a part of.

    Attributes:
        root: its folder.
        security: what its answers tell browsers.
        edited: whether its files may change while it is served; their names carry no hashes then.
    """

    def __init__(self, root: Path, security: Security, *, edited: bool) -> None:
        self.root = root
        self.security = security
        self.edited = edited
        self._pages: dict[str, Mapping[str, bytes]] = {}

    def policy(self, file: str, allows: Policy) -> str:
        """Return the policy of a page or an asset, as it is now."""
        if self.edited:
            allows = _edited_allows(self.root).get(file, {})
        return self.security.page_policy(allows)

    def page(self, file: str) -> Mapping[str, bytes]:
        """Return a page by coding; a page of several URLs is in memory once."""
        if file not in self._pages:
            self._pages[file] = read_codings(self.root / file)
        return self._pages[file]


class Route(Protocol):
    """Anything that can be answered."""

    def rule(self, build: Build) -> Rule:
        """Return how Tornado is told."""


def _edited_allows(root: Path) -> Mapping[str, Policy]:
    """Return what the pages and workers of a build need that is edited while it is served."""
    try:
        needs: Mapping[str, Policy] = orjson.loads((root / "pages/allows.json").read_bytes())
    except FileNotFoundError:
        return {}
    return needs


class _Paths(Matcher):
    """Matches some paths exactly, which needs no pattern to be compiled.

    Args:
        arguments: what the handler gets, by path as browsers send it.
    """

    def __init__(self, arguments: Mapping[str, Sequence[str]]) -> None:
        self._arguments = {
            path: [each.encode() for each in given] for path, given in arguments.items()
        }

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return the arguments for the handler, or None."""
        arguments = self._arguments.get(request.path)
        return None if arguments is None else {"path_args": arguments, "path_kwargs": {}}


def _exactly(url: str) -> Matcher:
    return _Paths({quote(url): ()})


class Page(NamedTuple):
    """A finished page: the URL, its file in the build, and what it needs beyond the policy."""

    url: str
    file: str
    allows: Policy = MappingProxyType({})

    def rule(self, build: Build) -> Rule:
        """Return how Tornado is told."""
        policy = functools.partial(build.policy, self.file, self.allows)
        if build.edited:
            arguments = {"file": build.root / self.file, "policy": policy}
            return _exactly(self.url), EditedPage, arguments
        content = page_content(build.page(self.file), policy())
        return _exactly(self.url), FinishedPage, {"content": content}


class Asset(NamedTuple):
    """One file that pages load, by its URL or by the name that its file has in the build.

    `allows` is what it needs beyond the policy, if it is a worker.
    """

    url: str
    file: str
    allows: Policy = MappingProxyType({})

    def rule(self, build: Build) -> Rule:
        """Return how Tornado is told."""
        folder, name = posixpath.split(self.url)
        file = build.root / self.file
        urls = {quote(posixpath.join(folder, each)): (each,) for each in (name, file.name)}
        policy = None
        if self.allows or build.edited:
            policy = functools.partial(build.policy, self.file, self.allows)
        return _Paths(urls), StaticFile, {"files": one_file(file, name), "policy": policy}


class Folder(NamedTuple):
    """All files of a folder: a pattern whose one group is the path below it."""

    pattern: str
    folder: str

    def rule(self, build: Build) -> Rule:
        """Return how Tornado is told."""
        root = build.root / self.folder
        files = EditedFiles(root) if build.edited else all_files(root, self._written(build))
        return f"{self.pattern}$", StaticFile, {"files": files}

    def _written(self, build: Build) -> Callable[[], frozenset[str]]:
        return functools.partial(written_files, build.root, self.folder)


class Redirect(NamedTuple):
    """A URL that sends to another path of this server."""

    url: str
    to: str

    def rule(self, build: Build) -> Rule:
        """Return how Tornado is told."""
        del build
        return _exactly(self.url), ToPath, {"to": _relative(self.url, self.to)}


def _relative(url: str, to: str) -> str:
    """Return a path as seen from the folder of another one."""
    path = posixpath.relpath(to, posixpath.dirname(url))
    return quote(f"{path}/" if to.endswith("/") else path)


class Socket(NamedTuple):
    """The WebSocket of an analysis."""

    url: str
    kernel: KernelSpec

    def rule(self, build: Build) -> Rule:
        """Return how Tornado is told."""
        del build
        return _exactly(self.url), SocketHandler, {"spec": self.kernel}


class Health(NamedTuple):
    """A URL for programs that watch over the server: 200 and `ok`, under any host name."""

    url: str

    def rule(self, build: Build) -> Rule:
        """Return how Tornado is told."""
        del build
        return _exactly(self.url), Healthy, {}


class Custom(NamedTuple):
    """A request handler that an analysis brings along."""

    pattern: str
    handler: type[tornado.web.RequestHandler]
    arguments: Mapping[str, Any] = MappingProxyType({})

    def rule(self, build: Build) -> Rule:
        """Return how Tornado is told."""
        del build
        return f"{self.pattern}$", self.handler, dict(self.arguments)


def handlers(prefix: str, routes: Iterable[Sequence[Any]]) -> Iterator[Custom]:
    """Yield the ROUTES of a routes.py below a prefix such as `/simple/`."""
    for pattern, handler, *arguments in routes:
        yield Custom(f"{re.escape(prefix)}{pattern}", handler, *arguments)
