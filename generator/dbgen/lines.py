"""Lines and columns of offsets in a text."""

from bisect import bisect_right
from itertools import accumulate

from dbgen_schema import Position


class Lines:
    """Finds the line and column of an offset in a text."""

    def __init__(self, text: str) -> None:
        # The last of them is behind the text.
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]

    def locate(self, offset: int) -> Position:
        """Return the place of a character."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)
