"""First load in Chromium with an empty cache."""

import statistics
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser
from tests.end_to_end.first_visit import FirstVisit

from bench.chromium import fresh_context, show_first_value
from bench.contenders.installing import Installed
from bench.figures.figure import Figure, Measure, Sample, Tools
from bench.serving import served
from bench.work.work import START, doubled

FIRST_VALUE: Final = str(doubled(START))
_LOADS: Final = 7


@dataclass(frozen=True, slots=True)
class _Load:
    milliseconds: float
    visit: FirstVisit


def _sample(installed: Installed, tools: Tools) -> Sample:
    with served(installed) as server:
        # The first load of a fresh server and a fresh browser warms both up.
        loads = [_load(tools.browser, server.page) for _ in range(1 + _LOADS)][1:]
    return {
        "milliseconds": statistics.median(load.milliseconds for load in loads),
        "requests": statistics.median(len(load.visit.requests) for load in loads),
        "kilobytes": statistics.median(load.visit.size for load in loads) / 1000,
    }


def _load(browser: Browser, url: str) -> _Load:
    with fresh_context(browser) as context:
        page = context.new_page()
        visit = FirstVisit()
        visit.follow(page)
        milliseconds = show_first_value(page, url, FIRST_VALUE)
        page.wait_for_load_state("networkidle")
    return _Load(milliseconds, visit)


FIGURE: Final = Figure(
    "first_load",
    "first load, empty cache",
    (
        Measure("milliseconds", "until the first backend value is visible", "ms", 0),
        Measure("requests", "requests", "", 0),
        Measure("kilobytes", "over the wire", "kB"),
    ),
    _sample,
)
