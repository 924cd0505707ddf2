"""Input that is made to stop the reader; with libyaml and with the pure parser."""

import pytest
import yaml

from dbgen_schema import compose, load
from dbgen_schema.nodes import Map, Scalar, Sequence
from dbgen_schema.report import Report

PARSERS = [yaml.SafeLoader, yaml.CSafeLoader] if yaml.__with_libyaml__ else [yaml.SafeLoader]
THOUSAND_KEYS = "a: &a\n" + "".join(f"  k{number}: 1\n" for number in range(1000))
BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 10)
)
MERGED_TWICE = "a0: &a0 {x: 1}\n" + "".join(
    f"a{level}: &a{level} {{<<: [*a{level - 1}, *a{level - 1}]}}\n" for level in range(1, 60)
)
DEEP_BY_ALIAS = "a0: &a0 [x]\n" + "".join(
    f"a{level}: &a{level} [*a{level - 1}]\n" for level in range(1, 70)
)
CASES: dict[str, tuple[str, str]] = {
    "flow lists": ("a: " + "[" * 5000, "DB106"),
    "closed flow lists": ("a: " + "[" * 300 + "]" * 300, "DB106"),
    "flow maps": ("{a: " * 5000, "DB106"),
    "block lists": ("- " * 5000, "DB106"),
    "block keys": ("? " * 5000, "DB106"),
    "depth by aliases": (DEEP_BY_ALIAS, "DB106"),
    "alias bomb": (BOMB, "DB107"),
    "thousand merges": (f"{THOUSAND_KEYS}b:\n" + "  <<: *a\n" * 1000, "DB107"),
    "thousand merges in a list": (f"{THOUSAND_KEYS}b:\n  <<: [{'*a,' * 1000}]\n", "DB107"),
    "merges that double": (MERGED_TWICE, "DB107"),
    "many values": ("[" + "a," * 200_000 + "]", "DB107"),
    "many keys": ("".join(f"k{number}: 1\n" for number in range(60_000)), "DB107"),
    "the same key": ("t: 1\n" * 2000, "DB199"),
    "tag directives": ("%TAG !a! x\n" * 90_000, "DB107"),
    "bad tags": ("[" + "!!a x," * 2000 + "]", "DB199"),
    "wrong values": ("watch: [" + "[], " * 200 + "]\nanalyses: [" + "1, " * 900 + "]", "DB199"),
    "a long text, often": (f"x: &x {'x' * 900_000}\ny: [{'*x, ' * 12}]\nanalyses: []", "DB107"),
    "recursive list": ("&a [*a]", "DB108"),
    "recursive map": ("&a {analyses: *a}", "DB108"),
    "anchor as a key": ("? &a [*a]\n: b", "DB108"),
    "escaped surrogate": ('x-a: "\\ud800"\nanalyses: []', "DB104 DB105"),
    "escape out of range": ('x-a: "\\Uffffffff"', "DB105"),
    "no text": ("\n" * 1_000_000, "DB115"),
    "open quote": ('"' + "a" * 1_000_000, "DB105"),
    "dots": ("...\n" * 1000, "DB105 DB115"),
    "colons": (": " * 1000, "DB105"),
}


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(("text", "codes"), CASES.values(), ids=CASES)
def test_it_ends_in_a_problem(
    text: str, codes: str, parser: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compose, "_LOADER", parser)
    loaded = load(text)
    assert loaded.config is None
    assert {problem.code for problem in loaded.problems} & set(codes.split())
    assert all(problem.line >= 1 for problem in loaded.problems)


def _nodes(node: Scalar | Sequence | Map) -> int:
    match node:
        case Scalar():
            return 1
        case Sequence(items=items):
            return 1 + sum(_nodes(item) for item in items)
    return 1 + sum(1 + _nodes(entry.value) for entry in node.entries.values())


def test_the_count_is_that_of_the_expanded_document() -> None:
    root = compose.compose("a: &a [1, {b: 2}]\nc: [*a, *a]\n", Report("index.yaml"))
    assert isinstance(root, Map)
    assert root.size == _nodes(root) == 19
    assert root.height == 4


@pytest.mark.parametrize(("count", "code"), [(99_997, "DB122"), (99_998, "DB107")])
def test_the_limit_of_values_is_exact(count: int, code: str) -> None:
    problems = load("x-a: [" + "a," * count + "]\n").problems
    assert [problem.code for problem in problems] == [code]


@pytest.mark.parametrize("depth", [63, 64])
def test_the_limit_of_levels_is_exact(depth: int) -> None:
    codes = [problem.code for problem in load("x-a: " + "[" * depth + "]" * depth).problems]
    assert codes == (["DB122"] if depth == 63 else ["DB106"])


def test_thousands_of_analyses_are_fine() -> None:
    text = "".join(f"- {{name: a{number}, kernel: py}}\n" for number in range(10_000))
    loaded = load(f"analyses:\n{text}")
    assert loaded.config is not None
    assert len(loaded.config.analyses) == 10_000
