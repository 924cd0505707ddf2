"""A number that all visitors see."""

import databench


class Shared(databench.Analysis):
    """Keep a number for all."""

    @databench.on
    def connected(self) -> None:
        """Show the first number."""
        self.class_data.init(number=0)

    @databench.on
    async def number(self, value: int) -> None:
        """Take a number from one visitor and show it to all."""
        await self.set_class_state(number=value)
