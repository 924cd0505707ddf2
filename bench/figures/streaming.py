"""Streaming: a click starts 1,000 updates, each shown as text in Chromium."""

import statistics
from typing import Final

from playwright.sync_api import Page

from bench.chromium import fresh_context, show_first_value
from bench.contenders.installing import Installed
from bench.figures.figure import Figure, Measure, Sample, Tools
from bench.figures.first_load import FIRST_VALUE
from bench.processes import cpu_seconds
from bench.serving import Server, served
from bench.work.work import UPDATES

_WARM_UPS: Final = 4
"""Runs until Chromium has compiled the scripts of a page."""
_RUNS: Final = 7


def _sample(installed: Installed, tools: Tools) -> Sample:
    with served(installed) as server, fresh_context(tools.browser) as context:
        page = context.new_page()
        show_first_value(page, server.page, FIRST_VALUE)
        runs = [_run(page, server) for _ in range(_WARM_UPS + _RUNS)][_WARM_UPS:]
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def _run(page: Page, server: Server) -> Sample:
    cpu = cpu_seconds(server.pid)
    page.evaluate("bench.watchUpdates()")
    page.get_by_role("button", name="Run").click()
    seen = page.evaluate("bench.arrived")
    return {
        "milliseconds": seen["painted"],
        "per_second": 1000 * seen["updates"] / seen["painted"],
        "lost": UPDATES - seen["updates"],
        "cpu_milliseconds": 1000 * (cpu_seconds(server.pid) - cpu),
    }


FIGURE: Final = Figure(
    "streaming",
    "streaming of 1,000 updates",
    (
        Measure("milliseconds", "click until done is visible", "ms", 0),
        Measure("per_second", "updates that reached the page per second", "/s", 0, True),
        Measure("lost", "updates that never reached the page", "", 0),
        Measure("cpu_milliseconds", "processor time of the server", "ms", 0),
    ),
    _sample,
)
