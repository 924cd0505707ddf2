"""Cold start: from the start of the process to the first 200 of the page."""

import statistics
from typing import Final

from bench.contenders.installing import Installed
from bench.figures.figure import Figure, Measure, Sample, Tools
from bench.serving import served

_STARTS: Final = 2


def _sample(installed: Installed, tools: Tools) -> Sample:
    # The first start compiles the app.
    starts = [_start(installed) for _ in range(1 + (1 if tools.short else _STARTS))][1:]
    return {"milliseconds": statistics.median(starts)}


def _start(installed: Installed) -> float:
    with served(installed) as server:
        return 1000 * server.start_seconds


FIGURE: Final = Figure(
    "cold_start",
    "cold start",
    (Measure("milliseconds", "process start to first 200 of the page", "ms", 0),),
    _sample,
)
