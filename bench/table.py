"""The results of a run as one table of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.contenders import CONTENDERS
from bench.figures import FIGURES
from bench.figures.figure import Figure, Measure
from bench.goals import GOALS, Goal
from bench.results import FLOOR, Results

_FIRST_WIDTH = 44
_WIDTH = 21


def table(results: Results) -> str:
    """Return the numbers of each figure, the goals, and why numbers are missing."""
    parts = [*map("\n".join, _figures(results)), _goals(results), "\n".join(reasons(results))]
    return "\n\n".join(part for part in parts if part)


def contenders_of(results: Results, figure: Figure) -> list[str]:
    """Return the contenders that have numbers of a figure, in order."""
    return [name for name in CONTENDERS if results.samples.get(figure.name, {}).get(name)]


def measures_of(results: Results, figure: Figure) -> list[Measure]:
    """Return the numbers of a figure that somebody has, in order."""
    samples = [each for of in results.samples.get(figure.name, {}).values() for each in of]
    return [measure for measure in figure.measures if any(measure.key in each for each in samples)]


def cell(
    results: Results, figure: Figure, measure: Measure, contender: str, *, mark: str = ""
) -> str:
    """Return the median of one number, and its ratio to the floor; a dash where there is none.

    `mark` stands on both sides of the ratio.
    """
    value = results.median(figure.name, measure.key, contender)
    if value is None:
        return "-"
    text = f"{value:,.{measure.digits}f} {measure.unit}".rstrip()
    ratio = None if contender == FLOOR else results.ratio(figure.name, measure.key, contender)
    return text if ratio is None else f"{text} ({mark}{ratio_text(ratio)}{mark})"


def ratio_text(ratio: float) -> str:
    """Return a ratio with as many digits as mean something."""
    return f"{ratio:.2f}" if ratio < 100 else f"{ratio:,.0f}"


def verdict(goal: Goal, results: Results) -> str:
    """Return what was found for a goal, and whether that is within it."""
    found = goal.found(results)
    if found is None:
        return "not measured"
    outcome = "holds" if goal.holds(found) else "MISSED"
    return f"{found:.2f}{goal.spread(results)}: {outcome}"


def reasons(results: Results) -> list[str]:
    """Return why contenders have no part in figures."""
    return [
        f"{CONTENDERS[contender].title}, {FIGURES[figure].title}: {reason}"
        for figure, excused in results.absent.items()
        for contender, reason in excused.items()
    ]


def _figures(results: Results) -> Iterator[list[str]]:
    for figure in FIGURES.values():
        names = contenders_of(results, figure)
        if names:
            lines = [_line(figure.title, [CONTENDERS[name].title for name in names])]
            for measure in measures_of(results, figure):
                cells = [cell(results, figure, measure, name) for name in names]
                lines.append(_line(f"  {measure.title}", cells))
            yield lines


def _line(first: str, cells: Sequence[str]) -> str:
    return f"{first:{_FIRST_WIDTH}}" + "".join(f"{text:>{_WIDTH}}" for text in cells)


def _goals(results: Results) -> str:
    lines = [
        f"{goal.title:{_FIRST_WIDTH}}{goal.bound:>{_WIDTH}}   {verdict(goal, results)}"
        for goal in GOALS
    ]
    return "\n".join(["goals of dbgen", *lines])
