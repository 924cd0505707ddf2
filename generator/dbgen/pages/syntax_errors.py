"""What Jinja complains about, in the words of somebody who writes pages."""

import re
from collections.abc import Callable, Collection
from typing import Final

from dbgen_schema import did_you_mean

_TOKENS: Final = {
    "begin of print statement": "{{",
    "begin of statement block": "{%",
    "end of print statement": "}}",
    "end of statement block": "%}",
    "end of template": "the end of the file",
    "name": "a name",
    "string": "a text in quotes",
    "integer": "a number",
    "float": "a number",
}
_LOOP: Final = "comprehensions are Python: use `{% for %}`, or the filters `map` and `select`"


_PREFIX: Final = "a text has no letter in front of its quotes; join texts and values by `~`"
_RANDOM: Final = "pages come out the same in every build: choose in JavaScript"


def _expected(found: re.Match[str]) -> tuple[str, str]:
    hint = {"for": _LOOP, "string": _PREFIX}.get(found[2], "")
    return f"expected {_token(found[1])}, and not {_token(found[2])}", hint


def _unexpected_character(found: re.Match[str]) -> tuple[str, str]:
    if found[1] in "'\"":
        return "a text in quotes is not closed", "close the quote"
    return f"`{found[1]}` is no part of an expression", ""


def _repeated_block(found: re.Match[str]) -> tuple[str, str]:
    message = f"the block `{found[1]}` is there twice"
    return message, f"repeat its content with `{{{{ self.{found[1]}() }}}}`, or rename one"


_WORDINGS: Final[list[tuple[str, Callable[[re.Match[str]], tuple[str, str]]]]] = [
    (r"expected token '(.*)', got '(.*)'", _expected),
    (
        r"Expected an expression, got '(.*)'",
        lambda found: (f"expected an expression, and not {_token(found[1])}", ""),
    ),
    (r"unexpected char [\"'](.*)[\"'] at \d+", _unexpected_character),
    (r"unexpected '(.*)'", lambda found: (f"{_token(found[1])} cannot stand here", "")),
    (
        "expected name or number",
        lambda _: ("a dot is followed by a name or a number", ""),
    ),
    (r"can't assign to '.*'", lambda _: ("only a name can be set", "as in `{% set x = 1 %}`")),
    (r"block '(.*)' defined twice", _repeated_block),
]


def described(complaint: str, filters: Collection[str], tests: Collection[str]) -> tuple[str, str]:
    """Return message and hint for what Jinja says of a template."""
    text = complaint.rstrip(".")
    if unknown := re.fullmatch(r"No (filter|test) named '(.*)'", text, re.DOTALL):
        hint = did_you_mean(unknown[2], filters if unknown[1] == "filter" else tests)
        hint = _RANDOM if unknown[2] == "random" else hint
        return f"there is no {unknown[1]} `{unknown[2]}`", hint
    for pattern, wording in _WORDINGS:
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return wording(found)
    return text[:1].lower() + text[1:], ""


def _token(name: str) -> str:
    shown = _TOKENS.get(name, name)
    return shown if shown.startswith(("a ", "the ")) else f"`{shown}`"
