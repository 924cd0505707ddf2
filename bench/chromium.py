"""Chromium for measurements, and pages that note when something can be seen."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.chromium import FLAGS

DEADLINE_MS: Final = 60_000.0
# In every new window, Chromium loads pages of its own for what drops down from the address bar:
# half a second of work beside the page that is measured.
_WITHOUT: Final = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup")
_QUIET: Final = f"--disable-features={','.join(_WITHOUT)}"
_OBSERVER: Final = Path(__file__).parent / "observer.js"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    executable = shutil.which("chromium")
    if executable is None:
        sys.exit("the measurements drive Debian's package chromium: install it first")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[*FLAGS, _QUIET])
        yield browser
        browser.close()


@contextmanager
def fresh_context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a context with an empty cache, in whose pages `bench` observes what is shown."""
    context = browser.new_context()
    context.set_default_timeout(DEADLINE_MS)
    context.add_init_script(path=_OBSERVER)
    yield context
    context.close()


def show_first_value(page: Page, url: str, value: str) -> float:
    """Open a page; return the milliseconds from its request until a value can be seen."""
    page.add_init_script(f"bench.expect({value!r})")
    page.goto(url, wait_until="commit")
    shown: float = page.evaluate("bench.arrived.then(({ painted }) => painted)")
    return shown
