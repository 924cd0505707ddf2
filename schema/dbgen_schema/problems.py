"""What can be wrong with a project, as values: problems with a stable code and a place."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_PROBLEMS: Final = 1000
"""So many of one file are told; most will have one cause."""


class Severity(StrEnum):
    """How bad a problem is: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text; both numbers start at 1, and 0 means unknown."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that somebody has to fix; sorts by file, line, column and code.

    `file` is a POSIX path relative to the application folder. `message` says what was found, in
    one sentence with a lower-case start and no full stop; `hint` says what was expected.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
