"""What a run found, and what follows from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dbgen_schema import AppConfig, Problem, Severity

FAILED: Final = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """The problems of an app, whose files are relative to `base`.

    `config` is None if index.yaml could not be read; `strict` counts warnings as errors.
    """

    problems: Sequence[Problem]
    base: Path
    config: AppConfig | None = None
    strict: bool = False

    @property
    def status(self) -> int:
        """The exit status."""
        return FAILED if fails(self.problems, strict=self.strict) else 0


def fails(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Return whether the problems stop a build; `strict` counts warnings as errors."""
    return any(strict or problem.severity is Severity.ERROR for problem in problems)


def count_line(problems: Sequence[Problem], *, strict: bool = False) -> str:
    """Return how many errors and warnings there are."""
    if not problems:
        return "no problems found"
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    counted = ", ".join(
        f"{count} {word}{'' if count == 1 else 's'}"
        for count, word in ((errors, "error"), (warnings, "warning"))
        if count
    )
    return f"{counted}; --strict makes warnings fail" if strict and not errors else counted
