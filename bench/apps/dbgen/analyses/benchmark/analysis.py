"""The work of the benchmark as an analysis."""

import databench
from analyses.work import START, doubled, updates


class Benchmark(databench.Analysis):
    """Double the value of the slider; throw points."""

    @databench.on
    def connected(self) -> None:
        """Show the first value."""
        self.data.init(doubled=doubled(START))

    @databench.on
    def number(self, value: int) -> None:
        """Take a value of the slider."""
        self.set_state(doubled=doubled(value))

    @databench.on
    async def run(self) -> None:
        """Send the updates, never faster than the page reads."""
        await self.emit("status", "running")
        for text in updates():
            await self.emit("progress", text)
        await self.emit("status", "done")
