"""Problems as text: where, what was found, the line itself, what was expected."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dbgen.reporting.excerpt import Excerpt, Sources
from dbgen.reporting.places import printable
from dbgen_schema import Problem, Severity

Span = tuple[str, str]
"""A piece of text and its style, as rich writes styles."""

_COLOURS: Final = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}
_GUTTER: Final = 6


def problem_text(problem: Problem, base: Path) -> str:
    """Return a problem as lines of text, of which the first is `file:line:column: ...`."""
    return "".join(text for text, _ in problem_spans(problem, Sources(base)))


def problem_spans(problem: Problem, sources: Sources) -> Iterator[Span]:
    """Return a problem as text with styles, without the last end of line."""
    colour = _COLOURS[problem.severity]
    place = ":".join([sources.path(problem), *_numbers(problem)])
    yield f"{place}: ", "bold"
    yield f"{problem.severity} {problem.code}", colour
    yield f": {printable(problem.message)}", ""
    if excerpt := sources.excerpt(problem):
        yield from _excerpt_spans(excerpt, problem.line, colour)
    if problem.hint:
        yield f"\n{' = ':>{_GUTTER + 3}}", "dim"
        yield printable(problem.hint), ""


def excerpt_text(problem: Problem, sources: Sources) -> str:
    """Return the line of a problem with the place in it marked below; empty if there is none."""
    excerpt = sources.excerpt(problem)
    if excerpt is None:
        return ""
    return "".join(text for text, _ in _excerpt_spans(excerpt, problem.line, "")).lstrip("\n")


def _numbers(problem: Problem) -> list[str]:
    return [str(number) for number in (problem.line, problem.column) if problem.line and number]


def _excerpt_spans(excerpt: Excerpt, line: int, colour: str) -> Iterator[Span]:
    yield f"\n{line:>{_GUTTER}} |", "dim"
    yield f" {excerpt.text}".rstrip(), ""
    if excerpt.width:
        yield f"\n{' |':>{_GUTTER + 2}}", "dim"
        yield f" {' ' * excerpt.start}{'^' * excerpt.width}", colour
