"""Dummy π: calculate π by throwing random points at a quarter of a circle."""

import asyncio
import math
import random

import databench

FEWEST, MOST = 1_000, 200_000
STEPS = 50
SHOWN_PER_STEP = 80

Point = tuple[float, float]


class Dummypi(databench.Analysis):
    """Estimate π from the share of random points of a square that lie inside the circle."""

    @databench.on
    def connected(self) -> None:
        """Give the slider its first value."""
        self.data.init(samples=100_000)

    @databench.on
    async def samples(self, value: int) -> None:
        """Take a new number of points from the slider."""
        await self.set_state(samples=min(max(int(value), FEWEST), MOST))

    @databench.on
    async def run(self) -> None:
        """Throw the points in small batches and show the estimate after each."""
        await self.set_state(progress=0)
        batch = self.data["samples"] // STEPS
        inside = 0
        for step in range(1, STEPS + 1):
            points = [(random.random(), random.random()) for _ in range(batch)]
            inside += sum(is_inside(point) for point in points)
            await self.show(step, points, estimate_pi(inside, step * batch))
            # While this run waits, the server has time for everybody else.
            await asyncio.sleep(0.03)

    async def show(self, step: int, points: list[Point], pi: dict[str, float]) -> None:
        """Send the page what a step has found, and a few of its points to draw."""
        await self.emit("points", split(points[:SHOWN_PER_STEP]))
        await self.set_state(pi=pi, progress=step / STEPS)
        if step % 10 == 0:
            await self.emit("log", f"{step * len(points):,} points: π ≈ {pi['estimate']:.4f}")


def is_inside(point: Point) -> bool:
    """Tell whether a point lies inside the circle of radius 1."""
    return math.hypot(*point) < 1


def split(points: list[Point]) -> dict[str, list[Point]]:
    """Sort points into those inside and those outside, rounded for the drawing."""
    groups: dict[str, list[Point]] = {"inside": [], "outside": []}
    for x, y in points:
        group = "inside" if is_inside((x, y)) else "outside"
        groups[group].append((round(x, 3), round(y, 3)))
    return groups


def estimate_pi(inside: int, thrown: int) -> dict[str, float]:
    """Return the estimate of π and its uncertainty (one standard deviation)."""
    share = inside / thrown
    return {"estimate": 4 * share, "uncertainty": 4 * math.sqrt(share * (1 - share) / thrown)}
