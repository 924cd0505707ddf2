"""What validate and build put together: all checks, comments that silence, --offline."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dbgen.cli import main

MakeFolder = Callable[[Mapping[str, str | bytes]], Path]

PAGE = "analyses/hello/index.html"
PYTHON = "analyses/hello/analysis.py"
CONNECTED = (
    '<button data-action="x">x</button>\n<script src="/_static/databench.js"></script>\n'
    "<script>const c = new Databench.Connection(); Databench.ui.wire(c); c.connect();</script>\n"
)
FOREIGN = '<script src="https://cdn.example.org/x.js"></script>\n'


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def quiet(hello: dict[str, str]) -> dict[str, str]:
    """Return the files of an app without any problem."""
    return hello | {PYTHON: "import databench\n\n\nclass Hello(databench.Analysis): ...\n"}


@pytest.mark.skipif(sys.platform == "win32", reason="pipes as POSIX has them")
@pytest.mark.parametrize("is_pipe", [True, False])
def test_an_index_that_is_no_file(tmp_path: Path, is_pipe: bool) -> None:
    index = tmp_path / "index.yaml"
    if is_pipe:
        os.mkfifo(index)
    else:
        index.symlink_to("nowhere")
    for place in (tmp_path, index):
        result = run("validate", place)
        assert result.exit_code == 2
        assert "DB101" in result.stdout


def test_the_packaged_app_is_clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("validate", "--strict", "--offline")

    assert (result.exit_code, result.stdout) == (0, "no problems found\n")


@pytest.mark.parametrize("kernel", [(), ("--kernel", "py")])
def test_scaffolds_are_clean(tmp_path: Path, kernel: tuple[str, ...]) -> None:
    run("new", "hello", tmp_path, *kernel)
    run("new", "world", tmp_path, *kernel)
    result = run("validate", "--strict", "--offline", tmp_path)

    assert (result.exit_code, result.stdout) == (0, "no problems found\n")


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_of_one_file_the_first_thousand_problems_are_shown(
    make_app_folder: MakeFolder, quiet: dict[str, str], severity: str
) -> None:
    patterns = "".join(f"      - none{n}/*.js\n" for n in range(200))
    watching = "".join(f"  - name: a{n}\n    watch:\n{patterns}" for n in range(7))
    missing = "".join(f"  - name: missing{n}\n" for n in range(10 if severity == "error" else 0))
    index = f"{quiet['analyses/index.yaml']}{watching}{missing}"
    own = {path: text for path, text in quiet.items() if "/hello/" in path}
    others = {path.replace("hello", f"a{n}"): text for path, text in own.items() for n in range(7)}
    page = quiet[PAGE] + FOREIGN
    files = quiet | others | {"analyses/index.yaml": index, PAGE: page}
    result = run("validate", make_app_folder(files))

    assert result.stdout.count("warning DB212") == 1000
    line = quiet["analyses/index.yaml"].count("\n") + 5 * 202 + 3
    assert f"index.yaml:{line}:9: {severity} DB199: more than 1000 problems" in result.stdout
    assert result.stdout.count("hello/index.html") == 1
    assert result.exit_code == (2 if severity == "error" else 0)


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        (
            "d/" * 900 + "x.txt",
            "",
            "d: warning DB209: this is left out of the build: it lies more than 64 folders deep",
        ),
        ("requirements.txt", "x; " + "(" * 5000 + "\n", "requirements.txt:1:1: error DB215"),
    ],
)
def test_what_is_nested_without_end_is_a_problem(
    make_app_folder: MakeFolder, quiet: dict[str, str], file: str, text: str, expected: str
) -> None:
    folder = make_app_folder(quiet | {f"analyses/{file}": text})
    result = run("validate", folder)

    assert expected in result.stdout


def test_foreign_scripts_are_errors_offline(
    make_app_folder: MakeFolder, quiet: dict[str, str]
) -> None:
    project = make_app_folder(quiet | {PAGE: FOREIGN})

    assert "warning DB432" in run("validate", project).stdout
    assert run("validate", project).exit_code == 0
    assert "error DB432" in run("validate", "--offline", project).stdout
    assert run("validate", "--offline", project).exit_code == 2


def test_an_offline_build_has_no_foreign_scripts(
    make_app_folder: MakeFolder, quiet: dict[str, str]
) -> None:
    project = make_app_folder(quiet | {PAGE: FOREIGN})

    assert run("build", "--offline", project, "--out", project / "out").exit_code == 2
    assert not (project / "out").exists()
    assert run("build", project, "--out", project / "out").exit_code == 0


SILENCED = {
    "index.yaml": ("analyses/index.yaml", "titel: x  # dbgen: ignore DB120\n"),
    "page, line before": (PAGE, "<!-- dbgen: ignore DB432 -->\n" + FOREIGN),
    "page, undefined": (PAGE, "{{ nothing }} {# dbgen: ignore DB405 #}\n"),
    "contract": (PAGE, "<!-- dbgen: ignore DB301 -->\n" + CONNECTED),
}


@pytest.mark.parametrize(("file", "text"), SILENCED.values(), ids=SILENCED)
def test_a_comment_silences(
    make_app_folder: MakeFolder, quiet: dict[str, str], file: str, text: str
) -> None:
    silent = quiet | {file: text + (quiet[file] if file.endswith("yaml") else "")}
    loud = {path: content.replace("dbgen: ignore", "ignore") for path, content in silent.items()}

    assert run("validate", "--strict", make_app_folder(silent)).exit_code == 0
    assert run("validate", "--strict", make_app_folder(loud)).exit_code == 2


FATAL = {
    "page": (PAGE, "{% end %} {# dbgen: ignore DB403 #}\n", "DB403"),
    "Python": (PYTHON, "x = = 1  # dbgen: ignore DB205\n", "DB205"),
    "index.yaml": ("analyses/index.yaml", "analyses: 1  # dbgen: ignore DB123\n", "DB123"),
}


@pytest.mark.parametrize(("file", "text", "code"), FATAL.values(), ids=FATAL)
def test_what_the_server_could_not_live_with_cannot_be_silenced(
    make_app_folder: MakeFolder, quiet: dict[str, str], file: str, text: str, code: str
) -> None:
    result = run("validate", make_app_folder(quiet | {file: text}))

    assert result.exit_code == 2
    assert f"error {code}" in result.stdout


def test_problems_are_sorted(make_app_folder: MakeFolder, quiet: dict[str, str]) -> None:
    files = quiet | {
        PAGE: "{{ b }}\n{{ a }}\n" + FOREIGN,
        "analyses/index.yaml": "titel: x\nanalyses:\n  - name: hello\n    kernl: py\n",
    }
    output = run("validate", make_app_folder(files)).stdout
    codes = [
        line.split(": ")[1].split()[1]
        for line in output.splitlines()
        if ": " in line[:200] and line[:1] != " "
    ]

    assert codes == ["DB405", "DB405", "DB432", "DB120", "DB120"]


def test_when_most_folders_are_missing_nothing_else_is_looked_for(
    make_app_folder: MakeFolder, quiet: dict[str, str]
) -> None:
    missing = "".join(f"  - name: missing{n}\n" for n in range(1001))
    index = {"analyses/index.yaml": quiet["analyses/index.yaml"] + missing}
    result = run("validate", make_app_folder(quiet | index | {PYTHON: "("}))

    assert result.stdout.count("error DB201") == 1001
    assert "DB205" not in result.stdout
    assert result.exit_code == 2


def test_a_part_of_pages_is_no_page(make_app_folder: MakeFolder, quiet: dict[str, str]) -> None:
    parts = {
        PAGE: "{% for x in [1] %}{% include 'hello/item.html' %}{% endfor %}\n",
        "analyses/hello/item.html": "<p>{{ x }}</p>\n",
        "analyses/hello/more.html": "{% include 'hello/index.html' %}\n",
    }
    folder = make_app_folder(quiet | parts)
    assert run("validate", "--strict", folder).exit_code == 0
    plan = json.loads(run("build", folder, "--plan", "--format", "json").stdout)
    assert [page["template"] for page in plan["pages"]] == [
        "index.html",
        "hello/index.html",
        "hello/more.html",
    ]
