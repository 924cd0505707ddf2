"""An analysis in a process of its own."""

import databench


class Kernel(databench.Analysis):
    """Say that it is there."""

    @databench.on
    def connected(self) -> None:
        """Show the first number."""
        self.data.init(number=1)
