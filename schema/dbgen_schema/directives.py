"""The directives of a Content-Security-Policy, the headers beside it, and what dbgen sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Kind = Literal["sources", "words", "addresses", "switch"]
"""What a directive takes: sources of CSP, bare words, addresses, or nothing."""


@dataclass(frozen=True, slots=True)
class Directive:
    """What a directive is for, as the words after its name; `known` are all words it can take."""

    purpose: str
    kind: Kind = "sources"
    known: tuple[str, ...] = ()


_SANDBOX: Final = tuple(
    f"allow-{word}"
    for word in (
        "downloads",
        "forms",
        "modals",
        "orientation-lock",
        "pointer-lock",
        "popups",
        "popups-to-escape-sandbox",
        "presentation",
        "same-origin",
        "scripts",
        "storage-access-by-user-activation",
        "top-navigation",
        "top-navigation-by-user-activation",
        "top-navigation-to-custom-protocols",
    )
)

DIRECTIVES: Final[Mapping[str, Directive]] = MappingProxyType(
    {
        "default-src": Directive("what no other directive speaks of"),
        "script-src": Directive("scripts"),
        "script-src-elem": Directive("script elements"),
        "script-src-attr": Directive("event handler attributes"),
        "style-src": Directive("styles"),
        "style-src-elem": Directive("style sheets and style elements"),
        "style-src-attr": Directive("style attributes"),
        "img-src": Directive("images"),
        "font-src": Directive("fonts"),
        "connect-src": Directive("requests and sockets of scripts"),
        "media-src": Directive("audio and video"),
        "frame-src": Directive("pages in frames"),
        "child-src": Directive("frames and workers"),
        "worker-src": Directive("workers"),
        "manifest-src": Directive("web app manifests"),
        "object-src": Directive("plugins"),
        "prefetch-src": Directive("prefetched files"),
        "fenced-frame-src": Directive("fenced frames"),
        "base-uri": Directive("base elements"),
        "form-action": Directive("targets of forms"),
        "frame-ancestors": Directive("pages that may show this one in a frame"),
        "sandbox": Directive("what a sandboxed page may do", "words", _SANDBOX),
        "trusted-types": Directive("names of policies that make trusted values", "words"),
        "require-trusted-types-for": Directive("sinks of text", "words", ("'script'",)),
        "report-to": Directive("the endpoint for reports", "words"),
        "report-uri": Directive("addresses for reports", "addresses"),
        "upgrade-insecure-requests": Directive("http as https", "switch"),
        "block-all-mixed-content": Directive("no http in pages of https", "switch"),
    }
)
"""Every directive that index.yaml may name."""

POLICY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "default-src": ("'self'",),
        "script-src": ("'self'",),
        "style-src": ("'self'", "'unsafe-inline'"),
        "img-src": ("'self'", "data:", "blob:"),
        "font-src": ("'self'", "data:"),
        "connect-src": ("'self'",),
        "object-src": ("'none'",),
        "base-uri": ("'self'",),
        "form-action": ("'self'",),
        "frame-ancestors": ("'self'",),
    }
)
"""The policy of an app whose index.yaml says nothing; `allowed_origins` may frame its pages."""

POLICY_HEADER: Final = "Content-Security-Policy"

HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
    }
)
"""The other headers, of an app without `allowed_origins`."""

KNOWN_HEADERS: Final = (
    *HEADERS,
    POLICY_HEADER,
    "Content-Security-Policy-Report-Only",
    "Cross-Origin-Embedder-Policy",
    "Cross-Origin-Opener-Policy",
    "Document-Policy",
    "Origin-Agent-Cluster",
    "Permissions-Policy",
    "Reporting-Endpoints",
    "Strict-Transport-Security",
    "X-DNS-Prefetch-Control",
    "X-Permitted-Cross-Domain-Policies",
    "X-Robots-Tag",
)
"""Headers that a slip of the pen may have meant."""

OWN_HEADERS: Final = frozenset(
    {
        "accept-ranges",
        "allow",
        "cache-control",
        "connection",
        "content-encoding",
        "content-length",
        "content-range",
        "content-type",
        "date",
        "etag",
        "last-modified",
        "location",
        "sec-websocket-accept",
        "server",
        "set-cookie",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "vary",
    }
)
"""Headers, in lower case, that say what one answer is: the server decides about them."""
