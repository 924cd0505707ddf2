"""The lines of YAML that belong to block scalars, where a `#` is no comment."""

import re
from collections.abc import Sequence
from typing import Final

_HEADER: Final = re.compile(
    r"[:?-][ \t]+(?P<value>(?:[&!]\S+[ \t]+){0,2}[|>](?P<marks>[-+1-9]{0,2})[ \t]*(?:[ \t]#.*)?$)"
)
_LEAD: Final = re.compile(r" *(?:[-?] +)*")


def block_scalar_lines(lines: Sequence[str]) -> frozenset[int]:
    """Return the numbers of the lines in block scalars, without those that begin them."""
    found = set[int]()
    # How far the open scalar is indented: 0 if its first line has not come yet, -1 for none.
    least, outer = -1, 0
    for number, line in enumerate(lines, 1):
        indent = len(line) - len(line.lstrip(" "))
        if least == 0 and line.strip():
            least = indent if indent > outer else -1
        if least >= 0 and (indent >= least or not line.strip()):
            found.add(number)
            continue
        header = _header(line)
        outer = _indentation(line, header) if header else 0
        least = _least(outer, header["marks"].strip("+-")) if header else -1
    return frozenset(found)


def _least(outer: int, digits: str) -> int:
    return outer + int(digits) if digits else 0


def _header(line: str) -> re.Match[str] | None:
    header = _HEADER.search(line) if "|" in line or ">" in line else None
    before = line[: header.start()] if header else ""
    return None if before.lstrip().startswith("#") or " #" in before else header


def _indentation(line: str, header: re.Match[str]) -> int:
    """Return how far the key or the dash is indented whose value begins."""
    lead = _LEAD.match(line)
    end = lead.end() if lead else 0
    if end < header.start("value"):
        return end
    return max(line.rfind("-", 0, end), line.rfind("?", 0, end))
