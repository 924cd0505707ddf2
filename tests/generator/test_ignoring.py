"""Comments that silence problems."""

import time
from pathlib import Path

import pytest

from dbgen.ignoring import Comments
from dbgen_schema import MOST_PROBLEMS, Problem


def left(folder: Path, text: str, line: int, code: str = "DB301", file: str = "app/x.py") -> bool:
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    root = folder / "app"
    root.mkdir(exist_ok=True)
    name = file.removeprefix("app/") if file.startswith("app/") else f"../{file}"
    problem = Problem(name, line, 1, code, "something is wrong")
    return not Comments(root).silence(problem)


@pytest.mark.parametrize(
    "comment",
    [
        "# dbgen: ignore DB301",
        "// dbgen: ignore DB301",
        "//dbgen:ignore DB301",
        "/* dbgen: ignore DB301 */",
        "<!-- dbgen: ignore DB301 -->",
        "{# dbgen: ignore DB301 #}",
        "{#- dbgen: ignore DB301 -#}",
        ".. dbgen: ignore DB301",
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
    comments = Comments(tmp_path)
    assert not any(map(comments.silence, gone))
    assert not list(comments.faults(problem.file for problem in gone))


def test_a_blank_line_behind_a_comment_in_restructured_text(tmp_path: Path) -> None:
    text = ".. dbgen: ignore DB301\n\n\nTitle\n==\n"

    assert not left(tmp_path, text, 4, file="app/README.rst")
    assert left(tmp_path, text, 5, file="app/README.rst")
    assert left(tmp_path, "# dbgen: ignore DB301\n\nx\n", 3)


@pytest.mark.parametrize(
    ("text", "is_silent"),
    [
        ("x-d: |\n  # dbgen: ignore DB301\nx: 1\n", False),
        ("x-d: >-  # folded\n\n  a\n\n  # dbgen: ignore DB301\nx: 1\n", False),
        ("- x-d: !!str &a |\n    # dbgen: ignore DB301\n  x: 1\n", False),
        ("- |\n # dbgen: ignore DB301\n- x\n", False),
        ("x-d: |2\n     a\n  # dbgen: ignore DB301\nx: 1\n", False),
        ("x-d: |\n# dbgen: ignore DB301\nx: 1\n", True),
        ("x-d: |\n  a\n# dbgen: ignore DB301\nx: 1\n", True),
        ("x-d: |\n    a\n  # dbgen: ignore DB301\nx: 1\n", True),
        ("- x-d: |\n  # dbgen: ignore DB301\n  x: 1\n", True),
        ("- - |\n  # dbgen: ignore DB301\n  - x\n", True),
        ("a: b|\n  # dbgen: ignore DB301\nx: 1\n", True),
        ("# as in a: |\n  # dbgen: ignore DB301\nx: 1\n", True),
        ("a: 1 # as in a: |\n  # dbgen: ignore DB301\nx: 1\n", True),
    ],
)
def test_block_scalars(tmp_path: Path, text: str, is_silent: bool) -> None:
    line = text[: text.index("# dbgen")].count("\n") + 2

    assert left(tmp_path, text, line, file="app/index.yaml") is not is_silent


def faults(folder: Path, file: str, text: str) -> list[tuple[int, int, str, str]]:
    (folder / file).write_text(text)
    found = list(Comments(folder).faults([file]))
    assert {(each.file, each.code) for each in found} <= {(file, "DB219")}
    return [(each.line, each.column, each.message.partition(": ")[2], each.hint) for each in found]


ASK = "did you mean `dbgen: ignore {}`?"
SHOW = "write it as `dbgen: ignore DB301`"


@pytest.mark.parametrize(
    ("file", "text", "column", "message", "hint"),
    [
        ("a.py", "x  # dbgen: ignore DB999", 20, "there is no code `DB999`", ASK.format("DB199")),
        (
            "a.py",
            "# dbgen: ignore DB301, db309",
            24,
            "there is no code `db309`",
            ASK.format("DB309"),
        ),
        ("a.js", "// dbgen: ignore DB3011", 18, "there is no code `DB3011`", ASK.format("DB311")),
        ("a.html", "<p><!-- dbgen: ignore -->", 4, "it names no code", SHOW),
        ("a.html", "{#- dbgen: ignore[DB310] -#}", 1, "it names no code", ASK.format("DB310")),
        ("a.html", "{%- comment dbgen: ignore all %}", 1, "it names no code", SHOW),
        ("a.rst", ".. dbgen: ignore this", 1, "it names no code", SHOW),
        ("index.yaml", "a: 1 # dbgen: ignore", 6, "it names no code", SHOW),
    ],
)
def test_comments_without_effect(
    tmp_path: Path, file: str, text: str, column: int, message: str, hint: str
) -> None:
    assert faults(tmp_path, file, f"\n{text}\n") == [(2, column, message, hint)]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.py", "# dbgen: ignore DB301, DB302 because of a4"),
        ("a.py", "# dbgen: ignored, see dbgen: ignore"),
        ("a.py", "text = 'write # dbgen: ignore'"),
        ("a.py", "# dbgen: ignore DB219, DB999"),
        ("a.md", "Write `# dbgen: ignore` or {# dbgen: ignore #}."),
        ("a.csv", "# dbgen: ignore"),
        ("a.md", "Write `<!-- dbgen: ignore -->`."),
        ("a.md", "```html\n<!-- dbgen: ignore -->\n```"),
        ("a.md", "    <!-- dbgen: ignore -->"),
        ("a.rst", "Write::\n\n    .. dbgen: ignore"),
        ("a.py", 'T = """\n# dbgen: ignore\n"""'),
        ("a.py", 'T = f"""\n{x}\n# dbgen: ignore DB1\n"""'),
        ("a.py", "T = '''\n# dbgen: ignore"),
        ("index.yaml", "a: |\n  # dbgen: ignore"),
    ],
)
def test_comments_that_are_fine(tmp_path: Path, file: str, text: str) -> None:
    assert not faults(tmp_path, file, f"\n{text}\n")


def test_comments_around_texts_of_python(tmp_path: Path) -> None:
    text = 'T = """\n# dbgen: ignore\n"""  # dbgen: ignore\n# dbgen: ignore\nx = (\n'

    assert [fault[:2] for fault in faults(tmp_path, "a.py", text)] == [(3, 6), (4, 1)]


@pytest.mark.parametrize("codes", [["DB1"], [f"DB{number}" for number in range(30_000)]])
def test_that_many_comments_take_little_time(tmp_path: Path, codes: list[str]) -> None:
    lines = [f"# dbgen: ignore {codes[number % len(codes)]}\n" for number in range(30_000)]
    start = time.process_time()

    assert len(faults(tmp_path, "a.py", "".join(lines))) == MOST_PROBLEMS
    assert time.process_time() - start < 2
