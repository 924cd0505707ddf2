"""Round trip of an action: from the event of a key to the changed text, in Chromium."""

import statistics
from typing import Final

from playwright.sync_api import Page

from bench.chromium import fresh_context, show_first_value
from bench.contenders.installing import Installed
from bench.figures.figure import Figure, Measure, Sample, Tools
from bench.figures.first_load import FIRST_VALUE
from bench.serving import served
from bench.work.work import START, doubled

_WARM_UP: Final = 10
_PRESSES: Final = 200
_SHORT_PRESSES: Final = 50


def _sample(installed: Installed, tools: Tools) -> Sample:
    with served(installed) as server, fresh_context(tools.browser) as context:
        page = context.new_page()
        show_first_value(page, server.page, FIRST_VALUE)
        page.locator(installed.contender.slider).focus()
        presses = _WARM_UP + (_SHORT_PRESSES if tools.short else _PRESSES)
        first = START + installed.contender.first_key
        trips = [_trip(page, first + press) for press in range(presses)]
    percentiles = statistics.quantiles(trips[_WARM_UP:], n=100, method="inclusive")
    return {"p50": percentiles[49], "p99": percentiles[98]}


def _trip(page: Page, value: int) -> float:
    """Press the key that moves the slider by one; return milliseconds until its double is there."""
    page.evaluate("value => bench.expect(value)", str(doubled(value)))
    page.keyboard.press("ArrowRight")
    changed: float = page.evaluate("bench.arrived.then(({ changed }) => changed)")
    return changed


FIGURE: Final = Figure(
    "round_trip",
    "round trip of an action",
    (
        Measure("p50", "input event to changed text, p50", "ms", 2),
        Measure("p99", "input event to changed text, p99", "ms", 2),
    ),
    _sample,
)
