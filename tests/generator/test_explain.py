"""`dbgen explain`, and the page that is made from the same source."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from dbgen.cli import main
from dbgen.codes import all_codes
from dbgen.explaining import problems_page

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"


@pytest.mark.parametrize("written", ["DB101", "db101"])
def test_a_code(written: str) -> None:
    result = CliRunner().invoke(main, ["explain", written])

    assert result.exit_code == 0
    assert result.stdout.startswith("DB101: the file cannot be read\n\n")
    assert all_codes()["DB101"].explanation in result.stdout


def test_all_codes() -> None:
    result = CliRunner().invoke(main, ["explain"])

    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == sorted(all_codes())


@pytest.mark.parametrize(
    ("written", "hint"), [("DB1O1", "did you mean `DB101`?"), ("x", "lists all codes")]
)
def test_no_such_code(written: str, hint: str) -> None:
    result = CliRunner().invoke(main, ["explain", written])

    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == problems_page(), "run scripts/write_generated.py"


def test_the_page_has_every_code_once() -> None:
    headings = [line[4:9] for line in problems_page().splitlines() if line.startswith("### ")]

    assert headings == list(all_codes())
