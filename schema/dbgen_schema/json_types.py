"""What JSON Schema says of the values of index.yaml.

YAML has read `version: 1.10` as a number before a schema sees it, and dbgen takes the text as it
was written: so wherever a text is expected, numbers and booleans pass, too. A key without a value
is as good as none.
"""

import keyword
from typing import Any, Final

from dbgen_schema.directives import DIRECTIVES, POLICY, Directive
from dbgen_schema.patterns import (
    ABSOLUTE,
    FILE_NAME,
    HEADER_NAME,
    HEADER_VALUE,
    HOST,
    ORIGIN,
    RUNNING_LINK,
)
from dbgen_schema.rules import LONGEST_HTML, LONGEST_WATCHED, MOST_ITEMS, MOST_WATCHED

_SCALARS: Final = ["string", "number", "boolean"]
_ASCII_WORD: Final = "[^\\u0000-/:-@\\[-^`{-\\u007f]"

TEXT: Final[dict[str, Any]] = {"type": [*_SCALARS, "null"]}
"""A text, or nothing."""

HTML: Final[dict[str, Any]] = {**TEXT, "maxLength": LONGEST_HTML}
"""HTML, or nothing."""

FLAG: Final[dict[str, Any]] = {
    "anyOf": [
        {"type": ["boolean", "null"]},
        {"pattern": "^([Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff])$", "type": "string"},
    ]
}
"""True or false, also in the words that YAML 1.1 had for them."""

NAME: Final[dict[str, Any]] = {
    "type": ["string", "boolean"],
    "pattern": "^[A-Za-z][A-Za-z0-9_]{0,63}$",
    "not": {"enum": keyword.kwlist},
}
"""The name of an analysis."""

CLASS: Final[dict[str, Any]] = {
    "type": ["string", "boolean", "null"],
    "pattern": f"^(?![0-9]){_ASCII_WORD}+$",
    "not": {"enum": keyword.kwlist},
}
"""The name of a Python class."""

KERNEL: Final[dict[str, Any]] = {"enum": ["py", None]}
"""A kernel."""

HOME_LINK: Final[dict[str, Any]] = {
    "anyOf": [
        {"type": ["string", "number", "null"], "pattern": f"^(?!{RUNNING_LINK})"},
        {"const": False},
    ]
}
"""An address, or false."""

THUMBNAIL: Final[dict[str, Any]] = {"type": ["string", "null"], "pattern": f"^{FILE_NAME}$"}
"""A file in the folder of an analysis."""

_RELATIVE: Final[dict[str, Any]] = {
    "type": _SCALARS,
    "pattern": f"^(?!{ABSOLUTE})[\\s\\S]",
    "maxLength": LONGEST_WATCHED,
}

PATTERNS: Final[dict[str, Any]] = {
    "type": "array",
    "items": _RELATIVE,
    "maxItems": MOST_WATCHED,
}
"""Patterns of files."""

HOSTS: Final[dict[str, Any]] = {
    "type": ["array", "null"],
    "items": {"type": "string", "pattern": f"^{HOST}$"},
    "maxItems": MOST_ITEMS,
}
"""Names of hosts."""

ORIGINS: Final[dict[str, Any]] = {
    "type": ["array", "null"],
    "items": {"type": "string", "pattern": f"^{ORIGIN}$"},
    "maxItems": MOST_ITEMS,
}
"""Origins of pages."""

_FOLDER: Final[dict[str, Any]] = {
    "type": _SCALARS,
    "pattern": rf"^(?!\.\.([/\\]|$)|{ABSOLUTE})[\s\S]",
}
_REGEX: Final[dict[str, Any]] = {"pattern": "^[^/^].*\\(", "maxLength": 300}
_FOLDERS: Final[dict[str, Any]] = {
    "type": "object",
    "propertyNames": _REGEX,
    "additionalProperties": _FOLDER,
    "maxProperties": 256,
}

STATIC: Final[dict[str, Any]] = {
    "anyOf": [
        {"type": "null"},
        _FOLDERS,
        {
            "type": "array",
            "items": {
                "anyOf": [
                    _FOLDERS,
                    {
                        "type": "array",
                        "prefixItems": [{"type": "string", **_REGEX}, _FOLDER],
                        "items": False,
                        "minItems": 2,
                    },
                ]
            },
        },
    ]
}
"""The static map, in all its forms."""

STRICT_KEYS: Final[dict[str, Any]] = {
    "additionalProperties": False,
    "patternProperties": {"^x-": True},
}
"""No keys but the known ones and those that start with `x-`."""

_SOURCE: Final[dict[str, Any]] = {"type": _SCALARS, "pattern": "^[^\\s;,]+$"}
_WORDS: Final[dict[str, Any]] = {
    "type": [*_SCALARS, "array", "null"],
    "items": _SOURCE,
    "maxItems": MOST_ITEMS,
}
_SOURCES: Final[dict[str, Any]] = {**_WORDS, "pattern": "[^ ]", "minItems": 1}
_KINDS: Final = {"sources": _SOURCES, "words": _WORDS, "addresses": _WORDS, "switch": FLAG}


def _directive(name: str, directive: Directive) -> dict[str, Any]:
    sent = POLICY.get(name)
    default = {"default": " ".join(sent)} if sent else {}
    return {"description": f"For {directive.purpose}.", **default, **_KINDS[directive.kind]}


POLICY_MAP: Final[dict[str, Any]] = {
    "type": ["object", "null"],
    "properties": {name: _directive(name, about) for name, about in DIRECTIVES.items()},
    "additionalProperties": False,
}
"""Directives with their sources."""

HEADER_MAP: Final[dict[str, Any]] = {
    "type": ["object", "null"],
    "propertyNames": {"pattern": f"^{HEADER_NAME}$"},
    "additionalProperties": {"type": [*_SCALARS, "null"], "pattern": f"^{HEADER_VALUE}$"},
    "maxProperties": 256,
}
"""Headers with their values."""
