"""Comments that silence problems."""

from pathlib import Path

import pytest

from dbgen.ignoring import without_ignored
from dbgen_schema import Problem


def left(folder: Path, text: str, line: int, code: str = "DB301", file: str = "app/x.py") -> bool:
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    root = folder / "app"
    root.mkdir(exist_ok=True)
    name = file.removeprefix("app/") if file.startswith("app/") else f"../{file}"
    problem = Problem(name, line, 1, code, "something is wrong")
    return without_ignored(root, [problem]) == [problem]


@pytest.mark.parametrize(
    "comment",
    [
        "# dbgen: ignore DB301",
        "// dbgen: ignore DB301",
        "//dbgen:ignore DB301",
        "/* dbgen: ignore DB301 */",
        "<!-- dbgen: ignore DB301 -->",
        "{# dbgen: ignore DB301 #}",
        "{% comment dbgen: ignore DB301 %}",
        "# dbgen: ignore DB100, DB301",
        "# dbgen: ignore DB100 DB301 because the firmware sends it",
        "# dbgen: ignore DB301,DB100",
    ],
)
def test_that_a_comment_silences_its_line_and_the_next(tmp_path: Path, comment: str) -> None:
    assert not left(tmp_path, f"first\nsecond  {comment}\nthird\n", 2)
    assert not left(tmp_path, f"first\n    {comment}\nthird\n", 3)
    assert not left(tmp_path, f"\ufefffirst\r\n{comment}\r\nthird\r\n", 3)
    assert left(tmp_path, f"first\n    {comment}\nthird\nfourth\n", 4)
    assert left(tmp_path, f"first\n    {comment}\n", 1)
    assert left(tmp_path, f"first\n    {comment}\nthird\n", 3, "DB302")


@pytest.mark.parametrize(
    "comment",
    [
        "dbgen: ignore DB301",
        "# dbgen: ignore",
        "# dbgen: ignore everything",
        "# dbgen: ignored DB301",
        "# dbgen: ignore DB3011",
        "# ignore DB301",
        "# dbgen: ignore DB100",
    ],
)
def test_what_silences_nothing(tmp_path: Path, comment: str) -> None:
    assert left(tmp_path, f"first  {comment}\n", 1)


@pytest.mark.parametrize("line", ["x = 1  # dbgen: ignore DB301", "{# dbgen: ignore DB301 #}<p>"])
def test_that_a_comment_behind_code_is_not_for_the_next_line(tmp_path: Path, line: str) -> None:
    assert not left(tmp_path, f"{line}\nsecond\n", 1)
    assert left(tmp_path, f"{line}\nsecond\n", 2)


def test_files_beside_the_app(tmp_path: Path) -> None:
    assert not left(tmp_path, "# dbgen: ignore DB301\nx\n", 2, file="mylib.py")


def test_problems_of_a_whole_file_and_of_no_file(tmp_path: Path) -> None:
    assert left(tmp_path, "# dbgen: ignore DB301\n", 0)
    gone = [
        Problem("gone.py", 1, 1, "DB301", "x"),
        Problem(".", 1, 1, "DB301", "x"),
        Problem("\0", 1, 1, "DB301", "x"),
    ]
    assert without_ignored(tmp_path, gone) == gone


def test_that_the_order_stays(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("a\nb # dbgen: ignore DB301\nc\n")
    problems = [Problem("x", line, 1, "DB301", "x") for line in (3, 2, 1)]
    assert [problem.line for problem in without_ignored(tmp_path, problems)] == [3, 1]
