"""What HTML may do when it comes from a README: show things, and nothing else."""

import re
from typing import Final

import nh3

_TAGS: Final = nh3.ALLOWED_TAGS | {"picture", "section", "source", "tfoot"}
_EVERYWHERE: Final = {"class", "dir", "id", "lang", "role", "style", "title"}
_ATTRIBUTES: Final = {
    **nh3.ALLOWED_ATTRIBUTES,
    "*": _EVERYWHERE,
    "a": {"href", "hreflang", "name", "target"},
    "details": {"open"},
    "img": {"align", "alt", "height", "loading", "src", "width"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "source": {"height", "media", "srcset", "type", "width"},
    "time": {"datetime"},
    **{tag: {"align"} for tag in ("div", "p", "h1", "h2", "h3", "h4", "h5", "h6")},
}
_SCHEMES: Final = {"data", "ftp", "http", "https", "mailto", "tel"}
_STYLE: Final = re.compile(
    r"(?:\s*(?:(?:min-|max-)?(?:width|height)|text-align|vertical-align|float)"
    r"\s*:\s*-?[\w.]+%?\s*(?:;|$))*\s*"
)


# Browsers skip blanks and control characters before and within the name of a scheme.
_DATA: Final = re.compile(r"[\x00-\x20]*".join(["", *"data:"]), re.IGNORECASE)
_IMAGE: Final = re.compile(r"\s*data:image/", re.IGNORECASE)


def _filter(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "style":
        return value if _STYLE.fullmatch(value) else None
    if attribute in ("href", "src", "cite") and _DATA.match(value):
        return value if tag == "img" and _IMAGE.match(value) else None
    return value


# To make one takes longer than to clean a page with it.
_CLEANER: Final = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_filter,
    generic_attribute_prefixes={"aria-"},
    url_schemes=_SCHEMES,
)


def clean(html: str) -> str:
    """Return `html` without scripts, handlers, forms, frames and links that run something."""
    return _CLEANER.clean(html)
