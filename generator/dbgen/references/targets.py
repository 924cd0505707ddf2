"""Where an address leads: to another host, or to a path of this server."""

import re
from typing import Final
from urllib.parse import unquote, urljoin

from dbgen.references.markup import COMPUTED
from dbgen.references.reference import FETCHED, LINK, Reference

# What means the same for every browser, wherever it stands, and most addresses are.
_PLAIN: Final = re.compile(r"(?:/[\w-][\w.-]*)+/?", re.ASCII)
_FOREIGN: Final = re.compile(r"(?:https?:)?//([^/?#\\]*)", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_RESOLVED: Final = re.compile(r"/\.|;")
# Browsers take no notice of them.
_DROPPED: Final = dict.fromkeys(map(ord, "\t\n\r"))


def target(reference: Reference, base: str) -> tuple[str, str]:
    """Return the other host that a reference leads to, or the path here; "" for neither."""
    if _PLAIN.fullmatch(reference.url):
        return "", reference.url
    url = reference.url.translate(_DROPPED).strip()
    foreign = _FOREIGN.match(url)
    if foreign is None:
        return "", _path(url, base)
    host = foreign[1].rpartition("@")[2]
    is_loaded = reference.kind not in (LINK, FETCHED)
    return (host if is_loaded and COMPUTED not in host else ""), ""


def _path(url: str, base: str) -> str:
    """Return the path on this server that a browser asks for, "" if that is not known."""
    written = url.partition("#")[0].partition("?")[0]
    if not written or any(mark in written for mark in (COMPUTED, "{{", "{%", "\\")):
        return ""
    if _SCHEME.match(written) or not (base or written.startswith("/")):
        return ""
    is_plain = written.startswith("/") and not _RESOLVED.search(written)
    return unquote(written if is_plain else urljoin(base, written))
