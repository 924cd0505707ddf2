"""A page that follows edits: what it replaces, what reloads it, and what it keeps."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .scripted import ScriptedServer

SERVICE_RESTART = 1012
FOLLOWER = '<script src="/_static/develop.js" data-digest="d1"></script>'
FRAME = """<!doctype html><html><head><meta charset="utf-8">{follower}<title>Test</title>
<link rel="icon" href="data:,">{head}</head><body>{body}
<script src="/_static/databench.js"></script><script>{script}</script></body></html>"""
WIRED = """
    const databench = Databench.ui.wire(new Databench.Connection());
    databench.connect();
"""
LOSING = """
    let lost = false;
    class Socket extends WebSocket {
        constructor(url) {
            super(url);
            this.addEventListener('close', () => { lost = true; });
        }
    }
    window.WebSocket = Socket;
"""
FIELDS = """
<input id="a" type="text" value="one"><input name="b"><input name="b"><input>
<textarea id="c">old</textarea>
<input type="checkbox" name="d" checked><input type="radio" name="e" value="1" checked>
<input type="radio" name="e" value="2">
<label for="f">f</label><input type="range" id="f" min="0" max="10" value="5">
<select id="g"><option>x</option><option>y</option></select>
<select id="h" multiple><option>x</option><option selected>y</option><option>z</option></select>
<div id="i" contenteditable></div><details id="j"><summary>More</summary>text</details>
<input type="password" id="k"><input type="number" name="l">
"""
VALUES = """[
    ...[...document.querySelectorAll('input')].map((e) =>
        e.type === 'checkbox' || e.type === 'radio' ? e.checked : e.value),
    document.querySelector('textarea').value,
    ...[...document.querySelectorAll('option')].map((e) => e.selected),
    document.querySelector('[contenteditable]').innerHTML,
    document.querySelector('details').open,
]"""


def serve(server: ScriptedServer, body: str = "", head: str = "", script: str = "") -> None:
    """Make the page."""
    server.html = FRAME.format(follower=FOLLOWER, head=head, body=body, script=script)


def show(
    page: Page, server: ScriptedServer, body: str = "", head: str = "", script: str = ""
) -> dict[str, Any]:
    """Open a page that follows edits, and return its hello."""
    serve(server, body, head, script)
    page.goto(server.url)
    return server.next_hello()


def reload(page: Page, server: ScriptedServer) -> None:
    """Have the page reloaded because of an edit of it, and wait until it is back."""
    with page.expect_navigation():
        server.tell("changed", seq=1, paths=["/app/"])
    assert server.next_hello()["seq"] is None


def colour(page: Page) -> str:
    """Return the colour of the text."""
    return str(page.evaluate("getComputedStyle(document.body).color"))


def test_a_page_says_what_it_shows(page: Page, server: ScriptedServer) -> None:
    hello = show(page, server)
    assert {**hello, "age": 0} == {
        "type": "hello",
        "path": "/app/",
        "digest": "d1",
        "seq": None,
        "age": 0,
    }
    assert 0 < hello["age"] < 20_000


def test_it_comes_back_with_the_number_of_what_it_knows(page: Page, server: ScriptedServer) -> None:
    show(page, server)
    server.tell("welcome", seq=3)
    server.tell("changed", seq=5, paths=["/elsewhere"])
    server.drop(SERVICE_RESTART)
    assert server.next_hello()["seq"] == 5
    server.drop()
    assert server.next_hello()["seq"] == 5


@pytest.mark.parametrize(
    ("head", "files", "edited", "path"),
    [
        ('<link rel="stylesheet" href="a.css">', {"a.css": "body {color: red}"}, "a.css", "a.css"),
        (
            '<link rel="Stylesheet" href="/app/a%20%C3%A4.css?v=1" integrity="" media="all">',
            {"a ä.css": "body {color: red}"},
            "a ä.css",
            "a ä.css",
        ),
        (
            '<link rel="stylesheet" href="a.css">',
            {
                "a.css": "@import 'b.css';",
                "b.css": "@import 'c.css';",
                "c.css": "body {color: red}",
            },
            "c.css",
            "c.css",
        ),
        (
            "<style>@import 'c.css';</style>",
            {"c.css": "body {color: red}"},
            "c.css",
            "c.css",
        ),
    ],
    ids=["linked", "with a query", "imported", "imported by the page"],
)
def test_a_style_sheet_is_replaced_in_place(
    page: Page, server: ScriptedServer, head: str, files: dict[str, str], edited: str, path: str
) -> None:
    server.files = files
    show(page, server, head=head)
    assert colour(page) == "rgb(255, 0, 0)"
    page.evaluate("window.stays = true")
    nodes = page.locator("link[rel=stylesheet i], style")
    for seq, (name, shown) in enumerate([("blue", "(0, 0, 255)"), ("lime", "(0, 255, 0)")], 1):
        server.files[edited] = f"body {{color: {name}}}"
        server.tell("changed", seq=seq, paths=[f"/app/{path}"])
        page.wait_for_function(f"getComputedStyle(document.body).color === 'rgb{shown}'")
        expect(nodes).to_have_count(1)
    assert page.evaluate("window.stays")


def test_no_moment_is_without_a_style(page: Page, server: ScriptedServer) -> None:
    """The old one holds until the new one has loaded, also if that is edited once more."""
    server.files["a.css"] = "body {color: red}"
    show(page, server, head='<link rel="stylesheet" href="a.css">')
    page.evaluate(
        """{
            window.seen = new Set();
            const look = () => {
                seen.add(getComputedStyle(document.body).color);
                requestAnimationFrame(look);
            };
            look();
            0
        }"""
    )
    server.files["a.css"] = "body {color: blue}"
    for seq in range(1, 6):
        server.tell("changed", seq=seq, paths=["/app/a.css"])
    page.wait_for_function("seen.has('rgb(0, 0, 255)')")
    expect(page.locator("link[rel=stylesheet]")).to_have_count(1)
    assert set(page.evaluate("[...seen]")) == {"rgb(255, 0, 0)", "rgb(0, 0, 255)"}


@pytest.mark.parametrize("path", ["/app/", "/app/used.js", "/app/used.svg", "/app/ü%20.json"])
def test_what_a_page_uses_reloads_it(page: Page, server: ScriptedServer, path: str) -> None:
    server.files = {"used.js": "", "used.svg": "<svg/>", "ü .json": "{}", "a.css": ""}
    body = '<img src="used.svg" alt=""><script src="used.js"></script>'
    head = '<link rel="stylesheet" href="a.css">'
    show(page, server, body, head, script="fetch('ü .json').then(() => { window.fetched = 1; });")
    page.wait_for_function("window.fetched")
    with page.expect_navigation():
        server.tell("changed", seq=1, paths=["/app/a.css", path])
    # A page that goes away while it fetches has an error.
    page.wait_for_function("window.fetched")


def test_nothing_else_does(page: Page, server: ScriptedServer) -> None:
    server.files = {"a.css": ""}
    show(page, server, head='<link rel="stylesheet" href="a.css">')
    page.evaluate("window.stays = true")
    server.tell("changed", seq=1, paths=["/", "/app/other.html", "/app/other.js", "/app/o.css"])
    server.tell("something new")
    server.drop(SERVICE_RESTART)
    assert server.next_hello()["seq"] == 1
    assert page.evaluate("window.stays")


def test_what_was_put_into_fields_survives_a_reload(page: Page, server: ScriptedServer) -> None:
    show(page, server, FIELDS, script=WIRED)
    page.fill("#a", "two")
    page.locator("[name=b]").nth(1).fill("second")
    page.locator("input:not([type])").nth(2).fill("third")
    page.fill("textarea", "new\nlines")
    page.uncheck("[name=d]")
    page.check("[name=e][value='2']")
    page.fill("#f", "7")
    page.select_option("#g", "y")
    page.select_option("#h", ["x", "z"])
    page.locator("#i").press_sequentially("free")
    page.locator("summary").click()
    page.fill("#k", "secret")
    page.fill("[name=l]", "3")
    before = page.evaluate(VALUES)
    assert "secret" not in json.dumps(page.evaluate("Object.values(sessionStorage)"))
    while server.next_frame().get("load") != 7:
        pass
    # Fields that were added, and moved, are no obstacle.
    new = FIELDS.replace("<textarea", '<input name="new"><textarea').replace('value="one"', "")
    serve(server, new, script=WIRED)
    reload(page, server)
    expect(page.locator("#a")).to_have_value("two")
    expect(page.locator("label")).to_have_text("f 7")
    after = page.evaluate(VALUES)
    assert page.locator("[name=new]").input_value() == ""
    del after[before.index("third") + 1]
    assert [value for value in after if value != ""] == [
        v for v in before if v not in ("", "secret")
    ]
    # Nothing was sent for it.
    assert "__connect" in server.next_frame()
    page.evaluate("databench.emit('last')")
    assert server.frames_until("last") == []


def test_untouched_fields_take_their_new_values(page: Page, server: ScriptedServer) -> None:
    show(page, server, FIELDS)
    serve(server, FIELDS.replace('value="one"', 'value="1"').replace(">old<", ">other<"))
    reload(page, server)
    page.wait_for_function("document.readyState === 'complete'")
    assert page.input_value("#a") == "1"
    assert page.input_value("#c") == "other"


def test_what_nobody_opened_is_as_the_new_page_has_it(page: Page, server: ScriptedServer) -> None:
    show(page, server, body="<details><summary>More</summary>text</details>")
    serve(server, body="<details open><summary>More</summary>text</details>")

    reload(page, server)

    assert page.evaluate("document.querySelector('details').open")


def test_a_visitor_who_stays_is_told_of_the_next_edit(page: Page, server: ScriptedServer) -> None:
    show(page, server, body="<button>here</button>")
    page.evaluate("() => { onbeforeunload = (event) => event.preventDefault(); }")
    page.click("button")
    with page.expect_event("dialog") as asked:
        server.tell("changed", seq=1, paths=["/app/"])
    asked.value.dismiss()
    page.evaluate("onbeforeunload = null")

    with page.expect_navigation():
        server.tell("changed", seq=2, paths=["/app/"])
    server.next_hello()


def test_fields_that_scripts_add_are_filled(page: Page, server: ScriptedServer) -> None:
    script = """addEventListener('late', () => document.body.append(
        Object.assign(document.createElement('input'), {id: 'late'})));"""
    show(page, server, script=script)
    page.evaluate("dispatchEvent(new Event('late'))")
    page.fill("#late", "typed")
    reload(page, server)
    page.wait_for_function("document.readyState === 'complete'")
    page.evaluate("dispatchEvent(new Event('late'))")
    expect(page.locator("#late")).to_have_value("typed")


def test_scroll_positions_survive_a_reload(page: Page, server: ScriptedServer) -> None:
    body = """<p style="height: 5000px; width: 3000px">tall</p>
        <div id="box" style="height: 99px; overflow: auto"><p style="height: 900px">tall</p></div>
        """
    show(page, server, body)
    page.evaluate("scrollTo(40, 1234); document.querySelector('#box').scrollTop = 321; 0")
    reload(page, server)
    where = "[scrollX, scrollY, document.querySelector('#box').scrollTop].join() === '40,1234,321'"
    page.wait_for_function(where)


@pytest.mark.parametrize(("selector", "start", "end"), [("#a", 1, 2), ("textarea", 0, 3)])
def test_focus_and_selection_survive_a_reload(
    page: Page, server: ScriptedServer, selector: str, start: int, end: int
) -> None:
    show(page, server, FIELDS)
    page.focus(selector)
    page.evaluate(f"document.activeElement.setSelectionRange({start}, {end})")
    reload(page, server)
    expect(page.locator(selector)).to_be_focused()
    got = "[document.activeElement.selectionStart, document.activeElement.selectionEnd]"
    assert page.evaluate(got) == [start, end]


LIST = "<ul><li>one</li><li id='b' class='old'>two</li></ul>"


@pytest.mark.parametrize(
    ("before", "now", "script", "shown"),
    [
        ("two", "zwei", "", ["one", "zwei", "old"]),
        ("'old'", "'new'", "", ["one", "two", "new"]),
        (" class='old'", "", "", ["one", "two", None]),
        ("two", "zwei", "b.textContent = 'live'", ["one", "live", "old"]),
        ("two", "zwei", "b.className = 'live'", ["one", "zwei", "live"]),
        ("two", "zwei", "b.parentNode.append('more')", ["one", "zwei", "old"]),
        ("two", "zwei", "b.before(document.createElement('hr'))", ["one", "two", "old"]),
        ("two", "<i>zwei</i>", "", ["one", "two", "old"]),
        ("two</li>", "zwei</li><li>three</li>", "", ["one", "two", "old"]),
        ("class='old'>two", "onclick='' class='new'>zwei", "", ["one", "two", "old"]),
        ("<li>one", "<li>eins<script>0</script>", "", ["one", "two", "old"]),
        ("</ul>", "</ul><script>window.started = 'twice'</script>", "", ["one", "two", "old"]),
    ],
)
def test_edits_of_texts_and_attributes_are_shown_before_the_reload(
    page: Page, server: ScriptedServer, before: str, now: str, script: str, shown: list[str | None]
) -> None:
    script += """
        onpagehide = () => sessionStorage.setItem('left', JSON.stringify(
            [document.querySelector('li').textContent, b.textContent, b.getAttribute('class')]));"""
    show(page, server, LIST, script=script)
    source = {"before": server.html}
    serve(server, LIST.replace(before, now), script=script)
    source["now"] = server.html = server.html.replace('"d1"', '"d2"')
    with page.expect_navigation():
        server.tell("changed", seq=1, paths=["/app/"], source=source)
    assert server.next_hello()["digest"] == "d2"
    assert json.loads(page.evaluate("sessionStorage.getItem('left')")) == shown


def test_a_visitor_who_reloads_starts_afresh(page: Page, server: ScriptedServer) -> None:
    show(page, server, '<input name="x">', script=WIRED)
    assert server.next_frame()["__connect"] is None
    page.fill("input", "typed")
    reload(page, server)
    assert server.next_frame()["__connect"] == "first"
    expect(page.locator("input")).to_have_value("typed")
    page.reload()
    server.next_hello()
    assert server.next_frame()["__connect"] is None
    assert page.input_value("input") == ""


def test_analyses_get_their_ids_back(page: Page, server: ScriptedServer) -> None:
    two = """
        const one = new Databench.Connection().connect();
        const own = new Databench.Connection(null, null, 'chosen').connect();
        one.connect();
    """
    show(page, server, script=two)
    server.next_frame()
    server.next_frame()
    page.wait_for_function("one.analysisId && own.analysisId")
    page.evaluate("one.analysisId = 'mine'")
    reload(page, server)
    assert {server.next_frame()["__connect"] for _ in range(2)} == {"mine", "chosen"}


@pytest.mark.parametrize("how", ["version", "link"])
def test_reloads_of_the_library_keep_all_of_it(
    page: Page, server: ScriptedServer, how: str
) -> None:
    """Those for another version of the analyses, and those of visitors whose backend was away."""
    body = """<input name="x"><p style="height: 5000px">tall</p><div id="databench-alerts"></div>"""
    show(page, server, body, script=WIRED)
    server.next_frame()
    page.fill("input", "typed")
    page.wait_for_function("databench.analysisId === 'first'")
    page.evaluate("scrollTo(0, 1234)")
    if how == "version":
        server.analyses_version = "2.0"
        with page.expect_navigation():
            server.drop(SERVICE_RESTART)
        assert server.next_frame()["__connect"] == "first"
    else:
        page.evaluate(
            "{ const later = setTimeout; window.setTimeout = (call) => later(call, 0); 0 }"
        )
        server.refuses = True
        server.drop()
        # The backend stays away until then: if it came back first, it would take the link away.
        with page.expect_navigation():
            page.get_by_role("link", name="Reload the page").dispatch_event("click")
        server.refuses = False
    assert server.next_frame()["__connect"] == "first"
    expect(page.locator("input")).to_have_value("typed")
    page.wait_for_function("scrollY === 1234")


def test_the_page_that_stands_in_for_an_app_hands_on_what_was_kept(
    page: Page, server: ScriptedServer
) -> None:
    body = '<input name="x">'
    show(page, server, body, script=WIRED)
    page.fill("input", "typed")
    serve(server)
    server.html = server.html.replace('"d1"', '"waiting"')
    reload(page, server)
    serve(server, body, script=WIRED)
    reload(page, server)
    expect(page.locator("input")).to_have_value("typed")


def test_a_reload_before_all_was_put_back_loses_nothing(page: Page, server: ScriptedServer) -> None:
    """An edit may follow another one before the scripts of the page have done their work."""
    script = """addEventListener('late', () => {
        document.body.append(Object.assign(document.createElement('input'), {id: 'late'}));
        document.body.append(Object.assign(document.createElement('p'), {style: 'height: 5000px'}));
        window.connection = new Databench.Connection().connect();
    });"""
    show(page, server, script=script)
    page.evaluate("dispatchEvent(new Event('late'))")
    page.fill("#late", "typed")
    assert server.next_frame()["__connect"] is None
    page.wait_for_function("connection.analysisId === 'first'")
    page.evaluate("scrollTo(0, 1234)")
    for _ in range(2):
        reload(page, server)
        page.wait_for_function("document.readyState === 'complete'")
    page.evaluate("dispatchEvent(new Event('late'))")
    assert server.next_frame()["__connect"] == "first"
    expect(page.locator("#late")).to_have_value("typed")
    expect(page.locator("#late")).to_be_focused()
    page.wait_for_function("scrollY === 1234")


def test_connections_come_back_at_once_when_the_app_was_restarted(
    page: Page, server: ScriptedServer
) -> None:
    show(page, server, script=LOSING + WIRED)
    assert server.next_frame()["__connect"] is None
    page.wait_for_function("databench.analysisId === 'first'")
    # Without its timers the connection has only the word of the script that follows edits.
    page.evaluate(
        """{
            const later = window.setTimeout;
            window.setTimeout = (call, delay) => delay > 100 ? 0 : later(call, delay);
            0
        }"""
    )
    server.drop(SERVICE_RESTART, pages=False)
    # A connection that is not known to be lost has no reason to come back.
    page.wait_for_function("lost")
    server.drop(SERVICE_RESTART)
    assert server.next_frame()["__connect"] == "first"


@pytest.mark.parametrize("how", ["restart", "reload"])
def test_what_is_being_typed_survives_the_state_that_comes_anew(
    page: Page, server: ScriptedServer, how: str
) -> None:
    body = '<input type="text" name="who"><input type="text" name="sent">'
    show(page, server, body, script=WIRED)
    server.next_frame()
    who, sent = page.locator("[name=who]"), page.locator("[name=sent]")
    sent.fill("x")
    who.press_sequentially("Ad")
    who.press("ArrowLeft")
    assert server.next_frame() == {"signal": "sent", "load": "x"}
    if how == "restart":
        server.drop(SERVICE_RESTART)
        server.next_hello()
    else:
        reload(page, server)
    assert server.next_frame()["__connect"] == "first"
    server.send("data", {"who": "old", "sent": "y"})
    expect(sent).to_have_value("y")
    expect(who).to_have_value("Ad")
    who.press("x")
    expect(who).to_have_value("Axd")
    # The backend may change it afterwards, as ever.
    server.send("data", {"who": "new"})
    expect(who).to_have_value("new")


def test_it_tries_again_after_300_ms_until_the_server_is_back(
    page: Page, server: ScriptedServer
) -> None:
    show(page, server)
    page.evaluate(
        """{
            window.delays = [];
            const later = window.setTimeout;
            window.setTimeout = (callback, delay) => {
              window.delays.push(delay);
              return later(callback, 0);
            };
            0
        }"""
    )
    server.refuses = True
    server.drop()
    page.wait_for_function("window.delays.length > 7")
    server.refuses = False
    server.next_hello()
    assert set(page.evaluate("window.delays")) == {300}
