"""Answers over HTTP that need no file: redirects and refusals, and what all have in common."""

from __future__ import annotations

import html
import http.client
from collections.abc import Mapping
from typing import Final

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import HTTPError, OutputTransform, RequestHandler

from databench.security import CSP

_ERROR_PAGE: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{text}</p></body>
</html>
"""


class Hardened(RequestHandler):
    """What all answers of the server itself have in common: policy, plain error pages, methods."""

    def set_default_headers(self) -> None:
        """Send the policy of the application, unless an answer has its own."""
        self.set_policy(self.settings["policy"])

    def set_policy(self, policy: str) -> None:
        """Send a policy, if there is anything in it."""
        if policy:
            self.set_header(CSP, policy)

    def write_error(self, status_code: int, **_kwargs: object) -> None:
        """Answer with a page that repeats nothing of the request and tells nothing of the code."""
        if status_code == http.client.METHOD_NOT_ALLOWED:
            self.set_header("Allow", "GET, HEAD")
        title = f"{status_code}: {http.client.responses.get(status_code, 'Unknown')}"
        text = self.settings["refusals"].get(status_code, "")
        self.finish(_ERROR_PAGE.format(title=title, text=html.escape(text)))


class Refusal(Hardened):
    """Answers every method with one status."""

    def initialize(self, status_code: int) -> None:
        """Take the status."""
        self._refusal = status_code

    def prepare(self) -> None:
        """Refuse before anything of the request is looked at."""
        raise HTTPError(self._refusal)


class ToPath(Hardened):
    """Redirects to another path of this server."""

    def initialize(self, to: str) -> None:
        """Take the path, relative to that of the request: it holds below any prefix of a proxy."""
        self._to = to

    def get(self) -> None:
        """Redirect, with the query."""
        query = f"?{self.request.query}" if self.request.query else ""
        self.redirect(f"{self._to}{query}", permanent=True)

    head = get


class Healthy(Hardened):
    """Tells whoever watches over the server that it answers."""

    def get(self) -> None:
        """Say so."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish("ok\n")

    head = get


class SafeHeaders(OutputTransform):
    """Adds the headers that keep browsers from guessing and framing, to every answer.

    Args:
        request: the request that is answered.
        headers: what is sent unless a handler has set its own.
    """

    def __init__(self, request: HTTPServerRequest, *, headers: Mapping[str, str]) -> None:
        super().__init__(request)
        self._defaults = headers

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Add the headers that are not there."""
        del finishing
        headers.pop("Server", None)
        for name, value in self._defaults.items():
            if name not in headers:
                headers[name] = value
        return status_code, headers, chunk
