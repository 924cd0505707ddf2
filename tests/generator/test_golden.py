"""What is built, compared with the record of it, and held to the standards of hand-written code."""

import difflib
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from dbgen.checking import check
from dbgen.examining import OPTIONS, study

from .golden import CASES, build, recorded, source_of
from .tidiness import run_tool, tidy

cases = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


def difference(expected: Mapping[str, str], actual: Mapping[str, str]) -> str:
    """Return how two trees differ: names first, then contents."""
    lines = [f"missing: {name}" for name in sorted(expected.keys() - actual.keys())]
    lines += [f"unexpected: {name}" for name in sorted(actual.keys() - expected.keys())]
    for name in sorted(expected.keys() & actual.keys()):
        before, after = (tree[name].splitlines() for tree in (expected, actual))
        lines += difflib.unified_diff(before, after, f"expected/{name}", name, lineterm="")
    return "\n".join(lines)


@cases
def test_tree(case: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    build(case, tmp_path / "build")
    actual = recorded(tmp_path / "build")
    if request.config.getoption("--update-golden"):
        record(actual, case / "expected")
    different = difference(recorded(case / "expected"), actual)

    assert not different, f"{different}\n\n`pytest --update-golden` records this build"


def record(tree: Mapping[str, str], folder: Path) -> None:
    """Replace a record."""
    if folder.exists():
        shutil.rmtree(folder)
    for name, text in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


WARNINGS = {
    "everything": {
        ("index.yaml", "DB120"),
        ("index.yaml", "DB212"),
        ("index.yaml", "DB503"),
        ("second/README.rst", "DB422"),
    },
}


@cases
def test_problems(case: Path) -> None:
    project, _ = study(source_of(case), OPTIONS)

    assert {(p.file, p.code) for p in check(project)} == WARNINGS.get(case.name, set())


@cases
def test_server_is_tidy(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "build"
    build(case, out)
    tidy(out, "server.py")


@cases
def test_server_has_types(
    case: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path / "build"
    build(case, out)
    cache = tmp_path_factory.getbasetemp() / "mypy"
    arguments = ("--strict", "--follow-imports=silent", f"--cache-dir={cache}")
    run_tool(out, "mypy", *arguments, "server.py")
