"""Offsets in texts, and the lines and columns that they have."""

import pytest

from dbgen.lines import Lines


@pytest.mark.parametrize("text", ["", "a", "\n", "a\n", "\n\nab", "ab\r\ncd\u2028e\n\nf", "é\n😀x"])
def test_every_offset(text: str) -> None:
    lines = Lines(text)
    for offset in range(len(text) + 1):
        line, column = lines.locate(offset)
        before = text[:offset].split("\n")
        assert (line, column) == (len(before), len(before[-1]) + 1)
