"""What is said of texts that are no YAML: the words are ours, whichever parser refuses them."""

import pytest
import yaml

from dbgen_schema import Problem, compose, load

PARSERS = [yaml.SafeLoader, yaml.CSafeLoader] if yaml.__with_libyaml__ else [yaml.SafeLoader]
TABS = [
    ("analyses:\n\t- name: hello\n", "2:1"),
    ("analyses:\n  - name: hello\n\ttitle: x\n", "3:1"),
    ("title: x\n\tversion: y\n", "2:1"),
    ("- \tname: x\n  b: c", "1:3"),
    ("a:\n  \tb: c\n", "2:3"),
    ("a: |\n\tx\n", "2:1"),
]
BROKEN = {
    "a: 'x\nb: y\n": ("1:4", "a text in quotes is not closed"),
    "a: b\n  c: d\n": ("2:4", "a colon cannot stand here"),
    "a: 'b' c\n": ("1:8", "the value before this has ended"),
    "a:\n  b: 1\n c: 2\n": ("3:2", "expected another key"),
    "a: b\nc\nd: e": ("2:1", "a colon is missing in this line"),
    "a: [b, c\nd: e": ("2:2", "expected `,` or `]` in the list that opens in line 1"),
    "a: {b: c}}": ("1:10", "the value before this has ended"),
    "a: {b: c, d\n": ("1:4", "the bracket is not closed"),
    "a: ]": ("1:4", "expected a value, and not `]`"),
    "a: - b": ("1:4", "a list cannot start here"),
    "a: `b`": ("1:4", "a text cannot start with this character"),
    "a: &": ("1:5", "a name is missing here"),
    "a: |x\n": ("1:5", "after `|` or `>` the line has to end"),
    "a: !<b": ("1:7", "this is no tag"),
    "%YAML 1\n---\n": ("1:8", "a line that starts with `%` has no use here"),
    "a: ? b": ("1:4", "a `?` cannot stand here"),
}


def refused(text: str, parser: type, monkeypatch: pytest.MonkeyPatch) -> Problem:
    monkeypatch.setattr(compose, "_LOADER", parser)
    (problem,) = load(text).problems
    assert problem.code == "DB105"
    return problem


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(("text", "place"), TABS)
def test_a_tab_in_the_indentation(
    text: str, place: str, parser: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = refused(text, parser, monkeypatch)
    assert f"{problem.line}:{problem.column}" == place
    assert problem.message == "a tab stands where the line is indented"
    assert problem.hint == "tabs are not allowed there: write two spaces for each level"


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(("text", "expected"), BROKEN.items())
def test_the_words_are_ours(
    text: str, expected: tuple[str, str], parser: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = refused(text, parser, monkeypatch)
    place, message = expected
    assert f"{problem.line}:{problem.column}" == place
    # The two parsers know more or less of what they expected.
    assert problem.message.startswith(message[:16])
    assert "not YAML" not in problem.message
