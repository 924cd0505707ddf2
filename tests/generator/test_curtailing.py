"""How many problems are shown: of one file, and of all."""

from dbgen.curtailing import MOST_IN_ALL, curtailed
from dbgen_schema import MOST_PROBLEMS, Problem, Severity

WARNINGS = [
    Problem(f"a{file}.py", line, 1, "DB309", "unused", severity=Severity.WARNING)
    for file in range(3)
    for line in range(1, MOST_PROBLEMS + 1)
]


def test_few_problems_are_all_shown() -> None:
    assert list(curtailed(WARNINGS[:MOST_IN_ALL])) == WARNINGS[:MOST_IN_ALL]


def test_warnings_of_many_files_hide_no_error() -> None:
    error = Problem("z.py", 0, 0, "DB208", "cannot read this file")
    *shown, rest = curtailed([*WARNINGS, error])

    assert len(shown) == MOST_IN_ALL
    assert shown[-1] == error
    assert (rest.code, rest.severity) == ("DB199", Severity.WARNING)
    assert f"more than {MOST_IN_ALL} problems" in rest.message
