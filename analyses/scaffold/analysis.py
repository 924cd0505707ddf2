"""Scaffold: the smallest analysis that answers its page."""

import databench


class Scaffold(databench.Analysis):
    """Greet whoever types a name."""

    @databench.on
    def connected(self) -> None:
        """Give the text input its first value."""
        self.data.init(who="World")

    @databench.on
    def who(self, value: str) -> None:
        """Keep what was typed into the text input called `who`."""
        self.set_state(who=value)

    @databench.on
    def greet(self) -> None:
        """Answer the button with the action `greet`."""
        self.emit("log", f"greeting {self.data['who']}")
        self.set_state(reply=f"Hello, {self.data['who']}!")
