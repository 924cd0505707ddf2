"""A reference: what somebody wrote where a browser expects an address."""

from bisect import bisect_right
from typing import Final, NamedTuple

from dbgen_schema import Position

LINK: Final = "page"
"""The kind of a reference that a visitor follows; all others are loaded with the page."""


class Reference(NamedTuple):
    """An address as it was written: what is expected there, and the offset in the text."""

    kind: str
    url: str
    offset: int


class Lines:
    """Finds the line and column of an offset in a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        while (end := text.find("\n", self._starts[-1])) >= 0:
            self._starts.append(end + 1)

    def locate(self, offset: int) -> Position:
        """Return the place of a character."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)
