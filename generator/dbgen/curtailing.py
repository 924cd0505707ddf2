"""Bound how many problems of one file are shown, so that no file can flood the output."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from dbgen_schema import MOST_PROBLEMS, Problem, Severity

# The reading of index.yaml may have ended at the same bound, and have said so.
_MOST: Final = MOST_PROBLEMS + 1


def curtailed(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems, which are sorted; one stands for those beyond the bound of a file."""
    for file, group in groupby(problems, key=lambda problem: problem.file):
        found = list(group)
        if len(found) <= _MOST:
            yield from found
        else:
            yield from found[:MOST_PROBLEMS]
            yield _rest(file, found[MOST_PROBLEMS:])


def _rest(file: str, left_out: list[Problem]) -> Problem:
    """Return the problem that tells of others, and is as bad as the worst of them."""
    at = left_out[0]
    worst = {problem.severity for problem in left_out}
    severity = Severity.ERROR if Severity.ERROR in worst else Severity.WARNING
    message = f"more than {MOST_PROBLEMS} problems, the rest is not shown"
    return Problem(file, at.line, at.column, "DB199", message, severity=severity)
