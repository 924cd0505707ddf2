"""Answers over HTTP: finished pages, assets, redirects and refusals."""

from __future__ import annotations

import html
import http.client
import posixpath
from pathlib import Path
from typing import Any, Final

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import HTTPError, OutputTransform, RequestHandler, StaticFileHandler

_ERROR_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{text}</p></body>
</html>
"""

_TYPES: Final = {
    ".css": "text/css",
    ".htm": "text/html",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_TEXT_TYPES: Final = frozenset({"application/json", "image/svg+xml"})


class Hardened(RequestHandler):
    """What all answers of the server itself have in common: plain error pages, known methods."""

    def write_error(self, status_code: int, **_kwargs: Any) -> None:
        """Answer with a page that repeats nothing of the request and tells nothing of the code."""
        if status_code == http.client.METHOD_NOT_ALLOWED:
            self.set_header("Allow", "GET, HEAD")
        title = f"{status_code}: {http.client.responses.get(status_code, 'Unknown')}"
        text = self.settings.get("refusals", {}).get(status_code, "")
        self.finish(_ERROR_PAGE.format(title=title, text=html.escape(text)))


class Refusal(Hardened):
    """Answers every method with one status."""

    def initialize(self, status_code: int) -> None:
        """Take the status."""
        self._refusal = status_code

    def prepare(self) -> None:
        """Refuse before anything of the request is looked at."""
        raise HTTPError(self._refusal)


class Files(Hardened, StaticFileHandler):
    """Files below a folder of the build."""

    @classmethod
    def get_absolute_path(cls, root: str, path: str) -> str:
        """Return the file that a path names; hidden and impossible names are not found."""
        hidden = any(part.strip(".") and part.startswith(".") for part in path.split("/"))
        if hidden or "\0" in path:
            raise HTTPError(404)
        return super().get_absolute_path(root, path)

    def get_content_type(self) -> str:
        """Return the type by the name of the file, the same on every machine."""
        suffix = Path(self.absolute_path or "").suffix.lower()
        kind = _TYPES.get(suffix) or super().get_content_type()
        text = kind.startswith("text/") or kind in _TEXT_TYPES
        return f"{kind}; charset=utf-8" if text else kind

    def set_extra_headers(self, path: str) -> None:  # noqa: ARG002 - the name is Tornado's
        """Have browsers ask again whether a file is still the same."""
        self.set_header("Cache-Control", "no-cache")


class OneFile(Files):
    """One file of the build, whatever the path."""

    def initialize(self, file: Path) -> None:  # type: ignore[override]
        """Take the file."""
        super().initialize(str(file.parent))
        self._name = file.name

    async def get(self, path: str = "", include_body: bool = True) -> None:  # noqa: ARG002
        """Answer with the file."""
        await super().get(self._name, include_body)

    async def head(self, path: str = "") -> None:  # noqa: ARG002
        """Answer with the headers of the file."""
        await super().get(self._name, include_body=False)


class ToPath(Hardened):
    """Redirects to another path of this server."""

    def initialize(self, to: str) -> None:
        """Take the path."""
        self._to = posixpath.join("/", to)

    def get(self) -> None:
        """Redirect, with the query."""
        query = f"?{self.request.query}" if self.request.query else ""
        self.redirect(f"{self._to}{query}", permanent=True)

    head = get


_OPEN_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_SAFE_HEADERS: Final = {
    **_OPEN_HEADERS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}


class SafeHeaders(OutputTransform):
    """Adds the headers that keep browsers from guessing and framing, to every answer.

    Args:
        request: the request that is answered.
        embeds: whether pages of other origins may use what this server sends.
    """

    def __init__(self, request: HTTPServerRequest, *, embeds: bool = False) -> None:
        super().__init__(request)
        self._headers = _OPEN_HEADERS if embeds else _SAFE_HEADERS

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Add the headers, unless a handler has set its own."""
        del finishing
        headers.pop("Server", None)
        for name, value in self._headers.items():
            if name not in headers:
                headers[name] = value
        return status_code, headers, chunk
