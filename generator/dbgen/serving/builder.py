"""Build an app again and again, what has not changed only once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dbgen.build_options import BuildOptions
from dbgen.building import Load, prepare
from dbgen.inspecting.app import Source
from dbgen.kept import Kept
from dbgen.reporting import fails
from dbgen.reporting.excerpt import Sources
from dbgen.reporting.text import excerpt_text
from dbgen.serving.app_process import ShownProblem
from dbgen.serving.outputs import Output, output_of
from dbgen.serving.steps import Commands
from dbgen_schema import Problem

_OPTIONS: Final = BuildOptions(out=Path("build"), develop=True)


@dataclass(frozen=True, slots=True)
class Built:
    """The outcome of one build.

    Attributes:
        output: the build; None if there are errors.
        files: everything that it was made from.
        patterns: the `watch` patterns, relative to the folder of the app.
        problems: what was found, sorted.
    """

    output: Output | None
    files: frozenset[Path] = frozenset()
    patterns: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Builder:
    """Builds an app in memory.

    Attributes:
        load: reads the app.
        kept: what was found out before.
        commands: the build commands of the app.
        written: called when they were run, before anything is read that they may have written.
    """

    load: Load
    kept: Kept
    commands: Commands
    written: Callable[[], object] = lambda: None
    _last: Built = field(init=False)

    def __post_init__(self) -> None:
        self._last = Built(None)

    def build(self) -> Built:
        """Build once more."""
        source = self.load()
        if isinstance(source, tuple):
            # What belonged to the app when it could last be read is what will mend it.
            return Built(None, self._last.files, self._last.patterns, source)
        self._last = self._built(source)
        return self._last

    def _built(self, source: Source) -> Built:
        patterns = _patterns(source)
        ran = False if fails(source.problems) else self.commands.run(source)
        if isinstance(ran, Problem):
            problems = tuple(sorted({*source.problems, ran}))
            return Built(None, self._last.files, patterns, problems)
        if ran:
            self.written()
        examined = prepare(source, _OPTIONS, kept=self.kept)
        if examined.build is None:
            return Built(None, self._last.files, patterns, examined.problems)
        plan = examined.build.plan
        output = output_of(plan, examined.files, self.kept) if examined.files else None
        self.kept.sweep()
        return Built(output, frozenset(plan.sources), patterns, examined.problems)


def shown(problems: Sequence[Problem], root: Path) -> tuple[ShownProblem, ...]:
    """Return problems as pages show them."""
    sources = Sources(root)
    return tuple(
        {
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "code": problem.code,
            "severity": str(problem.severity),
            "message": problem.message,
            "hint": problem.hint,
            "excerpt": excerpt_text(problem, sources),
        }
        for problem in sorted(problems)
    )


def _patterns(source: Source) -> tuple[str, ...]:
    watched = (source.config.watch, *(entry.watch for entry in source.config.analyses))
    return tuple(pattern for patterns in watched for pattern in patterns or ())
