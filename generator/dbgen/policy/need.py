"""A need: something that a page does, and that a policy has to allow."""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

UNSAFE_HASHES: Final = "'unsafe-hashes'"
SELF: Final = "'self'"

_HOST: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::[0-9]{1,5})?")
_NETWORKS: Final = ("http", "https", "ws", "wss")
# What a style sheet of another server loads in turn mostly comes from there, too.
_ALONG: Final = {"style-src-elem": ("font-src", "img-src")}
_FONTS_OF: Final = {"https://fonts.googleapis.com": "https://fonts.gstatic.com"}


@dataclass(frozen=True, slots=True)
class Need:
    """A source that has to be allowed under a directive."""

    directive: str
    source: str


def hash_of(text: str) -> str:
    """Return the source that allows an inline script or style."""
    digest = hashlib.sha256(text.encode(errors="replace")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def origin_of(url: str) -> str:
    """Return the origin of an address on another server as a source, "" for any other address."""
    parts = _split(re.sub(r"[\t\n\r]", "", url).strip())
    if parts is None or not parts.netloc or parts.scheme not in ("", *_NETWORKS):
        return ""
    host = _ascii(parts.netloc.rpartition("@")[2].lower())
    if not _HOST.fullmatch(host):
        return ""
    return f"{parts.scheme}://{host}" if parts.scheme else host


def foreign(directive: str, url: str) -> Iterator[Need]:
    """Return what an address needs if it is on another server."""
    origin = origin_of(url)
    if not origin:
        return
    yield Need(directive, origin)
    for along in _ALONG.get(directive, ()):
        yield Need(along, origin)
    if directive == "style-src-elem" and origin in _FONTS_OF:
        yield Need("font-src", _FONTS_OF[origin])
    if directive == "script-src-elem" and "mathjax" in url.lower():
        yield Need("font-src", origin)


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return ""
