"""From nodes to Python values, without changing anything that somebody wrote."""

import math
from typing import Any

from dbgen_schema.nodes import Map, Node, Scalar

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})


class Plain(str):
    """A text that was written without quotes, so that `yes` can still be a flag."""

    __slots__ = ()


def is_null(node: Node) -> bool:
    """Return whether the node is an empty value, `~` or `null`."""
    return isinstance(node, Scalar) and _is_null(node)


def as_written(node: Node) -> Any:
    """Return the value with its scalars as the texts that were written, and None for null."""
    match node:
        case Scalar():
            return _text(node)
        case Map(entries=entries):
            return {key: as_written(entry.value) for key, entry in entries.items()}
    return [as_written(item) for item in node.items]


def resolved(node: Node) -> Any:
    """Return the value for a page template: plain scalars become booleans, null and numbers.

    A number that Python would print in another way (`1.10`, `0123`, `1e3`) stays a text.
    """
    match node:
        case Scalar(text=text, plain=plain):
            return _resolve(text) if plain else text
        case Map(entries=entries):
            return {key: resolved(entry.value) for key, entry in entries.items()}
    return [resolved(item) for item in node.items]


def _text(scalar: Scalar) -> str | None:
    if _is_null(scalar):
        return None
    return Plain(scalar.text) if scalar.plain else scalar.text


def _is_null(scalar: Scalar) -> bool:
    return scalar.plain and scalar.text in _NULLS


def _resolve(text: str) -> bool | int | float | str | None:
    if text in _NULLS:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    for kind in (int, float):
        number = _number(kind, text)
        if number is not None:
            return number
    return text


def _number(kind: type[int] | type[float], text: str) -> int | float | None:
    try:
        number = kind(text)
    except ValueError:
        return None
    return number if str(number) == text and math.isfinite(number) else None
