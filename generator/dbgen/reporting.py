"""Show problems, as text for people and as JSON for programs."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import click

from dbgen_schema import Problem, Severity

FAILED: Final = 2

_LONGEST_LINE: Final = 1000

_COLOURS: Final = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}


def fails(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Return whether the problems stop a build; `strict` counts warnings as errors."""
    return any(strict or problem.severity is Severity.ERROR for problem in problems)


def report(
    problems: Sequence[Problem], base: Path, *, strict: bool = False, err: bool = True
) -> int:
    """Print problems, whose files are relative to `base`, and return the exit status."""
    if problems:
        _print(problems, base, err=err)
    return FAILED if fails(problems, strict=strict) else 0


def _print(problems: Iterable[Problem], base: Path, *, err: bool) -> None:
    stream = sys.stderr if err else sys.stdout
    if not stream.isatty():
        for problem in problems:
            click.echo(problem_text(problem, base), err=err)
        return
    from rich.console import Console  # noqa: PLC0415 - it is slow to import and rarely needed
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=stream)
    for problem in problems:
        text = Text(problem_text(problem, base))
        text.highlight_words([f"{problem.severity} {problem.code}"], _COLOURS[problem.severity])
        console.print(text, soft_wrap=True)


def problem_text(problem: Problem, base: Path) -> str:
    """Return a problem as one line, and its hint as a second one."""
    place = ":".join([shown_path(problem.file, base), *_numbers(problem)])
    line = f"{place}: {problem.severity} {problem.code}: {problem.message}"
    lines = [line, f"    {problem.hint}"] if problem.hint else [line]
    return "\n".join(_printable(text) for text in lines)


def _numbers(problem: Problem) -> list[str]:
    return [str(number) for number in (problem.line, problem.column) if problem.line and number]


def shown_path(file: str, base: Path) -> str:
    """Return the path of a file of the app as seen from the current folder."""
    path = Path(os.path.normpath(base / file))
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()


def _printable(text: str) -> str:
    """Return the text, shortened, without characters that a terminal would act on."""
    shortened = text if len(text) <= _LONGEST_LINE else text[:_LONGEST_LINE] + "..."
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in shortened)


def count_line(problems: Sequence[Problem]) -> str:
    """Return how many errors and warnings there are."""
    if not problems:
        return "no problems found"
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    return ", ".join(
        f"{count} {word}{'' if count == 1 else 's'}"
        for count, word in ((errors, "error"), (len(problems) - errors, "warning"))
        if count
    )


def problems_json(problems: Iterable[Problem], base: Path) -> list[dict[str, Any]]:
    """Return problems as JSON values."""
    return [
        {
            "file": shown_path(problem.file, base),
            "line": problem.line,
            "column": problem.column,
            "code": problem.code,
            "severity": str(problem.severity),
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    ]


def to_json(value: object) -> str:
    """Return a value as indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False)
