"""The log and the alerts."""

from playwright.sync_api import Page, expect

from .scripted import ScriptedServer

REGIONS = '<div id="databench-alerts"></div><pre id="log">old</pre>'


def lines(page: Page, server: ScriptedServer) -> list[str]:
    """Return the lines of the log when all frames so far have arrived."""
    server.settle(page)
    text: str = page.evaluate("document.getElementById('log').textContent")
    return text.splitlines()


def test_the_log_has_lines_of_both_ends(page: Page, server: ScriptedServer) -> None:
    server.show(page, REGIONS)
    for level in ("log", "warn", "error"):
        server.send(level, "text")
    assert lines(page, server) == ["backend: text", "backend warn: text", "backend error: text"]
    page.evaluate("databench.emit('log', 1).emit('warn', {a: 2}).emit('error', 'text')")
    assert [server.next_frame()["load"] for _ in range(3)] == [1, {"a": 2}, "text"]
    assert page.locator("#log span").all_inner_texts()[3:] == [
        "frontend: 1",
        'frontend warn: {\n  "a": 2\n}',
        "frontend error: text",
    ]
    assert page.locator("#log .warn").count() == 2


def test_the_log_keeps_twenty_lines_of_250_characters(page: Page, server: ScriptedServer) -> None:
    server.show(page, REGIONS)
    for number in range(25):
        server.send("log", f"{number}")
    server.send("log", "x" * 300)
    shown = lines(page, server)
    assert shown[:-1] == [f"backend: {number}" for number in range(6, 25)]
    assert len(shown[-1]) == 250
    assert shown[-1].startswith("backend: xxx")
    assert shown[-1].endswith("x…")


def test_the_log_stands_any_load(page: Page, server: ScriptedServer) -> None:
    server.show(page, REGIONS)
    loads: list[object] = [None, 0, False, []]
    for load in loads:
        server.send("log", load)
    assert lines(page, server) == ["backend: ", "backend: 0", "backend: false", "backend: []"]


def test_wiring_twice_shows_lines_and_alerts_once(page: Page, server: ScriptedServer) -> None:
    server.show(page, REGIONS)
    page.evaluate("Databench.ui.wire(databench)")
    server.send("log", "once")
    assert lines(page, server) == ["backend: once"]
    page.evaluate("databench.errorCB('trouble')")
    expect(page.locator("#databench-alerts")).to_have_text("trouble")


def test_two_connections_share_the_log(page: Page, server: ScriptedServer) -> None:
    server.show(page, REGIONS)
    page.evaluate(
        "{ const other = Databench.ui.wire(new Databench.Connection()); other.trigger('log', 2) }"
    )
    server.send("log", "one")
    assert lines(page, server) == ["backend: 2", "backend: one"]


def test_regions_are_found_outside_of_the_root(page: Page, server: ScriptedServer) -> None:
    server.serve(
        f"{REGIONS}<section></section>",
        """let settled;
        const databench = new Databench.Connection().on('settle', (n) => { settled = n; });
        Databench.ui.wire(databench, document.querySelector('section')).connect();""",
    )
    page.goto(server.url)
    server.next_frame()
    server.send("log", "found")
    assert lines(page, server) == ["backend: found"]


def test_a_log_that_is_a_text_too_is_still_the_log(page: Page, server: ScriptedServer) -> None:
    server.show(page, '<pre id="log" data-action="log"></pre>')
    server.send("log", "line")
    assert lines(page, server) == ["backend: line"]


def test_regions_are_announced(page: Page, server: ScriptedServer) -> None:
    server.show(page, REGIONS)
    expect(page.locator("#log")).to_have_attribute("aria-live", "polite")
    expect(page.locator("#databench-alerts")).to_have_attribute("role", "alert")
    expect(page.locator("#databench-alerts")).to_have_attribute("aria-live", "assertive")


def test_a_repeated_alert_is_counted(page: Page, server: ScriptedServer) -> None:
    server.show(page, REGIONS)
    page.evaluate("['a', 'b', 'a', 'a'].forEach((message) => databench.errorCB(message))")
    assert sorted(page.locator("#databench-alerts > *").all_inner_texts()) == ["a (3)", "b"]


def test_a_repeated_alert_that_is_a_node_is_counted(page: Page, server: ScriptedServer) -> None:
    server.show(page, REGIONS)
    page.evaluate(
        """() => {
            for (let i = 0; i < 3; i += 1) {
              const node = document.createElement('span');
              node.innerHTML = 'See <a href="/help">help</a>';
              databench.errorCB(node);
            }
        }"""
    )
    expect(page.locator("#databench-alerts > *")).to_have_text("See help (3)")
    expect(page.locator("#databench-alerts a")).to_have_count(1)


def test_alerts_are_cleared_at_once(page: Page, server: ScriptedServer) -> None:
    server.show(page, REGIONS)
    page.evaluate("databench.errorCB('a'); databench.errorCB()")
    expect(page.locator("#databench-alerts")).to_be_empty()
    page.evaluate("databench.errorCB('a')")
    expect(page.locator("#databench-alerts")).to_have_text("a")


def test_a_page_formats_its_alerts(page: Page, server: ScriptedServer) -> None:
    script = """
        document.getElementById('databench-alerts').databenchUI.formatFn =
          (message, count) => `${count} times ${message}`;
    """
    server.show(page, REGIONS, script)
    page.evaluate("databench.errorCB('a'); databench.errorCB('a')")
    expect(page.locator("#databench-alerts")).to_have_text("2 times a")
