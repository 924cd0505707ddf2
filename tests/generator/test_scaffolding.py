"""`dbgen new`: a first analysis, and one more."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from dbgen.cli import main
from dbgen_schema import load


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["new", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def validate(project: Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["validate", "--strict", str(project)])
    return result.exit_code, result.output


@pytest.mark.parametrize("kernel", [(), ("--kernel", "py")])
def test_a_new_app_is_valid(tmp_path: Path, kernel: tuple[str, ...]) -> None:
    assert run("hello_world", str(tmp_path), *kernel)[0] == 0

    assert validate(tmp_path) == (0, "no problems found\n")
    assert {path.name for path in (tmp_path / "analyses" / "hello_world").iterdir()} == {
        "README.md",
        "__init__.py",
        "analysis.js",
        "analysis.py",
        "index.html",
    }
    config = load((tmp_path / "analyses" / "index.yaml").read_bytes()).config
    assert config is not None
    assert config.analyses[0].kernel == ("py" if kernel else None)


INDEXES = {
    "indented": "# my\ntitle:   'A'  # odd\n\nanalyses:\n  # first\n  - name: one\n    title: x\n",
    "flush": "analyses:\n- name: one\n  watch:\n  - one/*.js\n",
    "no newline at the end": "analyses:\n  - name: one",
    "keys behind": "analyses:\n  - name: one\n\n# about the version\nversion: '1'\n",
    "windows": "analyses:\r\n  - name: one\r\n    title: x\r\nversion: '1'\r\n",
    "comments behind": "analyses:\n  - name: one\n    # inside\n    title: x\n  # behind\n\n",
    "block text": "analyses:\n  - name: one\n    description: |\n      a\n\n      b\n",
    "deep": "analyses:\n      - name: one\n        title: x\n      - name: two\n",
    "byte order mark": "\ufeffanalyses:\n  - name: one\n",
}


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
def test_an_entry_is_added_and_the_rest_kept(tmp_path: Path, index: str) -> None:
    path = tmp_path / "index.yaml"
    path.write_bytes(index.encode())
    before = load(index.encode()).config
    assert before is not None

    code, output = run("added", str(tmp_path), "--kernel", "py")

    assert code == 0, output
    changed = path.read_bytes().decode()
    kept = iter(changed)
    assert all(character in kept for character in index)
    after = load(changed.encode()).config
    assert after is not None
    assert after.analyses[:-1] == before.analyses
    assert (after.analyses[-1].name, after.analyses[-1].kernel) == ("added", "py")
    assert after.version == before.version
    assert (tmp_path / "added" / "analysis.py").is_file()


@pytest.mark.parametrize(
    "index",
    [
        "analyses: [{name: one}]\n",
        "analyses:\n  -\n    name: one\n",
        "analyses: []\n",
        "x-more: &all\n  - name: one\nanalyses: *all\n",
    ],
)
def test_a_list_that_cannot_be_extended(tmp_path: Path, index: str) -> None:
    (tmp_path / "index.yaml").write_text(index)
    code, output = run("added", str(tmp_path))

    assert (code, "add it by hand" in output) == (2, True)
    assert (tmp_path / "index.yaml").read_text() == index
    assert not (tmp_path / "added").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    run("one", str(tmp_path))
    analysis = tmp_path / "analyses"
    (analysis / "two").mkdir()
    before = {path: path.read_bytes() for path in analysis.rglob("*") if path.is_file()}

    assert run("one", str(tmp_path))[0] == 2
    assert run("two", str(tmp_path))[0] == 2
    assert {path: path.read_bytes() for path in analysis.rglob("*") if path.is_file()} == before


def test_a_folder_that_is_there_keeps_its_files(tmp_path: Path) -> None:
    (tmp_path / "analyses").mkdir()
    (tmp_path / "analyses" / "__init__.py").write_text("mine = 1\n")

    assert run("one", str(tmp_path))[0] == 0
    assert (tmp_path / "analyses" / "__init__.py").read_text() == "mine = 1\n"


@pytest.mark.parametrize("name", ["class", "a-b", "../x", "a/b", "", "_static", "'", "\n", "é"])
def test_names_that_are_refused(tmp_path: Path, name: str) -> None:
    assert run(name, str(tmp_path))[0] == 2
    assert list(tmp_path.iterdir()) == []


def test_a_broken_index_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "index.yaml").write_text("analyses: 3\n")

    assert run("one", str(tmp_path))[0] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["index.yaml"]
