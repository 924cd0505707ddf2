"""Connection: the handshake, signals that come in, processes."""

import json

import pytest
from playwright.sync_api import Page

from .scripted import LIBRARY, ScriptedServer


def test_handshake_carries_the_query_of_the_page(page: Page, server: ScriptedServer) -> None:
    server.serve("", "new Databench.Connection().connect()")
    page.goto(server.url + "page.html?data=1&data=2#part")
    assert server.next_frame() == {"__connect": None, "__request_args": "?data=1&data=2"}


def test_handshake_carries_given_arguments_and_id(page: Page, server: ScriptedServer) -> None:
    server.serve("", f"Databench.connect('ws://127.0.0.1:{server.port}/app/ws', 'a=1', 'mine')")
    page.goto(server.url + "?ignored=1")
    assert server.next_frame() == {"__connect": "mine", "__request_args": "a=1"}


@pytest.mark.parametrize(
    ("query", "arguments", "asked"),
    [
        ("", "", "ws?__connect"),
        ("?data=1&data=%26", "", "ws?__connect&data=1&data=%26"),
        ("?data=1", "undefined, 'secret=1'", "ws"),
        ("?data=1", "undefined, undefined, 'mine'", "ws"),
        ("?data=1", "'ws?own'", "ws?own"),
    ],
)
def test_the_address_speaks_for_a_new_visitor_with_the_query_of_the_page(
    page: Page, server: ScriptedServer, query: str, arguments: str, asked: str
) -> None:
    server.serve("", f"new Databench.Connection({arguments}).connect()")
    with page.expect_websocket() as opened:
        page.goto(server.url + query)
    assert opened.value.url.rpartition("/")[2] == asked


@pytest.mark.parametrize("path", ["", "page.html", "page.html?next=/x/y"])
def test_default_url_is_beside_the_page(page: Page, server: ScriptedServer, path: str) -> None:
    server.serve("", "const connection = new Databench.Connection()")
    page.goto(server.url + path)
    assert page.evaluate("connection.wsUrl") == f"ws://127.0.0.1:{server.port}/app/ws"


def test_connecting_without_any_url_throws(page: Page) -> None:
    page.goto("about:blank")
    page.add_script_tag(path=LIBRARY / "databench.js")
    assert page.evaluate(
        """() => {
            try {
                new Databench.Connection().connect();
            } catch (error) {
                return error.message;
            }
        }"""
    ) == ("Databench.Connection needs the URL of a WebSocket.")


def test_an_impossible_url_is_reported(
    page: Page, server: ScriptedServer, page_errors: list[str]
) -> None:
    server.show(page)
    page.evaluate(
        """() => {
            const other = new Databench.Connection('ftp://127.0.0.1/');
            other.errorCB = (message) => seen.push(message);
            other.connect();
        }"""
    )
    assert page.evaluate("seen") == ["No connection to ftp://127.0.0.1/ can be made here."]
    assert len(page_errors) == 1
    page_errors.clear()


def test_callback_gets_the_connection_at_the_reply(page: Page, server: ScriptedServer) -> None:
    server.replies = False
    server.serve("", "const c = Databench.connect(null, null, null, (x) => { window.called = x; })")
    page.goto(server.url)
    server.next_frame()
    assert page.evaluate("window.called") is None
    server.send("__connect", server.reply())
    page.wait_for_function("window.called === c")
    assert page.evaluate("[c.analysisId, c.databenchBackendVersion, c.analysesVersion]") == [
        "first",
        "0.8.0",
        "1.0",
    ]


def test_attach_resolves_at_the_reply(page: Page, server: ScriptedServer) -> None:
    server.serve("")
    page.goto(server.url)
    assert page.evaluate("Databench.attach().then((c) => c.analysisId)") == "first"


def test_disconnect_is_for_good_and_keeps_the_id(page: Page, server: ScriptedServer) -> None:
    server.show(page)
    page.wait_for_function("databench.analysisId")
    page.evaluate("databench.disconnect(); databench.emit('lost')")
    page.evaluate("databench.connect(() => seen.push('again'))")
    assert server.next_frame()["__connect"] == "first"
    page.wait_for_function("seen[0] === 'again'")
    page.evaluate("databench.emit('kept')")
    assert server.frames_until("kept") == []


def test_callbacks_run_in_their_order(page: Page, server: ScriptedServer) -> None:
    script = """
        databench
          .on('sum', (load, name) => seen.push(['first', load, name]))
          .on({sum: 'a'}, (value, key) => seen.push(['second', value, key]))
          .on('sum', (load, name) => seen.push(['third', load, name]));
    """
    server.show(page, script=script)
    server.send("sum", {"a": 1})
    assert server.seen(page) == [
        ["first", {"a": 1}, "sum"],
        ["second", 1, "a"],
        ["third", {"a": 1}, "sum"],
    ]


def test_a_signal_without_load_gives_undefined(page: Page, server: ScriptedServer) -> None:
    server.show(page, script="databench.on('bare', (load) => seen.push(load === undefined));")
    server.send("bare")
    server.send("bare", None)
    assert server.seen(page) == [True, False]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("'pi'", ["pi"]),
        ("'p.'", ["p."]),
        ("'('", ["("]),
        ("/^pi/", ["pi", "pie"]),
        ("/pi/g", ["pi", "pie", "spin"]),
    ],
)
def test_texts_match_by_equality_and_patterns_by_search(
    page: Page, server: ScriptedServer, key: str, expected: list[str]
) -> None:
    server.show(page, script=f"databench.on({{data: {key}}}, (_, key) => seen.push(key));")
    server.send("data", {"pi": 1, "pie": 2, "spin": 3, "p.": 4, "(": 5})
    assert server.seen(page) == expected


def test_listeners_of_keys_stand_any_load(page: Page, server: ScriptedServer) -> None:
    server.show(page, script="databench.on({data: 'a'}, (value) => seen.push(value));")
    loads: list[object] = [None, 0, False, "text", [], ["a"], {"a": 1}]
    for load in loads:
        server.send("data", load)
    assert server.seen(page) == [1]


def test_a_throwing_callback_costs_the_others_nothing(
    page: Page, server: ScriptedServer, page_errors: list[str]
) -> None:
    script = """
        databench.on('x', () => { throw new Error('broken callback'); });
        databench.on('x', (load) => seen.push(load));
    """
    server.show(page, script=script)
    server.send("x", 1)
    assert server.seen(page) == [1]
    assert page_errors == ["broken callback"]
    page_errors.clear()


def test_once_gets_the_first_load_and_then_listens_no_more(
    page: Page, server: ScriptedServer
) -> None:
    # The only sign of a listener of a key is that its pattern is asked.
    script = """
        const pattern = /a/;
        let asked = 0;
        pattern[Symbol.search] = () => { asked += 1; return 0; };
        databench.once({data: pattern}).then((value) => seen.push(value));
        databench.once('data').then((load) => seen.push(load));
    """
    server.show(page, script=script)
    server.send("data", {"a": 1})
    server.send("data", {"a": 2})
    assert server.seen(page) == [1, {"a": 1}]
    assert page.evaluate("asked") == 1


def test_trigger_calls_the_callbacks_here(page: Page, server: ScriptedServer) -> None:
    script = "databench.on({data: 'a'}, (value, key) => seen.push([key, value]));"
    server.show(page, script=script)
    page.evaluate("databench.trigger('data', {a: 1}).emit('after')")
    assert server.frames_until("after") == []
    assert page.evaluate("seen") == [["a", 1]]


@pytest.mark.parametrize("process_id", [0, 7, "seven"])
def test_processes_are_followed_by_id(
    page: Page, server: ScriptedServer, process_id: int | str
) -> None:
    script = f"databench.onProcess({json.dumps(process_id)}, (status) => seen.push(status));"
    server.show(page, script=script)
    for each in (process_id, "unknown", process_id):
        server.send("__process", {"id": each, "status": "start"})
        server.send("__process", {"id": each, "status": "end"})
    assert server.seen(page) == ["start", "end", "start", "end"]


def test_frames_that_make_no_sense_are_ignored(page: Page, server: ScriptedServer) -> None:
    server.show(page, script="databench.on('x', (load) => seen.push(load));")
    for text in (
        "no JSON",
        "null",
        "3",
        "[]",
        "{}",
        '{"signal": ["x"]}',
        '{"signal": null}',
        '{"signal": "__process"}',
        '{"signal": "__process", "load": null}',
    ):
        server.send_text(text)
    server.send("x", "the next one")
    assert server.seen(page) == ["the next one"]


def test_logs_of_both_ends_go_to_the_console(page: Page, server: ScriptedServer) -> None:
    lines: list[tuple[str, str]] = []
    page.on("console", lambda message: lines.append((message.type, message.text)))
    server.show(page)
    for level in ("log", "warn", "error"):
        server.send(level, f"%s {level}")
    server.settle(page)
    page.evaluate("['log', 'warn', 'error'].forEach((level) => databench.emit(level, level))")
    assert lines == [
        ("log", "backend %s log"),
        ("warning", "backend %s warn"),
        ("error", "backend %s error"),
        ("log", "frontend log"),
        ("warning", "frontend warn"),
        ("error", "frontend error"),
    ]
