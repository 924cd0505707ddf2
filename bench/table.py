"""The results of a run as one table of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.contenders import CONTENDERS
from bench.figures import FIGURES
from bench.figures.figure import Figure, Measure
from bench.goals import GOALS, Goal
from bench.results import Results

_FIRST_WIDTH = 44
_WIDTH = 18


def table(results: Results) -> str:
    """Return a line for each number of each figure, the goals, and why numbers are missing."""
    parts = [_numbers(results), _goals(results), _reasons(results)]
    return "\n\n".join(part for part in parts if part)


def shown(results: Results) -> list[str]:
    """Return the contenders that a run has numbers or excuses of."""
    seen = {
        name for of in (results.samples, results.absent) for each in of.values() for name in each
    }
    return [name for name in CONTENDERS if name in seen]


def cell(results: Results, figure: Figure, measure: Measure, contender: str) -> str:
    """Return the median of one number, and its ratio to the floor; a dash where there is none."""
    value = results.median(figure.name, measure.key, contender)
    if value is None:
        return "-"
    text = f"{value:,.{measure.digits}f} {measure.unit}".rstrip()
    ratio = results.ratio(figure.name, measure.key, contender)
    return text if ratio is None else f"{text} ({ratio:.2f})"


def verdict(goal: Goal, results: Results) -> str:
    """Return what was found for a goal, and whether that is within it."""
    found = goal.found(results)
    if found is None:
        return "not measured"
    return f"{found:.2f}: {'holds' if goal.holds(found) else 'MISSED'}"


def measured(results: Results) -> Iterator[tuple[Figure, Measure]]:
    """Yield the numbers that a run has, in order."""
    for figure in FIGURES.values():
        samples = [each for of in results.samples.get(figure.name, {}).values() for each in of]
        for measure in figure.measures:
            if any(measure.key in sample for sample in samples):
                yield figure, measure


def _numbers(results: Results) -> str:
    names = shown(results)
    lines = [_line("median (ratio to the floor)", [CONTENDERS[name].title for name in names])]
    last = ""
    for figure, measure in measured(results):
        if figure.name != last:
            lines.append(figure.title)
            last = figure.name
        cells = [cell(results, figure, measure, name) for name in names]
        lines.append(_line(f"  {measure.title}", cells))
    return "\n".join(lines)


def _line(first: str, cells: Sequence[str]) -> str:
    return f"{first:{_FIRST_WIDTH}}" + "".join(f"{text:>{_WIDTH}}" for text in cells)


def _goals(results: Results) -> str:
    lines = [
        f"{goal.title:{_FIRST_WIDTH}}{goal.bound:>{_WIDTH}}   {verdict(goal, results)}"
        for goal in GOALS
    ]
    return "\n".join(["goals of dbgen", *lines])


def _reasons(results: Results) -> str:
    return "\n".join(
        f"{CONTENDERS[contender].title}, {FIGURES[figure].title}: {reason}"
        for figure, reasons in results.absent.items()
        for contender, reason in reasons.items()
    )
