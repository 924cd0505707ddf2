"""What a run has found: samples of every round, and the medians and ratios of them."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from bench.figures.figure import Sample

FLOOR: Final = "floor"


@dataclass(slots=True)
class Results:
    """The samples of a run, and what is needed to judge them.

    Attributes:
        machine: what it ran on.
        rounds: how often each figure was measured.
        versions: what was measured, by contender.
        samples: by figure and contender, one for each round.
        absent: why a contender has no part in a figure, by figure and contender.
    """

    machine: Mapping[str, str]
    rounds: int
    versions: dict[str, str] = field(default_factory=dict)
    samples: dict[str, dict[str, list[Sample]]] = field(default_factory=dict)
    absent: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Results:
        """Return the results that were written."""
        return cls(**value)

    def as_json(self) -> dict[str, Any]:
        """Return what is written into a file."""
        return asdict(self)

    def rounds_of(self, figure: str) -> int:
        """Return how often a figure was measured: in an earlier run maybe more often."""
        return max(map(len, self.samples.get(figure, {}).values()), default=0)

    def add(self, figure: str, contender: str, sample: Sample) -> None:
        """Take the sample of one round."""
        self.samples.setdefault(figure, {}).setdefault(contender, []).append(sample)

    def excuse(self, figure: str, contender: str, reason: str) -> None:
        """Take note that a contender has no part in a figure, whatever it has shown before."""
        self.samples.get(figure, {}).pop(contender, None)
        self.absent.setdefault(figure, {})[contender] = reason

    def with_earlier(self, earlier: Results) -> Results:
        """Return these results, and those of another run where this one has measured nothing."""
        measured = self.samples.keys() | self.absent.keys()
        samples = {key: of for key, of in earlier.samples.items() if key not in measured}
        absent = {key: of for key, of in earlier.absent.items() if key not in measured}
        return Results(
            self.machine,
            self.rounds,
            {**earlier.versions, **self.versions},
            {**samples, **self.samples},
            {**absent, **self.absent},
        )

    def median(self, figure: str, key: str, contender: str) -> float | None:
        """Return the median over the rounds."""
        values = self._values(figure, key, contender)
        return statistics.median(values) if values else None

    def difference(self, figure: str, key: str, contender: str) -> float | None:
        """Return the median over the rounds of what is above the floor in the same round."""
        pairs = self._pairs(figure, key, contender)
        return statistics.median(value - floor for value, floor in pairs) if pairs else None

    def ratio(self, figure: str, key: str, contender: str) -> float | None:
        """Return the median over the rounds of the ratio to the floor in the same round."""
        ratios = self.ratios(figure, key, contender)
        return statistics.median(ratios) if ratios else None

    def ratios(self, figure: str, key: str, contender: str) -> list[float]:
        """Return the ratio to the floor in each round."""
        pairs = self._pairs(figure, key, contender)
        return [value / floor for value, floor in pairs if floor]

    def ratio_to_best(self, figure: str, key: str, contender: str) -> float | None:
        """Return the ratio of the median to the smallest one that another contender has."""
        own = self.median(figure, key, contender)
        others = [self.median(figure, key, each) for each in self.samples.get(figure, {})]
        others = [each for each in others if each is not None and each != own]
        return own / min(filter(None, others)) if own is not None and others else None

    def _pairs(self, figure: str, key: str, contender: str) -> list[tuple[float, float]]:
        values = self._values(figure, key, contender)
        return list(zip(values, self._values(figure, key, FLOOR), strict=False))

    def _values(self, figure: str, key: str, contender: str) -> list[float]:
        samples = self.samples.get(figure, {}).get(contender, [])
        return [sample[key] for sample in samples if key in sample]
