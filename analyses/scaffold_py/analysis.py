"""Scaffold_Py: the smallest analysis with a Python kernel."""

import os

import databench
import databench_py.singlethread


class Scaffold_Py(databench.Analysis):  # noqa: N801  # the class name of the published example
    """Greet whoever types a name, from a process of its own."""

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
        self.emit("log", f"process {os.getpid()} greets {self.data['who']}")
        self.set_state(reply=f"Hello, {self.data['who']}!")


if __name__ == "__main__":
    databench_py.singlethread.Meta("scaffold_py", Scaffold_Py).event_loop()
