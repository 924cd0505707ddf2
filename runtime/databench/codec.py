"""JSON as it goes over the wire: whatever leaves the server, a browser can parse."""

from __future__ import annotations

import base64
import dataclasses
import json
import math
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final, TypeAlias, cast

import orjson

from databench.limits import LIMITS, Limits

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_OPTIONS: Final = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
_DEEPEST: Final = 200


def encode(value: object) -> bytes:
    """Return value as JSON in UTF-8.

    Sets and tuples become lists, numpy arrays lists, dates ISO 8601, bytes base64,
    dataclasses objects; NaN and the infinities become null.

    Raises:
        TypeError: something in value has no JSON form; the text says where it stands.
    """
    try:
        text = orjson.dumps(value, default=_substitute, option=_OPTIONS)
    except orjson.JSONEncodeError:
        # orjson refuses what the standard library can write (integers over 64 bits, lone
        # surrogates), and does not tell where the offending value stands.
        return json.dumps(_plain(value, "", 0), allow_nan=False, separators=(",", ":")).encode()
    # What orjson returns may hold several KiB for a few characters, for as long as it is kept.
    return bytes(memoryview(text))


def decode(text: str | bytes, limits: Limits = LIMITS) -> Json:
    """Return the value that a JSON text stands for.

    Raises:
        ValueError: text is no JSON, or nested deeper or larger than limits allow.
    """
    value = cast("Json", orjson.loads(text))
    if len(text) > min(limits.message_depth, limits.message_elements):
        _check_size(text.encode() if isinstance(text, str) else text, value, limits)
    return value


def _check_size(raw: bytes, value: Json, limits: Limits) -> None:
    # Counting characters is a hundred times faster than walking the value, and an upper bound.
    containers = raw.count(b"[") + raw.count(b"{")
    if containers > limits.message_depth and _depth(value) > limits.message_depth:
        raise ValueError(f"nested deeper than {limits.message_depth} levels")
    most = containers + raw.count(b",")
    if most > limits.message_elements and _count(value) > limits.message_elements:
        raise ValueError(f"more than {limits.message_elements} elements")


def _children(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _depth(value: Json) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [
            child
            for parent in level
            for child in _children(parent)
            if isinstance(child, dict | list)
        ]
    return depth


def _count(value: Json) -> int:
    total, open_ = 0, [value]
    while open_:
        children = list(_children(open_.pop()))
        total += len(children)
        open_ += children
    return total


def _substitute(value: object) -> object:
    """Return something encodable in place of a value that orjson does not know."""
    if isinstance(value, AbstractSet):
        return _in_order(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(value).decode("ascii")
    if hasattr(value, "tolist"):
        # A long double has no Python equivalent and comes out as itself.
        listed = value.tolist()
        return float(cast("Any", value)) if type(listed) is type(value) else listed
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _in_order(values: AbstractSet[object]) -> list[object]:
    # Equal sets must give equal text: a datastore compares texts to see whether a value changed.
    try:
        return sorted(values, key=cast("Any", None))
    except TypeError:
        return list(values)


def _plain(value: object, where: str, depth: int) -> object:
    """Return value in terms of the standard library's json, or say what stands in the way."""
    if depth > _DEEPEST:
        raise TypeError(f"{where or 'the value'} is nested too deeply, or contains itself")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {
            _key(key): _plain(item, f"{where}.{key}" if where else str(key), depth + 1)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_plain(item, f"{where}[{at}]", depth + 1) for at, item in enumerate(value)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return _plain(fields, where, depth + 1)
    return _plain(_known_to_orjson(value, where), where, depth + 1)


def _known_to_orjson(value: object, where: str) -> object:
    try:
        return orjson.loads(orjson.dumps(value, option=_OPTIONS))
    except orjson.JSONEncodeError:
        pass
    try:
        return _substitute(value)
    except TypeError as error:
        raise TypeError(f"{where or 'the value'}: {error}") from None


def _key(key: object) -> str:
    if key is None or isinstance(key, bool | float):
        return json.dumps(key)
    return str(key)
