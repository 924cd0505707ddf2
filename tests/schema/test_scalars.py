from collections.abc import Callable
from typing import Any

import pytest

from dbgen_schema import AnalysisEntry, AppConfig, load

AS_WRITTEN = [
    "1.10",
    "no",
    "on",
    "true",
    "2026-11-22",
    "2026-99-99",
    "12:30",
    "12:30:45",
    "0123",
    "0x1f",
    "1e3",
    "1_000",
    ".nan",
    ".inf",
    "<script>",
    "9" * 5000,
]


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_a_text_stays_as_it_is_written(text: str, config: Callable[[str], AppConfig]) -> None:
    read = config(f"title: {text}\nversion: {text}")
    assert (read.title, read.version) == (text, text)
    assert type(read.title) is str


@pytest.mark.parametrize(
    ("written", "flag"),
    [("true", True), ("Yes", True), ("ON", True), ("FALSE", False), ("no", False), ("Off", False)],
)
def test_flags(written: str, flag: bool, entry: Callable[[str], AnalysisEntry]) -> None:
    assert entry(f"show_in_index: {written}").show_in_index is flag


@pytest.mark.parametrize("written", ['"yes"', "'false'", "maybe", "1", "[true]"])
def test_what_is_no_flag(written: str, found: Callable[[str], list[str]]) -> None:
    assert found(f"analyses:\n- name: a\n  show_in_index: {written}\n") == ["3:18 DB123"]


@pytest.mark.parametrize(
    ("written", "link"),
    [("false", False), ("off", False), ("/up", "/up"), ('"false"', "false"), ("~", None)],
)
def test_home_link(written: str, link: Any, entry: Callable[[str], AnalysisEntry]) -> None:
    assert entry(f"home_link: {written}").home_link == link


@pytest.mark.parametrize("link", ["javascript:alert(1)", " JAVASCRIPT :x", "data:text/html,x"])
def test_home_link_runs_nothing(link: str, found: Callable[[str], list[str]]) -> None:
    assert found(f"analyses:\n- name: a\n  home_link: '{link}'\n") == ["3:14 DB123"]


def test_home_link_is_never_true(found: Callable[[str], list[str]]) -> None:
    assert found("analyses:\n- name: a\n  home_link: true\n") == ["3:14 DB123"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("", None),
        ("7", 7),
        ("-7", -7),
        ("1.5", 1.5),
        ("1.10", "1.10"),
        ("0123", "0123"),
        ("+1", "+1"),
        ("1e3", "1e3"),
        ("1_0", "1_0"),
        ("٣", "٣"),
        ("12:30", "12:30"),
        ("2026-11-22", "2026-11-22"),
        ("no", "no"),
        ("nan", "nan"),
        ("inf", "inf"),
        (".inf", ".inf"),
        ('"7"', "7"),
        ("'true'", "true"),
        ("!!str 7", "7"),
        ("9" * 5000, "9" * 5000),
        ("{a: [1, '1'], 2: x}", {"a": [1, "1"], "2": "x"}),
    ],
)
def test_values_of_unknown_keys(
    written: str, value: object, config: Callable[[str], AppConfig]
) -> None:
    read = config(f"x-value: {written}").extra["x-value"]
    assert read == value
    assert type(read) is type(value)


def test_keys_are_texts_as_written(config: Callable[[str], AppConfig]) -> None:
    assert config("yes: 1\n1.10: 2\nnull: 3").extra == {"yes": 1, "1.10": 2, "null": 3}


def test_a_byte_order_mark_is_fine() -> None:
    loaded = load(b"\xef\xbb\xbftitle: \xcf\x80\nanalyses: []\n")
    assert loaded.config is not None
    assert loaded.config.title == "π"


def test_aliases_and_merges(config: Callable[[str], AppConfig]) -> None:
    read = config(
        "x-a: &a {title: A, kernel: py, x-n: 1}\nx-b: &b {title: B, build: make}\n"
        "analyses:\n- {name: one, <<: *a, title: own}\n- {name: two, <<: [*a, *b]}\n"
    )
    one, two = read.analyses
    assert (one.title, one.kernel, one.extra) == ("own", "py", {"x-n": 1})
    assert (two.title, two.kernel, two.build) == ("A", "py", "make")


def test_a_quoted_merge_key_is_an_ordinary_key(config: Callable[[str], AppConfig]) -> None:
    assert config('"<<": 1').extra == {"<<": 1}
