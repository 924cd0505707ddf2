"""The SARIF log is valid by the schema of the standard, for problems of every kind."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from dbgen import __version__
from dbgen.cli import main
from dbgen.codes import all_codes
from dbgen.reporting import Outcome
from dbgen.reporting.sarif import sarif_text
from dbgen_schema import Problem, Severity

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
CASES = ROOT / "tests/golden_errors"

pytestmark = pytest.mark.skipif(not SCHEMA.exists(), reason="`make test` installs the schema")


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft4Validator:
    return jsonschema.Draft4Validator(
        json.loads(SCHEMA.read_text()), format_checker=jsonschema.FormatChecker()
    )


def run_of(text: str, validator: jsonschema.Draft4Validator) -> Any:
    log = json.loads(text)
    assert [error.message for error in validator.iter_errors(log)] == []
    (run,) = log["runs"]
    return run


@pytest.mark.parametrize("case", ["fine", "several_files", "links", "names_hostile", "no_index"])
def test_logs_of_apps(
    case: str, validator: jsonschema.Draft4Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CASES / case)
    result = CliRunner().invoke(main, ["validate", "--strict", "--format", "sarif", "app"])
    run = run_of(result.stdout, validator)
    recorded = (CASES / case / "expected.txt").read_text()

    assert f"exit {result.exit_code}" in recorded
    for found in run["results"]:
        place = found["locations"][0]["physicalLocation"]
        assert f"{place['artifactLocation']['uri']}:" in recorded
        assert f"{found['level']} {found['ruleId']}: " in recorded


def test_rules_are_the_codes(validator: jsonschema.Draft4Validator) -> None:
    problems = [Problem("a.py", 1, 1, code, "x") for code in all_codes()]
    run = run_of(sarif_text(Outcome(problems, Path())), validator)
    driver = run["tool"]["driver"]

    assert (driver["name"], driver["version"]) == ("dbgen", __version__)
    assert [rule["id"] for rule in driver["rules"]] == list(all_codes())
    assert all(
        driver["rules"][found["ruleIndex"]]["id"] == found["ruleId"] for found in run["results"]
    )


def test_odd_places(validator: jsonschema.Draft4Validator, tmp_path: Path) -> None:
    names = ["a b#?%.py", "Käse.py", os.fsdecode(b"\xff.py"), "../beside.py"]
    problems = [Problem(name, 0, 0, "DB208", "odd \ud800") for name in names]
    problems.append(Problem("a.py", 3, 0, "DB205", "x", "y", Severity.WARNING))
    run = run_of(sarif_text(Outcome(problems, tmp_path / "app")), validator)
    places = [found["locations"][0]["physicalLocation"] for found in run["results"]]

    base = tmp_path.as_uri()
    assert [place["artifactLocation"]["uri"] for place in places] == [
        f"{base}/app/a%20b%23%3F%25.py",
        f"{base}/app/K%C3%A4se.py",
        f"{base}/app/%FF.py",
        f"{base}/beside.py",
        f"{base}/app/a.py",
    ]
    assert [place.get("region") for place in places] == [None] * 4 + [{"startLine": 3}]
    assert run["results"][-1]["message"]["text"] == "x; y"
