"""A page whose script errors fail the test, and the server that it talks to."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from .scripted import ScriptedServer


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
