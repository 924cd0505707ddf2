"""Pages of a running server in Chromium, in which nothing may go wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

DEADLINE_MS = 30_000.0

# Lets a test wait until a frame has arrived: what the page does next, it does in answer to it.
RECORD_FRAMES = """
    window.received = [];
    window.WebSocket = class extends WebSocket {
      constructor(...args) {
        super(...args);
        this.addEventListener('message', (event) => received.push(String(event.data)));
      }
    };
"""

# Chromium keeps to itself in the console what only the event tells, such as a whole sample.
RECORD_VIOLATIONS = """
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      const {effectiveDirective, blockedURI, sample} = event;
      violations.push(`${effectiveDirective} ${blockedURI}`);
      console.error(`refused: ${effectiveDirective} ${blockedURI} ${sample}`);
    });
"""


@contextmanager
def opened(browser: Browser, url: str) -> Iterator[Page]:
    """Open a page with storage of its own.

    What a script throws, an error in the console, what the policy of the page refuses, and a
    request to anywhere but the server of the page fail the test.
    """
    context = browser.new_context()
    context.set_default_timeout(DEADLINE_MS)
    context.add_init_script(RECORD_FRAMES)
    context.add_init_script(RECORD_VIOLATIONS)
    page = context.new_page()
    trouble: list[str] = []
    home = urlsplit(url).netloc

    def note_request(address: str) -> None:
        if urlsplit(address).netloc not in (home, ""):
            trouble.append(f"request to {address}")

    page.on("pageerror", lambda error: trouble.append(f"thrown: {error.message}"))
    page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
    page.on("request", lambda request: note_request(request.url))
    page.on("websocket", lambda socket: note_request(socket.url))
    try:
        page.goto(url)
        yield page
    finally:
        context.close()
    assert trouble == []


def await_frame(page: Page, text: str) -> None:
    """Wait until the page has received a frame that holds a text."""
    page.wait_for_function("(text) => received.some((frame) => frame.includes(text))", arg=text)
