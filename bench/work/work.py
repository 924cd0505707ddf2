"""The work of the benchmark, the same for every app that is measured.

One page has a slider, whose value the backend doubles and the page shows, and a button, which
makes the backend send 1,000 updates, each shown as text.
"""

import random
from collections.abc import Iterator

LOWEST, START, HIGHEST = 0, 123, 1000
UPDATES = 1000
POINTS = 100


def doubled(value: int) -> int:
    """Return what the page shows beside the slider."""
    return 2 * value


def updates() -> Iterator[str]:
    """Throw points at a square; yield the estimate of π after every few, as a text."""
    inside = 0
    for number in range(1, UPDATES + 1):
        inside += sum(random.random() ** 2 + random.random() ** 2 < 1 for _ in range(POINTS))
        yield f"update {number}: {4 * inside / (number * POINTS):.5f}"
