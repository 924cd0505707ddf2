"""A lost connection: delays, the id, giving up, and starting anew."""

import pytest
from playwright.sync_api import Browser, Page, expect

from .scripted import ScriptedServer

# Timers do not run by themselves: a test looks at their delays and runs them.
TIMERS = """
    const timers = [];
    window.setTimeout = (callback, delay) => timers.push({callback, delay});
    window.clearTimeout = (number) => { if (number) timers[number - 1].delay = null; };
    function delays() { return timers.map((timer) => timer.delay); }
    function run(delay) { timers.findLast((timer) => timer.delay === delay).callback(); }
"""
ALERTS = '<div id="databench-alerts"></div>'
RETURNS = {
    "online": "window.dispatchEvent(new Event('online'))",
    "visible": "document.dispatchEvent(new Event('visibilitychange'))",
    "pageshow": "window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))",
}


def use_up_attempts(page: Page, server: ScriptedServer, random: float) -> list[float]:
    """Lose the connection, let every attempt fail, and return the delays before them."""
    server.refuses = True
    page.evaluate(f"Math.random = () => {random}; timers.length = 0; 0")
    server.drop()
    for attempt in range(1, 6):
        page.wait_for_function(f"timers.length === {attempt}")
        page.evaluate("timers.at(-1).callback()")
    expect(page.locator("#databench-alerts")).to_contain_text("closed")
    delays: list[float] = page.evaluate("delays()")
    return delays


def test_the_connection_comes_back_with_its_id(page: Page, server: ScriptedServer) -> None:
    server.show(page, "<p data-action='pi'></p>", "databench.on('x', (x) => seen.push(x));")
    page.wait_for_function("databench.analysisId === 'first'")
    server.drop()
    assert server.next_frame() == {"__connect": "first", "__request_args": ""}
    server.send("data", {"pi": 3})
    server.send("x", 1)
    expect(page.locator("p")).to_have_text("3")
    page.wait_for_function("seen.length === 1")


def test_the_callback_of_connect_is_not_called_again(page: Page, server: ScriptedServer) -> None:
    server.show(page, script="databench.connect(() => seen.push('callback'));")
    page.wait_for_function("seen.length === 1")
    server.drop()
    server.next_frame()
    assert server.seen(page) == ["callback"]


@pytest.mark.parametrize(
    ("random", "expected"),
    [(0.0, [140, 280, 560, 1120, 2240]), (1.0, [200, 400, 800, 1600, 3200])],
)
def test_five_attempts_with_doubled_delays(
    page: Page, server: ScriptedServer, random: float, expected: list[float]
) -> None:
    server.show(page, ALERTS, TIMERS)
    assert use_up_attempts(page, server, random) == pytest.approx(expected)
    assert server.attempts == 1 + 5


def test_opening_resets_the_delay(page: Page, server: ScriptedServer) -> None:
    server.show(page, script=f"{TIMERS} Math.random = () => 1;")
    for _ in range(2):
        page.evaluate("timers.length = 0")
        server.drop()
        page.wait_for_function("timers.length === 1")
        assert page.evaluate("delays()") == [200]
        page.evaluate("run(200)")
        server.next_frame()


def test_given_up_the_visitor_is_offered_to_reload(page: Page, server: ScriptedServer) -> None:
    server.show(page, ALERTS, TIMERS)
    use_up_attempts(page, server, 1.0)
    server.refuses = False
    with page.expect_navigation():
        page.get_by_role("link", name="Reload the page").click()
    assert server.next_frame()["__connect"] is None


@pytest.mark.parametrize("event", RETURNS.values(), ids=RETURNS.keys())
def test_given_up_it_starts_anew_when_the_visitor_is_back(
    page: Page, server: ScriptedServer, event: str
) -> None:
    server.show(page, ALERTS, TIMERS)
    use_up_attempts(page, server, 1.0)
    server.refuses = False
    page.evaluate(event)
    assert server.next_frame()["__connect"] == "first"
    expect(page.locator("#databench-alerts")).to_be_empty()


@pytest.mark.parametrize("event", RETURNS.values(), ids=RETURNS.keys())
def test_a_waiting_attempt_is_made_at_once_when_the_visitor_is_back(
    page: Page, server: ScriptedServer, event: str
) -> None:
    server.show(page, script=TIMERS)
    page.evaluate("timers.length = 0")
    server.drop()
    page.wait_for_function("timers.length === 1")
    page.evaluate(event)
    assert server.next_frame()["__connect"] == "first"
    assert page.evaluate("delays()") == [None]


def test_returning_to_an_open_connection_changes_nothing(
    page: Page, server: ScriptedServer
) -> None:
    server.show(page)
    for event in RETURNS.values():
        page.evaluate(event)
    page.evaluate("databench.emit('done')")
    assert server.frames_until("done") == []
    assert server.attempts == 1


def test_disconnected_it_stays_away(page: Page, server: ScriptedServer) -> None:
    server.show(page)
    page.evaluate("databench.disconnect()")
    for event in RETURNS.values():
        page.evaluate(event)
    # Sockets open in turn, so one that came back would be here before that of another connection.
    page.evaluate("{ new Databench.Connection(null, 'other').connect() }")
    assert server.next_frame()["__request_args"] == "other"
    assert server.attempts == 2


def test_an_opening_that_fails_is_reported_once(page: Page, server: ScriptedServer) -> None:
    server.refuses = True
    server.serve(
        ALERTS,
        f"""{TIMERS}
        const databench = Databench.ui.wire(new Databench.Connection());
        databench.connect();""",
    )
    page.goto(server.url)
    page.wait_for_function("timers.length === 2")
    page.evaluate("run(2000)")
    expect(page.locator("#databench-alerts")).to_have_text(
        "The connection to the backend could not be opened."
    )
    assert page.evaluate("delays().filter((delay) => delay === 2000).length") == 1


def test_an_opening_that_is_under_way_is_not_reported(page: Page, server: ScriptedServer) -> None:
    server.show(page, ALERTS, TIMERS)
    page.evaluate("run(2000)")
    expect(page.locator("#databench-alerts")).to_be_empty()


def test_opening_clears_the_alerts(page: Page, server: ScriptedServer) -> None:
    server.show(page, ALERTS)
    page.evaluate("databench.errorCB('trouble')")
    expect(page.locator("#databench-alerts")).to_have_text("trouble")
    server.drop()
    server.next_frame()
    expect(page.locator("#databench-alerts")).to_be_empty()


@pytest.mark.parametrize(("before", "after"), [("1.0", "1.1"), (None, "1.0"), ("1.0", None)])
def test_another_version_reloads_the_page(
    page: Page, server: ScriptedServer, before: str | None, after: str | None
) -> None:
    server.analyses_version = before
    server.show(page)
    page.wait_for_function("databench.analysisId")
    server.analyses_version = after
    server.drop()
    assert server.next_frame()["__connect"] == "first"
    assert server.next_frame()["__connect"] is None


@pytest.mark.parametrize("version", ["1.0", None])
def test_the_same_version_does_not(page: Page, server: ScriptedServer, version: str | None) -> None:
    server.analyses_version = version
    server.show(page, script="window.stays = true;")
    server.drop()
    server.next_frame()
    server.settle(page)
    assert page.evaluate("window.stays")


def test_a_process_that_was_running_has_ended(page: Page, server: ScriptedServer) -> None:
    server.show(page, "<button id='run'>Run</button>")
    page.click("button")
    process = server.next_frame()["load"]["__process_id"]
    server.send("__process", {"id": process, "status": "start"})
    expect(page.locator("button")).to_have_class("disabled")
    server.drop()
    server.next_frame()
    expect(page.locator("button")).to_have_class("")
    page.click("button")
    assert server.next_frame()["signal"] == "run"


def test_two_pages_have_connections_of_their_own(
    browser: Browser, page: Page, server: ScriptedServer
) -> None:
    server.show(page)
    page.wait_for_function("databench.analysisId === 'first'")
    server.analysis_id = "second"
    with browser.new_context() as context:
        other = context.new_page()
        server.show(other)
        other.wait_for_function("databench.analysisId === 'second'")
    assert page.evaluate("databench.analysisId") == "first"
