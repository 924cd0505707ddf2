"""How problems are shown: the line and the place in it, whatever the file holds."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from dbgen.reporting import Outcome, count_line, problem_text
from dbgen.reporting.excerpt import Sources
from dbgen.reporting.github import github_text
from dbgen.reporting.sarif import sarif_text
from dbgen.reporting.structured import json_text
from dbgen_schema import Problem, Severity


def shown(folder: Path, file: str, content: str | bytes, line: int, column: int) -> list[str]:
    """Return what is shown below the first line of a problem in a file."""
    path = folder / file
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return problem_text(Problem(file, line, column, "DB123", "odd"), folder).split("\n")[1:]


def test_a_problem_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "index.yaml").write_text("title: x\nversion: [1]\n")
    problem = Problem("index.yaml", 2, 10, "DB123", "`version` is a list", "expected a text")

    assert problem_text(problem, Path()).split("\n") == [
        "index.yaml:2:10: error DB123: `version` is a list",
        "     2 | version: [1]",
        "       |          ^",
        "       = expected a text",
    ]


def test_a_whole_file_has_no_line(tmp_path: Path) -> None:
    assert shown(tmp_path, "index.yaml", "title: x\n", 0, 0) == []


MARKS = {
    "yaml word": ("a.yaml", "name: a-b.c # x", 7, "      ^^^^^"),
    "yaml key": ("a.yaml", "(a+)+$: x", 1, "^^^^^^"),
    "yaml flow": ("a.yaml", "{a: /etc}", 5, "    ^^^^"),
    "yaml list": ("a.yaml", "[a, b]", 1, "^"),
    "yaml quoted": ("a.yaml", 'name: "a \\" b" x', 7, "      ^^^^^^^^"),
    "yaml single quotes": ("a.yaml", "name: 'it''s' x", 7, "      ^^^^^^^"),
    "python name": ("a.py", "self.emit(x)", 1, "^^^^^^^^^"),
    "python string": ("a.py", "f('ws', 1)", 3, "  ^^^^"),
    "python operator": ("a.py", "x = = 1", 5, "    ^"),
    "html tag": ("a.html", "<p><script src=x>", 4, "   ^^^^^^^"),
    "template tag": ("a.html", "x {% end %} y", 3, "  ^^^^^^^^^"),
    "template expression": ("a.html", "{{ a }} b", 1, "^^^^^^^"),
    "attribute": ("a.html", '<script src="/a b.js"> "', 14, "             ^^^^^^^"),
    "address": ("a.css", "a{b:url(https://i.example/p.png)}", 9, f"{' ' * 8}{'^' * 23}"),
    "path": ("a.md", "[l](/no/where) x", 5, "    ^^^^^^^^^"),
    "relative path": ("a.md", "[l](../where) x", 5, "    ^^^^^^^^"),
    "open attribute": ("a.html", '<p id="a', 8, "       ^"),
    "open tag": ("a.html", "x {% end", 3, "  ^^"),
    "whole line": ("a.html", "  <p>x</p>", 0, "  ^^^^^^^^"),
    "end of the line": ("a.py", "x = ", 5, "    ^"),
    "beyond the line": ("a.py", "x", 90, " ^"),
    "open quote": ("a.py", "x = 'a", 5, "    ^"),
}


@pytest.mark.parametrize(("file", "line", "column", "mark"), MARKS.values(), ids=MARKS)
def test_the_place_is_marked(tmp_path: Path, file: str, line: str, column: int, mark: str) -> None:
    _, marked = shown(tmp_path, file, line + "\n", 1, column)

    assert marked == f"       | {mark}"


@pytest.mark.parametrize(("file", "line", "column", "mark"), MARKS.values(), ids=MARKS)
def test_programs_are_told_the_end_of_the_mark(
    tmp_path: Path, file: str, line: str, column: int, mark: str
) -> None:
    (tmp_path / file).write_text(line + "\n")
    outcome = Outcome([Problem(file, 1, column, "DB123", "odd")], tmp_path)
    (told,) = json.loads(json_text(outcome))["problems"]
    (run,) = json.loads(sarif_text(outcome))["runs"]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]

    end = len(mark) + 1 if 0 < column <= len(line) else 0
    assert told["end_column"] == region.get("endColumn", 0) == end


def test_the_end_of_a_text_without_end_is_looked_for_nearby(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(f"{'x' * 5_000}'{'a' * 1_000_000}'")
    problem = Problem("a.js", 1, 5_001, "DB123", "odd")

    assert Sources(tmp_path).end_column(problem) == 5_002


CELLS = {
    "tab": ("\ta\tb", 4, "    a   b", "        ^"),
    "wide": ("価格 b", 4, "価格 b", "     ^"),
    "wide token": ("a 価格", 3, "a 価格", "  ^^^^"),
    "combining": ("e\u0301 b", 4, "e\u0301 b", "  ^"),
    "escape": ("\x1b[2J b", 6, r"\x1b[2J b", "        ^"),
    "right to left": ("\u202eb c", 4, r"\u202eb c", "        ^"),
    "bell in the token": ('x = "\x07"', 5, r'x = "\x07"', "    ^^^^^^"),
}


@pytest.mark.parametrize(("line", "column", "text", "mark"), CELLS.values(), ids=CELLS)
def test_the_mark_is_below_what_is_shown(
    tmp_path: Path, line: str, column: int, text: str, mark: str
) -> None:
    assert shown(tmp_path, "a.py", line, 1, column) == [f"     1 | {text}", f"       | {mark}"]


@pytest.mark.parametrize("column", [1, 51, 5_001, 9_996])
def test_long_lines_are_cut_around_the_place(tmp_path: Path, column: int) -> None:
    line = " ".join(f"{number:04}" for number in range(2000))
    text, mark = shown(tmp_path, "a.py", line, 1, column)
    word = line[column - 1 : column + 3]

    assert len(text) < 120
    assert text[mark.index("^") : mark.rindex("^") + 1] == word
    assert text.endswith("…") == (column < 9_900)
    assert text.startswith("     1 | …") == (column > 41)


BREAKS = {
    "windows": ("a.py", "1\r\n2\r\n3\r\n", "2"),
    "old": ("a.py", "1\r2\r3", "2"),
    "form feed in python": ("a.py", "1\x0c\n2\n", "2"),
    "line separator in python": ("a.py", "1\u2028\n2\n", "2"),
    "line separator in yaml": ("a.yaml", "1\u20282\n", "2"),
    "byte order mark": ("a.yaml", "\ufeff1\n2\n", "2"),
    "latin-1": ("a.py", b"\xe4\n2\n", "2"),
}


@pytest.mark.parametrize(("file", "content", "second"), BREAKS.values(), ids=BREAKS)
def test_lines_end_where_the_parsers_end_them(
    tmp_path: Path, file: str, content: str | bytes, second: str
) -> None:
    assert shown(tmp_path, file, content, 2, 1)[0] == f"     2 | {second}"


def test_what_cannot_be_read_is_not_shown(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "huge.py").write_bytes(b"x" * (5 << 20))
    for file in ("pipe.py", "folder.py", "huge.py", "missing.py"):
        text = problem_text(Problem(file, 1, 1, "DB205", "odd"), tmp_path)
        assert "\n" not in text


def test_a_line_that_is_gone_is_not_shown(tmp_path: Path) -> None:
    assert shown(tmp_path, "a.py", "x\n", 7, 1) == []


def test_counts() -> None:
    error = Problem("a", 0, 0, "DB1", "x")
    warning = Problem("a", 0, 0, "DB1", "x", "", Severity.WARNING)

    assert count_line([]) == "no problems found"
    assert count_line([error, warning, error]) == "2 errors, 1 warning"
    assert count_line([warning], strict=True) == "1 warning; --strict makes warnings fail"
    assert Outcome([warning], Path()).status == 0
    assert Outcome([warning], Path(), strict=True).status == 2


BROKEN = "titel: x\nanalyses:\n  - name: hello\n"


def on_terminal(folder: Path, **environment: str) -> str:
    """Return what validating prints on a terminal."""
    (folder / "index.yaml").write_text(BROKEN)
    screen, terminal = pty.openpty()
    command = [sys.executable, "-m", "dbgen", "validate", str(folder)]
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM")}
    with subprocess.Popen(
        command, stdout=terminal, stderr=terminal, env={**kept, **environment}
    ) as process:
        os.close(terminal)
        output = b""
        # A terminal whose programs have all ended says so by an error.
        try:
            while piece := os.read(screen, 4096):
                output += piece
        except OSError:
            pass
        process.wait(30)
    os.close(screen)
    return output.decode()


def test_colours_on_a_terminal(tmp_path: Path) -> None:
    output = on_terminal(tmp_path, TERM="xterm-256color")

    assert "\x1b[1;33mwarning DB120" in output
    assert "\x1b[1;31merror DB201" in output


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1", "TERM": "xterm"}, {"TERM": "dumb"}])
def test_no_colours_for_who_wants_none(tmp_path: Path, environment: dict[str, str]) -> None:
    output = on_terminal(tmp_path, **environment)

    assert "warning DB120" in output
    assert "\x1b" not in output


@pytest.mark.parametrize("output", ["text", "json", "github", "sarif"])
@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_any_name_goes_to_any_stream(tmp_path: Path, output: str, encoding: str) -> None:
    (tmp_path / "index.yaml").write_text("analyses:\n  - name: Käse😀\n    x-a: é\n")
    folder = tmp_path / os.fsdecode(b"\xff\xc3")
    folder.mkdir()
    (tmp_path / "index.yaml").rename(folder / "index.yaml")
    done = subprocess.run(
        [sys.executable, "-m", "dbgen", "validate", "--format", output],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (2, b"")
    assert b"DB130" in done.stdout
    if output in ("json", "sarif"):
        json.loads(done.stdout)


def test_a_bug_ends_with_1_and_asks_for_a_report() -> None:
    code = (
        "import click; from dbgen.cli import main;"
        "main.add_command(click.Command('fail', callback=lambda: 1 / 0)); main(['fail'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "This is a bug in dbgen" in done.stderr.splitlines()[-1]


def test_workflow_commands_cannot_be_forged(tmp_path: Path) -> None:
    problem = Problem("a,b:c%.py", 3, 7, "DB205", "50%\n::error::forged\r", "new\nline")
    text = github_text(Outcome([problem], Path()))

    assert text == (
        "::error file=a%2Cb%3Ac%25.py,line=3,col=7,title=DB205::"
        "50%25\\n::error::forged\\r%0Anew\\nline\n1 error"
    )


def test_workflow_commands_without_a_place() -> None:
    warning = Problem("hello", 0, 0, "DB209", "left out", "", Severity.WARNING)

    assert github_text(Outcome([warning], Path())) == (
        "::warning file=hello,title=DB209::left out\n1 warning"
    )
