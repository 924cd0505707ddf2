import pytest

from dbgen_schema import Path_, Position, Positions, load

TEXT = """\
title: π and more
x-map:
  a: [1, {b: 2}]
analyses:
  - name: one
    watch: [x, y]
  - {name: two, class: Two}
"""


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ((), (1, 1), (1, 1)),
        (("title",), (1, 8), (1, 1)),
        (("x-map", "a", 1, "b"), (3, 14), (3, 11)),
        (("analyses",), (5, 3), (4, 1)),
        (("analyses", 0), (5, 5), (5, 5)),
        (("analyses", 0, "name"), (5, 11), (5, 5)),
        (("analyses", 0, "watch", 1), (6, 16), (6, 16)),
        (("analyses", 1, "class"), (7, 24), (7, 17)),
    ],
)
def test_positions(path: Path_, value: tuple[int, int], key: tuple[int, int]) -> None:
    positions = load(TEXT).positions
    assert positions.locate(path) == Position(*value)
    assert positions.locate_key(path) == Position(*key)


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        (("analyses", 1, "title"), ("analyses", 1)),
        (("analyses", 9, "title"), ("analyses",)),
        (("analyses", -1), ("analyses",)),
        (("analyses", "one"), ("analyses",)),
        (("title", 0, "x"), ("title",)),
        (("author",), ()),
    ],
)
def test_what_is_not_there_is_at_its_parent(path: Path_, nearest: Path_) -> None:
    positions = load(TEXT).positions
    assert positions.locate(path) == positions.locate(nearest)
    assert positions.locate_key(path) == positions.locate_key(nearest)


def test_a_file_with_errors_has_positions() -> None:
    assert load("title: [x]\nanalyses: []").positions.locate(("title",)) == Position(1, 8)


def test_without_a_file_everything_is_unknown() -> None:
    assert Positions().locate(("title",)) == Position(0, 0)


def test_characters_count_not_bytes() -> None:
    (problem,) = load("x-ππ: {π🙂: *a}\nanalyses: []").problems
    assert (problem.line, problem.column) == (1, 12)
