"""What is edited, in dbgen."""

import databench


class Edited(databench.Analysis):
    """Show a text."""

    @databench.on
    async def connected(self) -> None:
        """Show it to whoever comes, and comes back."""
        await self.emit("text", "This is python 0.")
