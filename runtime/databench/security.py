"""What answers tell browsers to refuse: the Content-Security-Policy and other headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

Policy = Mapping[str, Sequence[str]]
Headers = Mapping[str, str | None]

POLICY: Final[Policy] = {
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
"""The Content-Security-Policy of a server that no page of another origin may use."""

HEADERS: Final[Mapping[str, str]] = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
"""The other headers of such a server."""

CSP: Final = "Content-Security-Policy"

_FRAMES: Final = "frame-ancestors"
_SELF: Final = ("'self'",)
_NONE: Final = ("'none'",)
_FRAME_OPTIONS: Final[Mapping[tuple[str, ...], str]] = {_SELF: "SAMEORIGIN", _NONE: "DENY"}

# Where browsers look when a directive is not there.
_FALLBACKS: Final = {
    "script-src-elem": ("script-src", "default-src"),
    "script-src-attr": ("script-src", "default-src"),
    "style-src-elem": ("style-src", "default-src"),
    "style-src-attr": ("style-src", "default-src"),
    "worker-src": ("child-src", "script-src", "default-src"),
    "frame-src": ("child-src", "default-src"),
    "base-uri": (),
    "form-action": (),
    _FRAMES: (),
}


class Security(NamedTuple):
    """The policy of an application and the headers of all its answers."""

    policy: Policy
    headers: Mapping[str, str]

    @property
    def everywhere(self) -> Mapping[str, str]:
        """The headers of all answers; of one that is not ours, the policy says who may frame it."""
        frames = {_FRAMES: self.policy[_FRAMES]} if _FRAMES in self.policy else {}
        return {**self.headers, **({CSP: policy_text(frames)} if frames else {})}

    def page_policy(self, allows: Policy) -> str:
        """Return the policy of a page that needs more than others."""
        extended = {name: tuple(sources) for name, sources in self.policy.items()}
        for name, sources in allows.items():
            base = _base(self.policy, name)
            if base is not None:
                extended[name] = _extended(base, sources)
        return policy_text(extended)


def make_security(policy: Policy | None, headers: Headers, origins: Sequence[str]) -> Security:
    """Return what an application tells browsers.

    Args:
        policy: the whole policy; None for POLICY.
        headers: what differs from HEADERS; a header that is None is not sent.
        origins: other origins whose pages may use, and frame, this server.
    """
    if policy is None:
        policy = {**POLICY, _FRAMES: (*_SELF, *origins)}
    defaults: dict[str, str | None] = dict(HEADERS)
    if origins:
        defaults["Cross-Origin-Resource-Policy"] = "cross-origin"
    # What old browsers know instead; it cannot name origins.
    defaults["X-Frame-Options"] = _FRAME_OPTIONS.get(tuple(policy.get(_FRAMES, ())))
    sent = {**defaults, **headers}
    return Security(policy, {name: value for name, value in sent.items() if value is not None})


def policy_text(policy: Policy) -> str:
    """Return a policy as a header has it; empty if there is nothing to say."""
    return "; ".join(" ".join((name, *sources)) for name, sources in policy.items())


def _base(policy: Policy, name: str) -> tuple[str, ...] | None:
    """Return what holds for a directive without being asked; None if nothing restricts it."""
    for each in (name, *_FALLBACKS.get(name, ("default-src",))):
        if each in policy:
            return tuple(policy[each])
    return None


def _extended(base: tuple[str, ...], sources: Sequence[str]) -> tuple[str, ...]:
    kept = () if base == _NONE else base
    if "'unsafe-inline'" in base:
        # Beside a hash it would count no more, and everything without one would be blocked.
        sources = [source for source in sources if not source.startswith("'sha")]
    return tuple(dict.fromkeys((*kept, *sources))) or base
