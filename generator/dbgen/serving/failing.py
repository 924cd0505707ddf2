"""Why an app does not run, as a problem that pages show beside those of the build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbgen.serving.app_process import ShownProblem
from dbgen.serving.builder import shown
from dbgen_schema import Problem


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an app does not run; `traceback` is empty where Python has none."""

    problem: Problem
    traceback: str = ""

    def shown(self, root: Path) -> ShownProblem:
        """Return it as pages show it; the problem is one of the app in the folder root."""
        (problem,) = shown([self.problem], root)
        return {**problem, "traceback": self.traceback}


def raised(told: Mapping[str, Any]) -> Failure:
    """Return why an app could not start, as it has told itself."""
    place = told["file"], told["line"], told["column"]
    return Failure(
        Problem(*place, "DB612", f"the app could not start: {told['error']}"), told["traceback"]
    )


def ended_early(exit_code: int) -> Failure:
    """Return that an app ended before it could answer, of which nothing more is known."""
    return Failure(Problem("", 0, 0, "DB612", f"the app could not start (exit code {exit_code})"))


def ended(exit_code: int) -> Failure:
    """Return that an app that answered has ended."""
    return Failure(Problem("", 0, 0, "DB613", f"the app has ended with exit code {exit_code}"))
