"""Dummy π with a kernel: the same calculation in a process of its own."""

import math
import random

import databench
import databench_py.singlethread

FEWEST, MOST = 100_000, 10_000_000
STEPS = 60


class Dummypi_Py(databench.Analysis):  # noqa: N801  # the class name of the published example
    """Estimate π from the share of random points of a square that lie inside the circle."""

    @databench.on
    def connected(self) -> None:
        """Give the slider its first value."""
        self.data.init(samples=3_000_000)

    @databench.on
    def samples(self, value: int) -> None:
        """Take a new number of points from the slider."""
        self.set_state(samples=min(max(int(value), FEWEST), MOST))

    @databench.on
    def run(self) -> None:
        """Throw the points and show the estimate on the way."""
        self.set_state(progress=0)
        batch = self.data["samples"] // STEPS
        inside = 0
        # This loop never waits for anything: it may not, because the process is its own.
        for step in range(1, STEPS + 1):
            inside += count_inside(batch)
            pi = estimate_pi(inside, step * batch)
            self.set_state(pi=pi, progress=step / STEPS)
            if step % 10 == 0:
                self.emit("log", f"{step * batch:,} points: π ≈ {pi['estimate']:.5f}")


def count_inside(number: int) -> int:
    """Throw a number of points and count those inside the circle of radius 1."""
    return sum(math.hypot(random.random(), random.random()) < 1 for _ in range(number))


def estimate_pi(inside: int, thrown: int) -> dict[str, float]:
    """Return the estimate of π and its uncertainty (one standard deviation)."""
    share = inside / thrown
    return {"estimate": 4 * share, "uncertainty": 4 * math.sqrt(share * (1 - share) / thrown)}


if __name__ == "__main__":
    databench_py.singlethread.Meta("dummypi_py", Dummypi_Py).event_loop()
