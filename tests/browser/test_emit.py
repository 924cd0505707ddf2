"""Actions that go out: hooks, the queue, their order."""

from playwright.sync_api import Page

from .scripted import ScriptedServer

# Keeps count of the runs of a hook and lets it change what is sent.
COUNTING_HOOK = """
    let runs = 0;
    databench.preEmit('add', (message) => { runs += 1; return message + 1; });
"""


def test_messages_are_sent_as_they_are(page: Page, server: ScriptedServer) -> None:
    server.show(page)
    page.evaluate(
        """() => {
            databench.emit('none').emit('null', null).emit('zero', 0).emit('empty', '')
              .emit('list', [1]).emit('map', {a: {b: 1}}).emit('done');
        }"""
    )
    assert server.frames_until("done") == [
        {"signal": "none"},
        {"signal": "null", "load": None},
        {"signal": "zero", "load": 0},
        {"signal": "empty", "load": ""},
        {"signal": "list", "load": [1]},
        {"signal": "map", "load": {"a": {"b": 1}}},
    ]


def test_hooks_run_in_order_on_what_the_one_before_returned(
    page: Page, server: ScriptedServer
) -> None:
    script = """
        databench.preEmit('x', (message) => message + 'a').preEmit('x', (message) => message + 'b');
    """
    server.show(page, script=script)
    page.evaluate("databench.emit('x', '-').emit('y', '-').emit('done')")
    assert [frame["load"] for frame in server.frames_until("done")] == ["-ab", "-"]


def test_a_throwing_hook_is_passed_over(
    page: Page, server: ScriptedServer, page_errors: list[str]
) -> None:
    script = "databench.preEmit('x', () => { throw new Error('broken hook'); });"
    server.show(page, script=script)
    page.evaluate("databench.emit('x', 1).emit('done')")
    assert server.frames_until("done") == [{"signal": "x", "load": 1}]
    assert page_errors == ["broken hook"]
    page_errors.clear()


def test_a_message_that_is_no_json_is_reported_and_not_sent(
    page: Page, server: ScriptedServer, page_errors: list[str]
) -> None:
    server.show(page)
    page.evaluate("const loop = {}; loop.loop = loop; databench.emit('x', loop).emit('done')")
    assert server.frames_until("done") == []
    assert "circular" in page_errors.pop()


def test_without_connect_only_the_hooks_run(page: Page, server: ScriptedServer) -> None:
    server.serve(
        "",
        f"const databench = new Databench.Connection(); {COUNTING_HOOK}"
        "databench.emit('add', 1); databench.connect(() => databench.emit('done'));",
    )
    page.goto(server.url)
    assert "__connect" in server.next_frame()
    assert server.frames_until("done") == []
    assert page.evaluate("runs") == 1


def test_early_messages_follow_the_handshake_in_order(page: Page, server: ScriptedServer) -> None:
    server.serve(
        "",
        f"const databench = new Databench.Connection(); {COUNTING_HOOK} databench.connect();"
        "for (let i = 0; i < 5; i += 1) databench.emit('add', i);"
        "databench.connect(() => databench.emit('done'));",
    )
    page.goto(server.url)
    assert "__connect" in server.next_frame()
    assert [frame["load"] for frame in server.frames_until("done")] == [1, 2, 3, 4, 5]
    assert page.evaluate("runs") == 5


def test_messages_wait_for_a_connection_that_comes_back(page: Page, server: ScriptedServer) -> None:
    script = f"{COUNTING_HOOK} databench.errorCB = (message) => seen.push(message ? 1 : 'open');"
    server.show(page, script=script)
    # The timer that would connect again waits for the test, so the messages certainly come first.
    page.evaluate("{ window.setTimeout = (callback) => { window.comeBack = callback; }; 0 }")
    server.drop()
    page.wait_for_function("window.comeBack !== undefined")
    page.evaluate("databench.emit('add', 1).emit('add', 2); window.comeBack()")
    assert server.next_frame()["__connect"] == "first"
    page.evaluate("databench.emit('done')")
    assert [frame["load"] for frame in server.frames_until("done")] == [2, 3]
    assert page.evaluate("runs") == 2


def test_what_is_emitted_when_the_connection_opens_follows_what_waits(
    page: Page, server: ScriptedServer
) -> None:
    script = "databench.errorCB = (message) => { if (!message) databench.emit('back'); };"
    server.show(page, script=script)
    assert server.frames_until("back") == []
    page.evaluate("{ window.setTimeout = (callback) => { window.comeBack = callback; }; 0 }")
    server.drop()
    page.wait_for_function("window.comeBack !== undefined")
    page.evaluate("databench.emit('waiting'); window.comeBack()")
    signals = [server.next_frame().get("signal", "__connect") for _ in range(3)]
    assert signals == ["__connect", "waiting", "back"]


def test_a_full_queue_refuses_and_reports(page: Page, server: ScriptedServer) -> None:
    server.serve(
        "",
        """
        const reports = [];
        const databench = new Databench.Connection();
        databench.errorCB = (message) => message && reports.push(message);
        databench.connect(() => databench.emit('done'));
        for (let i = 0; i < 1002; i += 1) databench.emit('add', i);
        """,
    )
    page.goto(server.url)
    assert "__connect" in server.next_frame()
    assert [frame["load"] for frame in server.frames_until("done")] == list(range(1000))
    assert (
        page.evaluate("reports")
        == ["Too many messages wait for the connection: the last one was dropped."] * 2
    )
