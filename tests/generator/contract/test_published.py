"""Apps in the style of published ones, and those that dbgen comes with or makes: all quiet."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from dbgen.cli import main
from dbgen.contract import check_contracts
from dbgen.examining import OPTIONS, study
from dbgen.inspecting.app import Source
from dbgen_schema import Problem
from tests.generator.conftest import source_of
from tests.generator.golden import CASES
from tests.generator.golden import source_of as golden_source

APPS = sorted((Path(__file__).parent / "apps").iterdir())
CHECKOUT = Path(__file__).parents[3]


def found_in(source: Source) -> list[Problem]:
    project, studies = study(source, OPTIONS)
    assert all(problem.severity == "warning" for problem in project.problems)
    assert all(analysis.cls for analysis in project.analyses)
    return check_contracts(project, [each.contract for each in studies if each.contract])


@pytest.mark.parametrize("folder", APPS, ids=lambda folder: folder.name)
def test_that_published_apps_are_quiet(folder: Path) -> None:
    assert found_in(source_of(folder)) == []


def test_that_the_packaged_app_is_quiet() -> None:
    assert found_in(source_of(CHECKOUT)) == []


@pytest.mark.parametrize("options", [[], ["--kernel", "py"]])
def test_that_new_apps_are_quiet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["new", "first", *options]).exit_code == 0
    assert found_in(source_of(tmp_path)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_recorded_apps(case: Path) -> None:
    assert found_in(golden_source(case)) == []


@pytest.mark.parametrize("folder", APPS, ids=lambda folder: folder.name)
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("*/index.html", "<button", '<button data-action="no_such"></button><button'),
        ("*/index.html", "{% block footer %}", '{% block footer %}<p data-action="no_such"></p>'),
        ("*/index.html", "{% block footer %}", '{% block footer %}<img data-signal="no_such">'),
        ("*/analysis.py", "    @databench", "    def on_no_such(self): pass\n\n    @databench"),
    ],
)
def test_that_a_mistake_in_them_is_noticed(
    tmp_path: Path, folder: Path, file: str, old: str, new: str
) -> None:
    copy = tmp_path / "copy"
    for path in folder.rglob("*.*"):
        target = copy / path.relative_to(folder)
        if path.is_file() and "__pycache__" not in path.parts:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (changed,) = (copy / "analyses").glob(file)
    text = changed.read_text()
    if old not in text:
        changed, text = copy / "analyses/buttons.html", (copy / "analyses/buttons.html").read_text()
    changed.write_text(text.replace(old, new, 1))
    found = found_in(source_of(copy))
    assert len(found) == 1
    assert "no_such" in found[0].message
