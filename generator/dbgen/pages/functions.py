"""The functions and tests that Tornado's templates have and Jinja's lack."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, quote_plus

from jinja2 import Undefined
from markupsafe import Markup, escape

_BLANKS: Final = re.compile(r"[\x00-\x20]+")
_URL: Final = re.compile(r"""\b((?:https?://|www\.)[^\s<>"']*[^\s<>"'.,;:!?)\]}])""")
_LONGEST_LABEL: Final = 30


def xhtml_escape(value: object) -> Markup:
    """Escape a text for HTML, even one that already is HTML."""
    return escape(str(value))


def url_escape(value: object, plus: bool = True) -> str:
    """Percent-encode a text for a URL; with `plus` for its query."""
    return quote_plus(str(value)) if plus else quote(str(value))


def json_encode(value: object) -> str:
    """Encode a value as JSON that cannot end the script element around it."""
    return json.dumps(value, allow_nan=False, default=_plain).replace("<", "\\u003c")


def squeeze(value: object) -> str:
    """Replace every run of white space by one blank."""
    return _BLANKS.sub(" ", str(value)).strip()


def linkify(
    text: object, shorten: bool = False, extra_params: str = "", require_protocol: bool = False
) -> Markup:
    """Escape a text, and make links of the URLs in it."""

    def link(url: str) -> str:
        if not url.startswith("http") and require_protocol:
            return escape(url)
        target = url if url.startswith("http") else f"http://{url}"
        label = f"{url[:_LONGEST_LABEL]}..." if shorten and len(url) > _LONGEST_LABEL else url
        params = f" {extra_params.strip()}" if extra_params else ""
        return f'<a href="{escape(target)}"{params}>{escape(label)}</a>'

    pieces = _URL.split(str(text))
    linked = (link(piece) if index % 2 else escape(piece) for index, piece in enumerate(pieces))
    return Markup("".join(linked))  # noqa: S704 - every piece of the text has been escaped


FILTERS: Final[Mapping[str, Callable[..., object]]] = {
    "xhtml_escape": xhtml_escape,
    "url_escape": url_escape,
    "json_encode": json_encode,
    "squeeze": squeeze,
    "linkify": linkify,
}

# `range` is not among them: the sandbox has one that is bounded.
_BUILTINS: Final[tuple[Callable[..., object], ...]] = (
    abs, all, any, bool, dict, divmod, enumerate, float, int, isinstance, len, list, max, min,
    repr, reversed, round, set, sorted, str, sum, tuple, zip,
)  # fmt: skip

GLOBALS: Final[Mapping[str, Callable[..., object]]] = {
    **FILTERS,
    "escape": xhtml_escape,
    **{function.__name__: function for function in _BUILTINS},
}
"""What an expression may call: the functions of Tornado's templates, and harmless builtins."""


def is_one_of(expected: object) -> Callable[[Any], bool]:
    """Return the test `is None`, `is True` or `is False`, which reports undefined values."""

    def test(value: Any) -> bool:
        if isinstance(value, Undefined):
            bool(value)
        return value is expected

    return test


TESTS: Final[Mapping[str, Callable[[Any], bool]]] = {
    name: is_one_of(value)
    for value in (None, True, False)
    for name in (str(value), str(value).lower())
}


def _plain(value: object) -> str:
    if isinstance(value, Undefined):
        return str(value)
    raise TypeError(f"a value of type {type(value).__name__} has no JSON")
