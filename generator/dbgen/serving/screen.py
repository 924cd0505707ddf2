"""What people are told on the terminal while they develop."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from dbgen.reporting import count_line, fails, report
from dbgen.reporting.text import problem_text
from dbgen_schema import Problem


@dataclass(slots=True)
class Screen:
    """Tells what happens; what happens again and again is counted.

    Attributes:
        root: the folder of the app.
    """

    root: Path
    _counts: dict[str, int] = field(default_factory=dict)
    _changed: str = ""
    _problems: Sequence[Problem] = ()

    def changed(self, files: str) -> None:
        """Say which files have changed; not again if they are those of the last time."""
        if files != self._changed:
            self._changed = files
            self._counts.clear()
            self.say(f"changed: {files}")

    def say(self, line: str, took: str = "") -> None:
        """Show a line, and how long it took what it says."""
        self._show(line, took, colour=None)

    def complain(self, line: str) -> None:
        """Show a line about something that is wrong."""
        self._show(line, "", colour="red")

    def fail(self, problem: Problem, then: str) -> None:
        """Show why an app does not run, in a line, and what happens then."""
        line = problem_text(problem, self.root).partition("\n")[0]
        self._show("; ".join(filter(None, (line, then))), "", colour="red")

    def show(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong with the app, once."""
        before, self._problems = self._problems, problems
        with contextlib.suppress(OSError):
            if problems != before:
                report(problems, self.root)
                self._counts.clear()
                if fails(before) and not problems:
                    self.say("mended: no problems")
            elif fails(problems):
                self._show(f"still {count_line(problems)}", "", colour="red")

    def _show(self, line: str, took: str, colour: str | None) -> None:
        self._counts[line] = count = self._counts.get(line, 0) + 1
        notes = ", ".join(filter(None, [f"x{count}" if count > 1 else "", took]))
        text = f"{line} ({notes})" if notes else line
        # Whoever read this may have left.
        with contextlib.suppress(OSError):
            click.secho(text, fg=colour, err=colour is not None)
