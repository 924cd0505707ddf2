"""What the commands of dbgen take, for apps of 10, 100 and 1,000 analyses."""

import shutil
import tempfile
from pathlib import Path
from typing import Final

from bench.commands import COMMANDS, Cost, cost_of
from bench.contenders.dbgen import is_dbgen
from bench.contenders.installing import Installed
from bench.figures.figure import Figure, Measure, Sample, Tools
from bench.projects import write_project

_SIZES: Final = (10, 100, 1000)


def _sample(_: Installed, tools: Tools) -> Sample:
    sample: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="dbgen-bench-") as folder:
        for size in _SIZES[:2] if tools.short else _SIZES:
            project = Path(folder) / str(size)
            write_project(project, size)
            costs = {command: cost_of(project, command) for command in COMMANDS}
            sample |= _values(costs, size)
            shutil.rmtree(project)
    return sample


def _values(costs: dict[str, Cost], size: int) -> dict[str, float]:
    seconds = {f"{command}, {size:,}": cost.seconds for command, cost in costs.items()}
    largest = max(cost.memory for cost in costs.values())
    return {**seconds, f"memory, {size:,}": largest / 1e6}


FIGURE: Final = Figure(
    "commands",
    "commands of dbgen, by number of analyses",
    (
        *(
            Measure(f"{command}, {size:,}", f"{command}, {size:,}", "s", 2)
            for command in COMMANDS
            for size in _SIZES
        ),
        *(
            Measure(f"memory, {size:,}", f"memory of the largest process, {size:,}", "MB", 0)
            for size in _SIZES
        ),
    ),
    _sample,
    once=True,
    takes=is_dbgen,
)
