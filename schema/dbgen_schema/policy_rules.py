"""What the values of `security` must be like, as validators of its model."""

import re
from collections.abc import Iterable
from typing import Any, Final

from dbgen_schema.directives import DIRECTIVES, OWN_HEADERS, POLICY_HEADER
from dbgen_schema.patterns import HEADER_NAME, HEADER_VALUE
from dbgen_schema.report import shown
from dbgen_schema.rules import flag, refusal, short_list
from dbgen_schema.suggest import did_you_mean
from dbgen_schema.values import Plain

_KEYWORDS: Final = (
    "'self'",
    "'none'",
    "'unsafe-inline'",
    "'unsafe-eval'",
    "'unsafe-hashes'",
    "'strict-dynamic'",
    "'report-sample'",
    "'wasm-unsafe-eval'",
    "'trusted-types-eval'",
    "'inline-speculation-rules'",
)
_SCHEMES: Final = ("https", "http", "wss", "ws", "data", "blob", "filesystem", "mediastream")
_HASH: Final = re.compile(r"'sha(?:256|384|512)-[A-Za-z0-9+/_-]{43,88}={0,2}'")
_SOURCE: Final = re.compile(
    r"\*|[A-Za-z][A-Za-z0-9+.-]*:"
    r"|(?:[A-Za-z][A-Za-z0-9+.-]*://)?"
    r"(?:\*|(?:\*\.)?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)(?::(?:[0-9]{1,5}|\*))?(?:/[^?#]*)?"
)
_WORD: Final = re.compile(r"[!-+\--:<-~]+")
_NO_WORDS: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null"})


def words(value: Any) -> Any:
    """Turn a text into its words, and a list into a tuple."""
    return short_list(value.split() if isinstance(value, str) else value)


def source(value: str) -> str:
    """Accept a source of a Content-Security-Policy: a keyword, a hash, a scheme or a host."""
    _check_word(value)
    if value in _KEYWORDS or _HASH.fullmatch(value):
        return value
    if value.startswith("'"):
        raise refusal("DB161", f"there is no source {shown(value)}", _quoted_hint(value))
    if f"'{value.lower()}'" in _KEYWORDS or value.startswith(("sha256-", "sha384-", "sha512-")):
        message = f"{shown(value)} without quotes means a host of that name"
        raise refusal("DB161", message, f"the quotes belong to it: write {_in_yaml(value)}")
    if not _SOURCE.fullmatch(value) or value.lower() in _NO_WORDS | {*_SCHEMES}:
        raise refusal("DB161", f"{shown(value)} is no source", _bare_hint(value))
    return value


def _in_yaml(keyword: str) -> str:
    return f"`\"'{keyword.lower() if keyword[:3] != 'sha' else keyword}'\"`"


def _quoted_hint(value: str) -> str:
    if value.startswith("'nonce-"):
        return "a nonce has to be a new one in each answer; inline scripts of pages get hashes"
    if value.startswith("'sha"):
        return "expected `'sha256-...'` with the hash in Base64, or none: pages get theirs by dbgen"
    bare = value.strip("'")
    return did_you_mean(value, _KEYWORDS) or f"hosts have no quotes: `{bare}`"


def _bare_hint(value: str) -> str:
    if value.lower() in _SCHEMES:
        return f"write `{value.lower()}:`; a host of that name would be `https://{value.lower()}`"
    if value.lower() in _NO_WORDS:
        return "list what is allowed; null, without quotes, takes the directive out"
    return "expected `\"'self'\"`, `https:`, or a host such as `https://cdn.example.org`"


def _check_word(value: str) -> None:
    if not value:
        raise refusal("DB161", "an empty text", "`\"'none'\"` allows nothing")
    if any(character.isspace() for character in value):
        message = f"{shown(value)} has a blank in it"
        raise refusal("DB161", message, "write each source as an item of its own")
    if not _WORD.fullmatch(value):
        message = f"{shown(value)} has characters that no source has"
        raise refusal("DB161", message, "of a host with others, write the form with `xn--`")


def alone(sources: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Accept sources where 'none' is the only one, and no empty list."""
    if sources == ():
        hint = "`\"'none'\"` allows nothing; null takes the directive out"
        raise refusal("DB161", "there is no source", hint)
    if sources and "'none'" in sources and len(sources) > 1:
        raise refusal("DB161", "`'none'` stands beside others", "remove it, or the others")
    return sources


def word_of(known: Iterable[str]) -> Any:
    """Return a validator that accepts some words, any word if none are known."""
    options = tuple(known)

    def word(value: str) -> str:
        _check_word(value)
        if options and value not in options:
            hint = did_you_mean(value, options) or f"expected {', '.join(options[:3])} ..."
            raise refusal("DB161", f"there is no {shown(value)}", hint)
        return value

    return word


def switch(value: Any) -> Any:
    """Turn true into no words, and false into nothing."""
    turned = flag(Plain(value)) if isinstance(value, str) else value
    if turned is True:
        return ()
    if turned is False or turned is None:
        return None
    raise refusal(
        "DB161", f"this directive takes no sources, found {shown(value)}", "write true, or null"
    )


def unknown_hint(path: tuple[int | str, ...]) -> tuple[str, str]:
    """Return what is wrong with a key that the models of `security` do not have, and a hint."""
    key = str(path[-1])
    if path[:-1] == ("security",):
        hint = did_you_mean(key, SECURITY_KEYS)
        if key in DIRECTIVES:
            hint = f"directives are below `policy:`, as in `policy: {{{key}: ...}}`"
        return f"`security` has no key {shown(key)}", hint or f"it has {', '.join(SECURITY_KEYS)}"
    return f"there is no directive {shown(key)}", did_you_mean(key, DIRECTIVES)


SECURITY_KEYS: Final = ("policy", "headers", "integrity")


def header_name(value: str) -> str:
    """Accept the name of a header that the server does not need for itself."""
    if not re.fullmatch(HEADER_NAME, value):
        hint = "expected letters, digits and dashes, as in `Permissions-Policy`"
        raise refusal("DB162", f"{shown(value)} is not the name of a header", hint)
    if value.lower() in OWN_HEADERS:
        hint = "a routes.py can set it for answers of its own"
        raise refusal("DB162", f"the server decides about {shown(value)}", hint)
    return value


def header_value(value: str) -> str:
    """Accept what can stand in a line of a header."""
    if re.fullmatch(HEADER_VALUE, value):
        return value
    if not value:
        raise refusal("DB162", "the value is empty", "null, without quotes, leaves the header out")
    hint = "expected one line of ASCII, at most 4,000 characters"
    raise refusal("DB162", f"{shown(value)} cannot be sent as a header", hint)


def headers(value: dict[str, str | None]) -> dict[str, str | None]:
    """Accept headers whose names differ in more than upper and lower case."""
    seen: set[str] = set()
    for name, content in value.items():
        if name.lower() in seen:
            message = f"the header {shown(name)} was already there in other letters"
            raise refusal("DB162", message, "keep one of the two")
        seen.add(name.lower())
        if name.lower() == POLICY_HEADER.lower() and content is not None:
            message = f"{shown(name)} has a key of its own"
            raise refusal("DB162", message, "write its directives below `policy:`")
    return value
