"""Measure dbgen: time and memory of its commands, and the first visit of a page.

`python -m bench.figures [FILE]` prints a table, and writes its figures to FILE as JSON.
"""

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bench.commands import Cost, measured
from bench.page_load import first_visit

SIZES: Final = (10, 100, 1000)

_LEGEND: Final = (
    "seconds (milliseconds per analysis), and the memory of the largest process;",
    "ratio of the milliseconds per analysis for the two largest apps; medians of 3 rounds",
)


def main() -> None:
    """Measure, print, and write the figures to the file that the command line names."""
    with tempfile.TemporaryDirectory(prefix="dbgen-bench-") as folder:
        costs = {size: measured(Path(folder) / str(size), size) for size in SIZES}
        visit = first_visit(Path(folder) / "packaged")
    value = {"commands": as_json(costs), "first_visit": visit}
    sys.stdout.write(f"{table(costs)}\n\n{visit_line(visit)}\n")
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def as_json(costs: Mapping[int, Mapping[str, Cost]]) -> dict[str, Any]:
    """Return seconds and bytes of memory by command and number of analyses."""
    return {
        command: {
            str(size): {"seconds": round(cost[command].seconds, 3), "memory": cost[command].memory}
            for size, cost in costs.items()
        }
        for command in costs[SIZES[0]]
    }


def table(costs: Mapping[int, Mapping[str, Cost]]) -> str:
    """Return a line per command: seconds, milliseconds per analysis, memory, and the ratio."""
    rows = [["", *(f"{size} analyses" for size in costs), "ratio"]]
    rows += [_row(command, costs) for command in costs[SIZES[0]]]
    lines = [f"{first:17}" + "".join(f"{cell:>29}" for cell in cells) for first, *cells in rows]
    return "\n".join([*lines, *_LEGEND])


def _row(command: str, costs: Mapping[int, Mapping[str, Cost]]) -> list[str]:
    cells = [_cell(cost[command], size) for size, cost in costs.items()]
    *_, middle, large = (cost[command].seconds / size for size, cost in costs.items())
    return [command, *cells, f"{large / middle:.2f}"]


def _cell(cost: Cost, size: int) -> str:
    milliseconds = 1000 * cost.seconds / size
    return f"{cost.seconds:.2f} s ({milliseconds:.1f} ms), {cost.memory / 1e6:.0f} MB"


def visit_line(visit: Mapping[str, int]) -> str:
    """Return what the first visit of the packaged analysis costs."""
    return f"first visit of Dummy π: {visit['requests']} requests, {visit['bytes']} bytes"


if __name__ == "__main__":
    main()
