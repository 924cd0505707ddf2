"""What can be wrong with a project, as values: problems with a stable code and a place."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

MOST_PROBLEMS: Final = 1000
"""So many of one file are told; most will have one cause."""


class Severity(StrEnum):
    """How bad a problem is: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Position(NamedTuple):
    """A place in a text; both numbers start at 1, and 0 means unknown."""

    line: int = 0
    column: int = 0


_QUOTED: Final = re.compile("`([^`]*)`")
_LONGEST_VALUE: Final = 120
_LONGEST_TEXT: Final = 600


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that somebody has to fix; sorts by file, line, column and code.

    `file` is a POSIX path relative to the application folder. `message` says what was found, in
    one sentence with a lower-case start and no full stop; `hint` says what was expected. Long
    values in both are shortened.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __post_init__(self) -> None:
        for name in ("message", "hint"):
            text = getattr(self, name)
            if len(text) > _LONGEST_VALUE:
                object.__setattr__(self, name, _shortened(text))


def _shortened(text: str) -> str:
    """Return a text with its values cut, so that nobody has to look for the words around them."""
    values_cut = _QUOTED.sub(lambda value: f"`{_cut(value[1], _LONGEST_VALUE)}`", text)
    return _cut(values_cut, _LONGEST_TEXT)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
