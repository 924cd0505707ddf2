"""The policy and the headers of an app: what dbgen sends, and what index.yaml changes."""

from typing import Final

from dbgen.plan import Headers, Policy
from dbgen_schema import HEADERS, POLICY, POLICY_HEADER, AppConfig

_FRAMES: Final = "frame-ancestors"
_FRAME_HEADER: Final = "X-Frame-Options"
_SAME_ORIGIN: Final = ("'self'",)


def app_policy(config: AppConfig) -> Policy:
    """Return the directives of an app with their sources; none if no policy is to be sent."""
    names = {name.lower() for name in config.security.headers}
    if POLICY_HEADER.lower() in names:
        return ()
    changes = config.security.policy
    framing = {_FRAMES: (*POLICY[_FRAMES], *config.allowed_origins)}
    directives = {**POLICY, **framing, **changes}
    return tuple((name, sources) for name, sources in directives.items() if sources is not None)


def app_headers(config: AppConfig) -> Headers:
    """Return the other headers of an app; None stands for one that is not to be sent."""
    spelt = {name.lower(): name for name in HEADERS}
    changes = {
        spelt.get(name.lower(), name): value
        for name, value in config.security.headers.items()
        if name.lower() != POLICY_HEADER.lower()
    }
    return tuple(sorted({**_default_headers(config), **changes}.items()))


def _default_headers(config: AppConfig) -> dict[str, str | None]:
    headers: dict[str, str | None] = dict(HEADERS)
    if config.allowed_origins:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    policy = dict(app_policy(config))
    # Old browsers know this header only, which cannot name the others that may frame a page.
    framed = policy.get(_FRAMES) if policy else (*_SAME_ORIGIN, *config.allowed_origins)
    if framed != _SAME_ORIGIN:
        headers[_FRAME_HEADER] = "DENY" if framed == ("'none'",) else None
    return headers
