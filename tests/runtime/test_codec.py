"""JSON as it leaves and enters the server: protocol.md 6.4 and 10."""

import datetime
import json
import tracemalloc
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from databench.codec import decode, encode
from databench.limits import Limits


@dataclass
class Point:
    x: float
    y: object = None


@dataclass(slots=True)
class Slotted:
    x: object


class Colour(Enum):
    RED = "red"


class Number(IntEnum):
    ONE = 1


def squares() -> Iterator[int]:
    yield 1
    yield 4


UTC = datetime.UTC
BIG = 2**80

CASES: list[tuple[object, object]] = [
    (float("nan"), None),
    (float("inf"), None),
    ([-float("inf"), 1.5], [None, 1.5]),
    ({"a": {"b": float("nan")}}, {"a": {"b": None}}),
    ((1, 2), [1, 2]),
    ({3, 1, 2}, [1, 2, 3]),
    (frozenset(["b", "a"]), ["a", "b"]),
    (deque([1]), [1]),
    (range(3), [0, 1, 2]),
    (squares(), [1, 4]),
    (OrderedDict(a=1), {"a": 1}),
    (MappingProxyType({"a": 1}), {"a": 1}),
    ({2: "a", None: "b", True: "c"}, {"2": "a", "null": "b", "true": "c"}),
    ({(1, 2): 3}, {"(1, 2)": 3}),
    (b"\x00\xff", "AP8="),
    (bytearray(b"a"), "YQ=="),
    (datetime.date(2026, 1, 2), "2026-01-02"),
    (datetime.time(3, 4), "03:04:00"),
    (datetime.datetime(2026, 1, 2, 3, tzinfo=UTC), "2026-01-02T03:00:00+00:00"),
    (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    (Point(1.5), {"x": 1.5, "y": None}),
    (Point(float("nan"), {1}), {"x": None, "y": [1]}),
    ([Point(1, BIG)], [{"x": 1, "y": BIG}]),
    (Slotted(BIG), {"x": BIG}),
    (Colour.RED, "red"),
    (Number.ONE, 1),
    ([BIG, Colour.RED, float("nan"), {1}], [BIG, "red", None, [1]]),
    ("\ud800", "\ud800"),
    ("ä\n\u2028</script>", "ä\n\u2028</script>"),
    (np.array([1, 2]), [1, 2]),
    (np.array([[1.5, np.nan], [np.inf, 2]]), [[1.5, None], [None, 2.0]]),
    (np.array([7]), [7]),
    (np.array(7), 7),
    (np.array([]), []),
    (np.array([[1, 2], [3, 4]]).T, [[1, 3], [2, 4]]),
    (np.array([True, False]), [True, False]),
    (np.array(["a"]), ["a"]),
    (np.array([1, "a", None], dtype=object), [1, "a", None]),
    (np.int64(5), 5),
    (np.uint8(5), 5),
    (np.float32(0.5), 0.5),
    (np.float16(0.5), 0.5),
    (np.float64("nan"), None),
    (np.longdouble(0.5), 0.5),
    (np.bool_(True), True),
    (np.str_("a"), "a"),
    ({np.int64(1): np.float64(2)}, {"1": 2.0}),
    ({"big": BIG, "array": np.array([np.nan])}, {"big": BIG, "array": [None]}),
]


def refuse(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


@pytest.mark.parametrize(("value", "wanted"), CASES, ids=lambda value: type(value).__name__)
def test_whatever_leaves_the_server_is_json(value: object, wanted: object) -> None:
    text = encode(value)
    assert json.loads(text, parse_constant=refuse) == wanted
    assert b"\n" not in text


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (object(), "the value: object"),
        ({"a": [1, {"b": object()}]}, r"a\[1\].b: object"),
        ([1j], r"\[0\]: complex"),
        (len, "the value: builtin_function_or_method"),
        (Point(1, object()), "y: object"),
    ],
)
def test_what_has_no_json_form_is_refused_with_its_place(value: object, where: str) -> None:
    with pytest.raises(TypeError, match=where):
        encode(value)


def test_values_that_contain_themselves_are_refused() -> None:
    circle: list[Any] = []
    circle.append({"a": circle})
    with pytest.raises(TypeError, match="contains itself"):
        encode(circle)


NO_JSON = [
    *("", "nonsense", "{", "{'a': 1}", "[1,]", "NaN", "[Infinity]", "1e999", "9" * 5000),
    *("\ufeff{}", '"\\ud800"', "[" * 100_000, '{"a":' * 100_000, "\0"),
]


@pytest.mark.parametrize("text", NO_JSON, ids=lambda value: repr(value)[:20])
def test_what_is_no_json_raises_one_kind_of_exception(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(text)
    with pytest.raises(ValueError, match=r"."):
        decode(text.encode("utf-8", "surrogatepass"))


def test_invalid_utf_8_is_no_json() -> None:
    with pytest.raises(ValueError, match="UTF-8"):
        decode(b'"\xff\xfe"')


def test_depth_is_limited() -> None:
    limits = Limits(message_depth=3)
    assert decode('[{"a": [1]}]', limits) == [{"a": [1]}]
    with pytest.raises(ValueError, match="deeper than 3"):
        decode('[{"a": [[]]}]', limits)
    assert decode('["[[[[[[[[[["]', limits) == ["[[[[[[[[[["]


def test_the_number_of_elements_is_limited() -> None:
    limits = Limits(message_elements=4)
    assert decode("[1, [2, 3]]", limits) == [1, [2, 3]]
    for text in ("[1, [2, 3], 4]", "[[1], [1], [1]]", '{"a": {"a": {}}, "b": [1, 1]}'):
        with pytest.raises(ValueError, match="more than 4"):
            decode(text, limits)
    assert decode('[",,,,,,,,"]', limits) == [",,,,,,,,"]


def test_small_texts_take_little_memory() -> None:
    tracemalloc.start()
    try:
        texts = [encode({"n": n}) for n in range(1000)]
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < 200 * len(texts)
