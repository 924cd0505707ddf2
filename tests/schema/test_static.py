import json
from collections.abc import Callable

import pytest

from dbgen_schema import AppConfig, Position, load
from dbgen_schema.backtracking import can_explode, can_hang, is_slow

FORMS = [
    "static:\n  b/(.*): one/\n  a/(.*): two\n",
    "static:\n- b/(.*): one/\n- a/(.*): two\n",
    "static:\n- b/(.*): one/\n  a/(.*): two\n",
    "static:\n- [b/(.*), one/]\n- [a/(.*), two]\n",
    "static:\n- b/(.*): one/\n- [a/(.*), two]\n",
]


@pytest.mark.parametrize("text", FORMS)
def test_all_forms_keep_the_written_order(text: str, config: Callable[[str], AppConfig]) -> None:
    assert list(config(text).static.items()) == [("b/(.*)", "one/"), ("a/(.*)", "two")]


@pytest.mark.parametrize("text", FORMS)
def test_items_are_located_by_their_pattern(text: str) -> None:
    positions = load(f"{text}analyses: []").positions
    line = text.splitlines()[2]
    path = ("static", "a/(.*)")
    assert positions.locate_key(path) == Position(3, line.index("a/") + 1)
    assert positions.locate(path) == Position(3, line.index("two") + 1)


def test_an_empty_list_is_no_route(config: Callable[[str], AppConfig]) -> None:
    assert config("static: []").static == {}


@pytest.mark.filterwarnings("error")
def test_what_python_warns_of_is_no_affair_of_the_reader(
    config: Callable[[str], AppConfig],
) -> None:
    assert list(config("static: {'[[:alpha:]]+(.*)': a}").static) == ["[[:alpha:]]+(.*)"]


@pytest.mark.parametrize("folder", ["a", "a/", "./a", "a/../b", "...", "a~", ".", "node_modules/x"])
def test_folders_in_the_application(folder: str, config: Callable[[str], AppConfig]) -> None:
    assert config(f"static: {{x/(.*): {folder}}}").static == {"x/(.*)": folder}


@pytest.mark.parametrize(
    "folder",
    [
        "..",
        "../a",
        "a/../../b",
        "/",
        "/etc",
        "~",
        "~root/a",
        "",
        "\\\\host\\share",
        "C:\\a",
        "..\\a",
    ],
)
def test_folders_outside(folder: str, found: Callable[[str], list[str]]) -> None:
    assert found(f"static:\n  x/(.*): {json.dumps(folder)}\nanalyses: []\n") == ["2:11 DB145"]


def test_a_named_group_is_a_group(config: Callable[[str], AppConfig]) -> None:
    assert config("static: {'a/(?P<file>.*)': b}").static == {"a/(?P<file>.*)": "b"}


@pytest.mark.parametrize(
    "pattern",
    [
        r"static/(.*)",
        r".*/(.*)",
        r"node_modules/([a-z@/.-]+)",
        r"(?:[^/]+/)*([^/]+\.js)",
        r"((?:/[a-z]+)*)",
        r"(?:\d{1,3}\.){3}(\d+)",
        r"(?:foo|bar)*(.*)",
        r"(?:a|b)?(x|y|xy)",
        r"v(?:\d+(?:\.\d+)?)/(.*)",
    ],
)
def test_patterns_that_cannot_explode(pattern: str) -> None:
    assert not can_explode(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"(.*)*",
        r"(.*?)*",
        r"(a|a)*",
        r"(?:ab|a)*(x)",
        r"(.*,)*",
        r"(?:a+ba+)*(x)",
        r"(?:a*[as]s)*(x)",
        r"(a?){20}",
        r"((?:x+x+){1,50})y",
        r"(?i:a+A)*(x)",
        r"(?:[^a]+A)*(x)",
        r"(?:ab|[ac]b)*(x)",
        r"(?:(?:ba|c|b)a*/)*(x)",
        r"(?:\w+\d)*(x)",
        r"(?:(?:a+)+b)?(x)",
        r"(?=(?:a+)+b)(x)",
        r"(x)(?:\1+)+",
        r"(x)?(?(1)(?:a*)*|b)",
        r"(?>(?:a*)*)(x)",
        r"(?:é+[^a-z])*(x)",
    ],
)
def test_patterns_that_can_explode(pattern: str) -> None:
    assert can_explode(pattern)


def test_there_are_not_too_many_patterns(found: Callable[[str], list[str]]) -> None:
    def routes(count: int) -> str:
        lines = "".join(f"  a{number}/(.*): b\n" for number in range(count))
        return f"static:\n{lines}analyses: []\n"

    assert found(routes(256)) == []
    assert found(routes(257)) == ["1:1 DB107"]


@pytest.mark.parametrize(
    "pattern",
    [
        r"(.*.*.*)x",
        "a/.*/b/.*/(.*)x",
        "(?:.*/)(?:.*/)(?:.*/)(?=.*)",
        r"(?:/+)/\S*/(.*)y",
        r"(\d+)\d+\d+z",
        "a?" * 30 + "(a{30})",
        "(.{0,999}.{0,999}.{0,999})z",
        r"([\w-]+)-([\w-]+)-([\w-]+)z",
        r"(?:(.*)|x)(?:(.*)|y)(?:(.*)|z)!",
        r"(\d+)(?=.*a)(?=.*b)(?=.*c)z",
        "".join(f"(?:[a-z]{{{count}}}|a)" for count in range(1, 31)) + "!",
    ],
)
def test_repeats_that_share_a_text_are_refused(pattern: str) -> None:
    assert is_slow(pattern)
    assert not can_explode(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "(.*)",
        "static/(.*)",
        "a/.*/b/.*/(.*)",
        "(.*)/(.*)/(.*)",
        "v[0-9]+/[a-z]+/(.*)",
        "[a-z]+/[0-9]+/(.*)",
        r"(?:[^/]+)/\S*/(.*)y",
        r"(\d+)/posts/(\d+)/comments/(\d+)",
        r"v(\d+)(?:\.(\d+))?(?:\.(\d+))?/(.*)",
        r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?",
        r"(?:[^/]+/)*([^/]+\.js)",
        r"(?:(\d+)|(\w+)|(.*))x",
        r"(\w+)\.(\w+)/(\w+)\.(\w+)",
        r"c/([^/]+(?:/[^/]+)*)",
        r"i/(?:v\d+(?:\.\d+)*/)?(.*)",
        r"((?:\w+/)*\w+)\.json",
        r"e/((?:[a-z]+\.)+[a-z]+)",
    ],
)
def test_repeats_that_share_no_text_are_fine(pattern: str) -> None:
    assert not can_hang(pattern)
