"""The goals of dbgen, and whether a run has reached them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bench.results import Results


@dataclass(frozen=True, slots=True)
class Goal:
    """What a number of dbgen may be at most, or has to be at least.

    Attributes:
        figure: what is measured.
        key: the number of it.
        title: in the table of goals.
        limit: the bound.
        kind: what is bounded: the ratio or the difference to the floor, the number itself, or its
            ratio to the best of all others.
        is_least: whether the limit is a least and not a most.
        unit: of the limit.
    """

    figure: str
    key: str
    title: str
    limit: float
    kind: str = "ratio"
    is_least: bool = False
    unit: str = "of floor"

    def found(self, results: Results) -> float | None:
        """Return what a run has found."""
        find = {
            "ratio": results.ratio,
            "difference": results.difference,
            "number": results.median,
            "rivals": results.ratio_to_best,
        }
        return find[self.kind](self.figure, self.key, "dbgen")

    def spread(self, results: Results) -> str:
        """Return between what the ratios of single rounds lie, as a text."""
        ratios = results.ratios(self.figure, self.key, "dbgen") if self.kind == "ratio" else []
        return f" ({min(ratios):.2f} to {max(ratios):.2f})" if len(ratios) > 1 else ""

    def holds(self, found: float) -> bool:
        """Tell whether what was found is within the limit."""
        return found >= self.limit if self.is_least else found <= self.limit

    @property
    def bound(self) -> str:
        """The limit as a text."""
        return f"{'≥' if self.is_least else '≤'} {self.limit:g} {self.unit}".rstrip()


_SAVINGS: Final = (("style", "CSS", 150), ("page", "page", 150), ("python", "Python", 600))
GOALS: Final = (
    Goal("cold_start", "milliseconds", "cold start of build/server.py", 1.15),
    Goal("first_load", "milliseconds", "first backend value visible", 1.2),
    Goal("round_trip", "p50", "round trip of an action, p50", 1.1),
    Goal("streaming", "per_second", "updates in the page per second", 1.0, is_least=True),
    Goal("streaming", "lost", "updates that never reached the page", 0, kind="number", unit=""),
    Goal("streaming", "cpu_milliseconds", "processor time of streaming", 1.2),
    Goal("load", "per_core", "messages per second per core", 0.9, is_least=True),
    Goal("memory", "page_kibibytes", "memory per session", 25, "difference", unit="KiB + floor"),
    *(
        Goal("saving", key, f"save to visible, {title}", limit, "number", unit="ms")
        for key, title, limit in _SAVINGS
    ),
    *(
        Goal("saving", key, f"save to visible, {title}, beside peers", 1, "rivals", unit="of best")
        for key, title, _ in _SAVINGS
    ),
    Goal("commands", "first validate, 1,000", "first validation of 1,000", 3, "number", unit="s"),
    Goal("footprint", "distributions", "distributions beyond tornado", 3, "number", unit="in all"),
)
"""One distribution is tornado, two more may be there."""
