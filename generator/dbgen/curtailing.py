"""Bound how many problems are shown, of one file and of all, so that none can flood the output."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from dbgen_schema import MOST_PROBLEMS, Problem, Severity

MOST_IN_ALL: Final = 2 * MOST_PROBLEMS
"""How many problems of an app are shown."""

# The reading of index.yaml may have ended at the same bound, and have said so.
_MOST: Final = MOST_PROBLEMS + 1


def curtailed(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems, which are sorted; one stands for those beyond each of the bounds."""
    found = list(_by_file(problems))
    if len(found) <= MOST_IN_ALL:
        yield from found
        return
    # Warnings may not hide errors.
    ranked = sorted(found, key=lambda problem: problem.severity is not Severity.ERROR)
    yield from sorted(ranked[:MOST_IN_ALL])
    rest = ranked[MOST_IN_ALL:]
    yield _rest(rest[0].file, rest, MOST_IN_ALL)


def _by_file(problems: Iterable[Problem]) -> Iterator[Problem]:
    for file, group in groupby(problems, key=lambda problem: problem.file):
        found = list(group)
        if len(found) <= _MOST:
            yield from found
        else:
            yield from found[:MOST_PROBLEMS]
            yield _rest(file, found[MOST_PROBLEMS:], MOST_PROBLEMS)


def _rest(file: str, left_out: list[Problem], most: int) -> Problem:
    """Return the problem that tells of others, and is as bad as the worst of them."""
    at = left_out[0]
    worst = {problem.severity for problem in left_out}
    severity = Severity.ERROR if Severity.ERROR in worst else Severity.WARNING
    message = f"more than {most} problems, the rest is not shown"
    return Problem(file, at.line, at.column, "DB199", message, severity=severity)
