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

_SETTLE_MS: Final = 1000.0
_WARM_UP: Final = 10
_PRESSES: Final = 200
_ANY: Final = "doubled: [0-9]+"
_SHORT_PRESSES: Final = 50


def _sample(installed: Installed, tools: Tools) -> Sample:
    with served(installed) as server, fresh_context(tools.browser) as context:
        page = context.new_page()
        show_first_value(page, server.page, FIRST_VALUE)
        # Pages go on to set themselves up after their first value.
        page.wait_for_timeout(_SETTLE_MS)
        page.locator(installed.contender.slider).focus()
        presses = _WARM_UP + (_SHORT_PRESSES if tools.short else _PRESSES)
        even = installed.contender.even_steps
        values = [str(doubled(START + press)) if even else _ANY for press in range(1, 1 + presses)]
        trips = [_trip(page, value) for value in values]
    percentiles = statistics.quantiles(trips[_WARM_UP:], n=100, method="inclusive")
    return {"p50": percentiles[49], "p99": percentiles[98]}


def _trip(page: Page, value: str) -> float:
    """Press the key that moves the slider; return milliseconds until the new double is there."""
    page.evaluate("value => bench.expect(value)", value)
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
