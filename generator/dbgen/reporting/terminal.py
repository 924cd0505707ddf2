"""Print problems, in colour if somebody is looking."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

import click

from dbgen.reporting.excerpt import Sources
from dbgen.reporting.outcome import Outcome, count_line
from dbgen.reporting.text import Span, problem_spans
from dbgen_schema import Problem


def report(
    problems: Sequence[Problem], base: Path, *, strict: bool = False, err: bool = True
) -> int:
    """Print problems, whose files are relative to `base`, and return the exit status."""
    outcome = Outcome(sorted(problems), base, strict=strict)
    if problems:
        print_problems(outcome, err=err)
    return outcome.status


def print_problems(outcome: Outcome, *, err: bool) -> None:
    """Print problems and their count."""
    stream = sys.stderr if err else sys.stdout
    sources = Sources(outcome.base)
    show = _show_colours if _is_coloured(stream) else _show
    for problem in outcome.problems:
        show(problem_spans(problem, sources), stream)
    show([(count_line(outcome.problems, strict=outcome.strict), "bold")], stream)


def echo(text: str, *, err: bool = False) -> None:
    """Print a text; what the stream cannot encode is escaped."""
    encoding = (sys.stderr if err else sys.stdout).encoding or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), err=err)


def _is_coloured(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _show(spans: Iterable[Span], stream: TextIO) -> None:
    echo("".join(text for text, _ in spans), err=stream is sys.stderr)


def _show_colours(spans: Iterable[Span], stream: TextIO) -> None:
    from rich.console import Console  # noqa: PLC0415 - it is slow to import and rarely needed
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=stream, highlight=False)
    console.print(Text.assemble(*spans), soft_wrap=True)
