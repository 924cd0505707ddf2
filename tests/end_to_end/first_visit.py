"""What the first visit of a page costs: its requests, and their bytes over the wire."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page


@dataclass
class FirstVisit:
    """The addresses that a browser asked for, and the bytes of each answer with its headers."""

    requests: list[str] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)

    @property
    def size(self) -> int:
        """The bytes of all answers."""
        return round(sum(self.answers))

    def follow(self, page: Page) -> None:
        """Take note of all that a page asks for from now on."""
        network = page.context.new_cdp_session(page)
        network.on("Network.requestWillBeSent", self.note_request)
        network.on("Network.webSocketCreated", lambda event: self.requests.append(event["url"]))
        network.on(
            "Network.loadingFinished", lambda event: self.note_size(event["encodedDataLength"])
        )
        network.on(
            "Network.webSocketHandshakeResponseReceived",
            lambda event: self.note_size(len(event["response"].get("headersText", ""))),
        )
        network.send("Network.enable")

    def note_request(self, event: dict[str, Any]) -> None:
        """Take note of a request; what stands in the page itself is none."""
        if not event["request"]["url"].startswith("data:"):
            self.requests.append(event["request"]["url"])

    def note_size(self, size: float) -> None:
        """Take note of an answer; what stands in the page itself has no size here."""
        if size:
            self.answers.append(size)


def visit_first(browser: Browser, url: str) -> FirstVisit:
    """Open a page of a live analysis with an empty cache, wait for all it loads, and leave."""
    visit = FirstVisit()
    context = browser.new_context()
    page = context.new_page()
    visit.follow(page)
    with page.expect_websocket():
        page.goto(url, wait_until="networkidle")
    context.close()
    return visit
