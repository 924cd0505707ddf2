"""What `dbgen validate` says of broken apps, word for word. A folder is a case.

The app of a case is its folder `app`; expected.txt is all that is printed, and the exit status.
"""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from dbgen.cli import main
from dbgen.codes import all_codes

ROOT = Path(__file__).parents[1] / "golden_errors"
CASES = sorted(path for path in ROOT.iterdir() if path.is_dir())

# These need what a repository cannot hold, more than a small file, or another command.
NOT_RECORDED = {
    *("DB101", "DB102", "DB199", "DB208", "DB211", "DB411", "DB421"),
    *("DB601", "DB602", "DB603", "DB604", "DB605", "DB606", "DB607", "DB608", "DB610", "DB611"),
    *("DB434", "DB505", "DB612", "DB613"),
}


def validate() -> str:
    """Return what validating the folder `app` prints, and how it ends."""
    result = CliRunner().invoke(main, ["validate", "--strict", "--offline", "app"])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return f"{result.output}exit {result.exit_code}\n"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_output(
    case: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(case)
    actual = validate()
    expected = case / "expected.txt"
    if request.config.getoption("--update-golden"):
        expected.write_bytes(actual.encode())

    assert actual.splitlines() == expected.read_bytes().decode().splitlines()


def test_every_code_is_recorded() -> None:
    texts = [path.read_text() for path in ROOT.glob("*/expected.txt")]
    recorded = {code for text in texts for code in re.findall(r"(?:error|warning) (DB\d+):", text)}

    assert recorded == set(all_codes()) - NOT_RECORDED
