"""A real Chromium, and a page in it whose script errors fail the test."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from .scripted import ScriptedServer

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


# Playwright's sync API keeps an event loop running in this thread while it is open, and with it
# asyncio.run() fails in every test that follows: so it ends with the module that asked for it.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium with a fresh profile."""
    executable = shutil.which("chromium")
    assert executable is not None, "these tests drive Debian's package chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def page_errors() -> list[str]:
    """Collect what scripts of the page threw; a test that expects an error takes it out."""
    return []


@pytest.fixture
def page(browser: Browser, page_errors: list[str]) -> Iterator[Page]:
    """Open a page with storage of its own; an uncaught error in it fails the test."""
    context = browser.new_context()
    page = context.new_page()
    page.on("pageerror", lambda error: page_errors.append(error.message))
    yield page
    context.close()
    assert page_errors == []


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """Start the other end of the wire, which does what the test says."""
    with ScriptedServer() as scripted:
        yield scripted
