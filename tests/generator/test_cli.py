"""The commands: what they print and how they end."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dbgen import __version__
from dbgen.cli import main
from dbgen.reporting import problem_text
from dbgen.sizes import shown_size
from dbgen_schema import Problem, Severity

ERRORS = Path(__file__).parents[1] / "golden_errors"
MakeFolder = Callable[[Mapping[str, str | bytes]], Path]


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_version() -> None:
    assert run("--version").output == f"dbgen, version {__version__}\n"


def test_valid_as_json(make_app_folder: MakeFolder, hello: dict[str, str]) -> None:
    result = run("validate", make_app_folder(hello), "--format", "json")
    outcome = json.loads(result.stdout)

    assert result.exit_code == 0
    assert list(outcome) == ["format", "valid", "config", "problems"]
    assert (outcome["valid"], outcome["problems"]) == (True, [])
    assert outcome["config"]["title"] == "Databench"
    assert outcome["config"]["analyses"][0]["name"] == "hello"


def test_broken_as_json(make_app_folder: MakeFolder, hello: dict[str, str]) -> None:
    project = make_app_folder(hello | {"analyses/index.yaml": "analyses:\n  - name: helo\n"})
    result = run("validate", project, "--format", "json")
    outcome = json.loads(result.stdout)

    assert (result.exit_code, outcome["valid"]) == (2, False)
    (problem,) = outcome["problems"]
    assert problem["file"].endswith("project/analyses/index.yaml")
    assert (problem["line"], problem["column"], problem["code"]) == (2, 11, "DB201")


def test_broken_as_text(
    make_app_folder: MakeFolder, hello: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_app_folder(hello | {"analyses/index.yaml": "analyses:\n  - name: helo\n"})
    monkeypatch.chdir(project)
    result = run("validate")

    assert result.exit_code == 2
    assert result.stdout.splitlines() == [
        "analyses/index.yaml:2:11: error DB201: there is no folder `helo` beside index.yaml",
        "     2 |   - name: helo",
        "       |           ^^^^",
        "       = did you mean `hello`?",
        "1 error",
    ]


def test_warnings_only_fail_when_strict(make_app_folder: MakeFolder, hello: dict[str, str]) -> None:
    index = "colour: red\nanalyses:\n  - name: hello\n"
    project = make_app_folder(hello | {"analyses/index.yaml": index})

    assert run("validate", project).exit_code == 0
    assert run("validate", "--strict", project).exit_code == 2
    assert json.loads(run("validate", project, "--format", "json").stdout)["problems"]


def test_a_build_ends_with_a_short_report(
    make_app_folder: MakeFolder, hello: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(make_app_folder(hello))
    result = run("build")
    first, pages, assets, start = result.output.splitlines()

    assert result.exit_code == 0
    files = [path for path in Path("build").rglob("*") if path.is_file()]
    size = shown_size(sum(path.stat().st_size for path in files))
    assert re.fullmatch(rf"built 1 analysis in build: {len(files)} files, {size}, \d+\.\d s", first)
    assert re.match(r"  2 pages +\d", pages)
    assert re.match(r"  \d+ assets +\d", assets)
    assert start == "start: python build/server.py --port 8080"


def test_a_quiet_build_speaks_of_problems_alone(
    make_app_folder: MakeFolder, hello: dict[str, str]
) -> None:
    project = make_app_folder(hello)
    fine = run("build", "--quiet", project, "--out", project / "out")
    (project / "analyses" / "index.yaml").write_text("colour: red\nanalyses:\n  - name: hello\n")
    warned = run("build", "--quiet", project, "--out", project / "out")

    assert (fine.exit_code, fine.output) == (0, "")
    assert (warned.exit_code, warned.stdout) == (0, "")
    assert "DB120" in warned.stderr


def test_a_failed_build_writes_nothing(make_app_folder: MakeFolder, hello: dict[str, str]) -> None:
    project = make_app_folder(hello | {"analyses/hello/index.html": "{{ nothing }}"})
    result = run("build", project, "--out", project / "out")

    assert result.exit_code == 2
    assert "DB405" in result.stderr
    assert not (project / "out").exists()


def test_a_strict_build_fails_on_warnings(
    make_app_folder: MakeFolder, hello: dict[str, str]
) -> None:
    index = "colour: red\nanalyses:\n  - name: hello\n"
    project = make_app_folder(hello | {"analyses/index.yaml": index})

    assert run("build", "--strict", project, "--out", project / "out").exit_code == 2
    assert not (project / "out").exists()


@pytest.mark.parametrize("command", ["validate", "build"])
def test_a_folder_without_an_app(tmp_path: Path, command: str) -> None:
    result = run(command, tmp_path)

    assert result.exit_code == 2
    assert "DB200" in result.output


def test_index_yaml_stands_for_its_folder(
    make_app_folder: MakeFolder, hello: dict[str, str], tmp_path: Path
) -> None:
    index = make_app_folder(hello) / "analyses" / "index.yaml"
    out = tmp_path / "out"

    assert run("validate", index).exit_code == 0
    assert run("build", index, "--out", out).exit_code == 0
    assert (out / "server.py").is_file()
    assert run("serve", index, "--build", "--out", out).exit_code == 0


@pytest.mark.parametrize("name", ["analyses/index.yml", "index.yml"])
@pytest.mark.parametrize("named", [True, False])
def test_an_index_with_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, named: bool
) -> None:
    (tmp_path / "analyses").mkdir()
    (tmp_path / name).write_text("analyses: []\n")
    monkeypatch.chdir(tmp_path)
    result = run("validate", *(["."] if named else []))

    assert result.exit_code == 2
    assert f"there is no index.yaml in ., but {name}" in result.output
    assert "rename it to index.yaml" in result.output


def test_a_file_that_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("analyses: []\n")
    result = run("validate", tmp_path / "config.yaml")

    assert result.exit_code == 2
    assert "is no folder, and not called index.yaml" in result.output


def test_the_packaged_app_is_the_last_resort(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("validate", "--format", "json", "--strict")

    assert result.exit_code == 0
    assert "the app that comes with dbgen" in result.stderr
    assert json.loads(result.stdout)["config"]["title"] == "Databench - Packaged Analyses"


def test_build_commands_run_in_order(make_app_folder: MakeFolder, hello: dict[str, str]) -> None:
    index = "build: echo one > order\nanalyses:\n  - name: hello\n    build: echo two >> order\n"
    project = make_app_folder(hello | {"analyses/index.yaml": index})

    assert run("validate", project).exit_code == 0
    assert not (project / "analyses" / "order").exists()
    assert run("build", project, "--out", project / "out").exit_code == 0
    assert (project / "analyses" / "order").read_text().split() == ["one", "two"]


def test_what_a_build_command_makes_is_built(
    make_app_folder: MakeFolder, hello: dict[str, str]
) -> None:
    index = "analyses:\n  - name: hello\n    build: echo made > hello/analysis.js\n"
    project = make_app_folder(hello | {"analyses/index.yaml": index})
    run("build", project, "--out", project / "out")

    [script] = (project / "out/static/hello").glob("analysis.*.js")
    assert "made" in script.read_text()


def test_a_failing_build_command_stops(make_app_folder: MakeFolder, hello: dict[str, str]) -> None:
    index = "analyses:\n  - name: hello\n    build: echo shown; exit 3\n"
    project = make_app_folder(hello | {"analyses/index.yaml": index})
    command = [sys.executable, "-m", "dbgen", "build", str(project), "--out", str(project / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "shown\n")
    assert "index.yaml:3:12: error DB603" in done.stderr
    assert "status 3" in done.stderr
    assert not (project / "out").exists()


def test_help_imports_no_command() -> None:
    code = (
        "import sys; from dbgen.cli import main; main(['--help'], standalone_mode=False);"
        "print(sorted({'dbgen_schema', 'jinja2', 'docutils', 'rich', 'tornado'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"


def test_problems_cannot_act_on_the_terminal() -> None:
    problem = Problem("a\x1b[2J.py", 1, 0, "DB1", "odd \x1b]0;x\x07 \u202e", "", Severity.ERROR)

    assert problem_text(problem, Path()) == (r"a\x1b[2J.py:1: error DB1: odd \x1b]0;x\x07 \u202e")


def test_long_problems_are_cut() -> None:
    assert len(problem_text(Problem("a", 0, 0, "DB1", "x" * 100_000), Path())) < 2000


PROGRAM = (sys.executable, "-m", "dbgen")


@pytest.mark.skipif(sys.platform == "win32", reason="its pipes are others")
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("validate", ERRORS / "page_references" / "app"), 2),
        (("validate", ERRORS / "page_references" / "app", "--format", "json"), 2),
        (("validate", ERRORS / "fine" / "app"), 0),
        (("explain",), 0),
        (("explain", "DB999"), 2),
        (("schema",), 0),
        (("--help",), 0),
    ],
)
@pytest.mark.parametrize("is_closed", [False, True])
def test_when_nobody_reads_what_is_printed(
    arguments: tuple[str | Path, ...], status: int, is_closed: bool
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [*PROGRAM, *map(str, arguments)]
    if is_closed:
        command = ["sh", "-c", 'exec "$@" >&-', "sh", *command]

    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)

    os.close(writer)
    assert done.returncode == status
    assert "Error" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="its pipes are others")
def test_when_nobody_reads_the_complaints(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)

    done = subprocess.run([*PROGRAM, "build", tmp_path], stderr=writer, check=False)

    os.close(writer)
    assert done.returncode == 2
