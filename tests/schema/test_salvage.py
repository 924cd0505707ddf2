"""A mistake leaves the rest of the file to be looked at."""

import pytest

from dbgen_schema import load
from dbgen_schema.load import Partial


def partial(text: str) -> Partial:
    loaded = load(text)
    assert loaded.config is None
    assert loaded.partial is not None
    return loaded.partial


def test_a_file_without_errors_is_no_part() -> None:
    assert load("titel: x\nanalyses: [{name: a}]").partial is None


@pytest.mark.parametrize("text", ["", "a: [", "- a"])
def test_nothing_is_left_of_broken_yaml(text: str) -> None:
    assert load(text).partial is None


def test_wrong_values_count_as_absent() -> None:
    config = partial("title: [1]\nauthor: Ada\nanalyses:\n- {name: a, kernel: pz, title: A}").config
    assert (config.title, config.author) == ("Databench", "Ada")
    assert [(entry.name, entry.kernel, entry.title) for entry in config.analyses] == [
        ("a", None, "A")
    ]


def test_entries_without_a_right_name_are_left_out() -> None:
    text = (
        "analyses:\n- {name: b-d}\n- 5\n- {title: x}\n- {name: good}\n- {name: GOOD}\n- {name: z}"
    )
    found = partial(text)
    assert [entry.name for entry in found.config.analyses] == ["good", "z"]
    assert [found.positions.locate(("analyses", at, "name")).line for at in (0, 1)] == [5, 7]


def test_without_analyses() -> None:
    assert partial("title: A").config.analyses == ()
    assert partial("analyses: 5").config.analyses == ()


def test_of_a_map_only_wrong_items_are_left_out() -> None:
    text = "static: {a: b, 'x/(.*)': c}\nwatch: [/abs, '*.js']\nanalyses: [{name: a}]"
    config = partial(text).config
    assert config.static == {"x/(.*)": "c"}
    assert config.watch is None
    assert config.analyses[0].name == "a"


def test_keys_that_would_hide_a_variable_are_left_out() -> None:
    config = partial("meta_infos: 1\nmine: 2\nanalyses: [{name: a}]").config
    assert config.extra == {"mine": 2}
