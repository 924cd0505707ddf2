"""The work of the benchmark in Databench 0.7."""

from collections.abc import Iterator

import databench
from analyses.work import START, doubled, updates


class Benchmark(databench.Analysis):
    """Double the value of the slider; throw points."""

    @databench.on
    def connected(self) -> Iterator[object]:
        """Show the first value."""
        yield self.data.init({"doubled": doubled(START)})

    @databench.on
    def number(self, value: int) -> Iterator[object]:
        """Take a value of the slider."""
        yield self.set_state(doubled=doubled(value))

    @databench.on
    def run(self) -> Iterator[object]:
        """Send the updates."""
        yield self.emit("status", "running")
        for text in updates():
            yield self.emit("progress", text)
        yield self.emit("status", "done")
