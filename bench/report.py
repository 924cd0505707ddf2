"""Write docs/benchmarks.md and its plot from the JSON of a run.

`python -m bench.report RESULTS.json` reads the one and writes the others.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from bench.contenders import CONTENDERS
from bench.figures import FIGURES
from bench.figures.figure import Figure, Measure
from bench.goals import GOALS
from bench.plot import Bars, plot
from bench.results import Results
from bench.table import cell, contenders_of, measures_of, reasons, verdict

_DOCS: Final = Path(__file__).parents[1] / "docs"
_PLOTTED: Final = (
    ("cold_start", "milliseconds", "Cold start (less is better)"),
    ("first_load", "milliseconds", "First backend value visible (less is better)"),
    ("round_trip", "p50", "Round trip of an action, p50 (less is better)"),
    ("streaming", "per_second", "Updates in the page per second (more is better)"),
)

_INTRODUCTION: Final = """\
# Benchmarks

Written by `make bench-docs` from [benchmarks.json](benchmarks.json), which `make bench` measured.

One page does the same work in all: a slider, whose value the backend doubles and the page shows,
and a button that streams 1,000 updates of an estimate of π, each shown as text. The floor is a
bare Tornado app, written by hand with nothing to spare. Each peer is installed in an environment
of its own and used in its idiomatic way. Each figure is measured of all in one run on one
machine, in rounds: of one after the other, and again.

**Only the ratios to the floor are claimed**: the median over the rounds of the ratio within a
round. Where the rounds differ much, as the goals show, a median of so few means little. Absolute
numbers are those of one small machine, and tell the order of magnitude.
"""


def markdown(results: Results) -> str:
    """Return the page about a run."""
    parts = [_INTRODUCTION, _circumstances(results), "## Goals", _goals(results)]
    parts += ["## Beside the peers", "![Ratios to bare Tornado](benchmarks.svg)"]
    for figure in FIGURES.values():
        names = contenders_of(results, figure)
        if names:
            rounds = f"Rounds: {results.rounds_of(figure.name)}."
            parts += [f"### {_capitalised(figure.title)}", rounds]
            parts.append(_figure(results, figure, names))
    notes = [f"- {_escaped(reason)}" for reason in reasons(results)]
    if notes:
        parts += ["## What is missing, and why", "\n".join(notes)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def bars(results: Results) -> Bars:
    """Return what is plotted: the ratios of a few figures."""
    return {
        title: [
            (CONTENDERS[name].title, ratio)
            for name in contenders_of(results, FIGURES[figure])
            if (ratio := results.ratio(figure, key, name)) is not None
        ]
        for figure, key, title in _PLOTTED
    }


def main() -> None:
    """Write the page and the plot."""
    value = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    results = Results.from_json(value)
    (_DOCS / "benchmarks.md").write_text(markdown(results), encoding="utf-8")
    (_DOCS / "benchmarks.svg").write_text(plot(bars(results), "dbgen"), encoding="utf-8")


def _circumstances(results: Results) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in results.machine.items())
    versions = ", ".join(results.versions.values())
    return f"Machine: {facts}. Versions: {versions}."


def _goals(results: Results) -> str:
    rows = [(goal.title, goal.bound, verdict(goal, results)) for goal in GOALS]
    return _table(("dbgen", "goal", "found"), rows)


def _figure(results: Results, figure: Figure, names: Sequence[str]) -> str:
    measures = measures_of(results, figure)
    if len(names) == 1:
        own = [(each.title, _number(results, figure, each, names[0])) for each in measures]
        return _table(("", CONTENDERS[names[0]].title), own)
    rows = [
        (
            CONTENDERS[name].title,
            *(_number(results, figure, measure, name) for measure in measures),
        )
        for name in names
    ]
    return _table(("", *(measure.title for measure in measures)), rows)


def _number(results: Results, figure: Figure, measure: Measure, name: str) -> str:
    return cell(results, figure, measure, name, mark="**")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_escaped, line))} |" for line in lines)


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _capitalised(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


if __name__ == "__main__":
    main()
