"""What a policy says of a directive, also where it does not name it."""

from collections.abc import Mapping, Sequence
from typing import Final

_MORE_SPECIAL: Final = {
    "script-src-elem": "script-src",
    "script-src-attr": "script-src",
    "style-src-elem": "style-src",
    "style-src-attr": "style-src",
}
# Where browsers look next, if a policy does not have a directive.
_FALLBACKS: Final = {
    "worker-src": ("child-src", "script-src", "default-src"),
    "frame-src": ("child-src", "default-src"),
    "base-uri": (),
    "form-action": (),
    "frame-ancestors": (),
}
_SCHEMES: Final = ("http", "https", "ws", "wss")

Sources = Mapping[str, Sequence[str]]


def named(policy: Sources, directive: str) -> str:
    """Return the directive to extend: one for elements or attributes alone, if the app has it."""
    return directive if directive in policy else _MORE_SPECIAL.get(directive, directive)


def sources_of(policy: Sources, directive: str) -> Sequence[str] | None:
    """Return what a directive allows; None if nothing restricts it."""
    name = named(policy, directive)
    for each in (name, *_FALLBACKS.get(name, ("default-src",))):
        if each in policy:
            return policy[each]
    return None


def allows(policy: Sources, directive: str, source: str) -> bool:
    """Return whether a policy allows a source already, as far as that is plain to see."""
    sources = sources_of(policy, directive)
    if sources is None or source in sources:
        return True
    if source.startswith("'sha") or source == "'unsafe-hashes'":
        return "'unsafe-inline'" in sources and not any(map(_is_hash, sources))
    if source == "'wasm-unsafe-eval'" and "'unsafe-eval'" in sources:
        return True
    scheme = source.partition(":")[0]
    return scheme in _SCHEMES and not {"*", f"{scheme}:"}.isdisjoint(sources)


def _is_hash(source: str) -> bool:
    return source.startswith(("'sha", "'nonce-"))
