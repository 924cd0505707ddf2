"""The overlay that shows, while developing, what is wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .scripted import ScriptedServer

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<script src="/_static/develop.js" data-digest="{digest}"></script><title>Test</title>
<link rel="icon" href="data:,">{head}</head><body>{body}
<script src="/_static/databench.js"></script></body></html>"""
PROBLEM = {
    "file": "dummypi/index.html",
    "line": 14,
    "column": 13,
    "code": "DB301",
    "severity": "error",
    "message": "nothing handles `rnu`",
    "hint": "did you mean `run`?",
    "excerpt": '    14 |    <button id="rnu"> <img src=x onerror="window.bad = 1">\n'
    "       |            ^^^",
}
WARNING = {**PROBLEM, "severity": "warning", "code": "DB104", "message": "unknown key", "hint": ""}
FAILURE = {
    "id": "1f2e3d4c",
    "analysis": "dummypi",
    "action": "run",
    "what": "action 'run' failed",
    "error": "ZeroDivisionError: division by zero",
    "traceback": 'Traceback:\n  File "/p/a.py", line 7, in run\n    1 / 0\nZeroDivisionError: no',
    "file": "dummypi/analysis.py",
    "line": 7,
    "count": 1,
}

Show = Callable[..., None]


@pytest.fixture
def show(page: Page, server: ScriptedServer) -> Show:
    """Return a function that opens a page which follows edits."""

    def open_(body: str = "", head: str = "", digest: str = "d") -> None:
        server.html = PAGE.format(body=body, head=head, digest=digest)
        page.goto(server.url)
        server.next_hello()

    return open_


@pytest.fixture
def dialog(page: Page) -> Locator:
    """Return the dialog of the overlay."""
    return page.get_by_role("dialog")


def tell(server: ScriptedServer, *problems: dict[str, Any]) -> None:
    """Say which problems hold now."""
    server.tell("problems", problems=problems)


def test_a_problem_is_shown_with_all_that_is_known(
    page: Page, server: ScriptedServer, show: Show, dialog: Locator
) -> None:
    show()
    tell(server, WARNING, PROBLEM)
    expect(dialog).to_have_accessible_name("1 problem, 1 warning")
    first = dialog.get_by_role("listitem").first
    for text in (
        "dummypi/index.html:14:13",
        "error DB301",
        "nothing handles rnu",
        "did you mean run?",
        '14 |    <button id="rnu"> <img src=x onerror="window.bad = 1">',
    ):
        expect(first).to_contain_text(text)
    expect(first.locator(".mark")).to_have_text("   |            ^^^\n")
    assert page.evaluate("window.bad") is None


def test_what_is_unknown_is_left_out(
    page: Page, server: ScriptedServer, show: Show, dialog: Locator
) -> None:
    show()
    tell(server, {"file": "index.yaml", "line": 0, "severity": "error", "message": "it is empty"})
    expect(dialog.get_by_role("listitem")).to_have_text("index.yamlerrorit is empty")


@pytest.mark.parametrize("how", ["Escape", "Dismiss"])
def test_it_is_put_aside_and_comes_back_for_what_is_new(
    page: Page, server: ScriptedServer, show: Show, dialog: Locator, how: str
) -> None:
    show()
    tell(server, PROBLEM)
    expect(dialog).to_be_visible()
    if how == "Escape":
        page.keyboard.press("Escape")
    else:
        dialog.get_by_role("button", name="Dismiss").click()
    expect(dialog).to_be_hidden()
    # The same one, further down by now, is not news, but can be looked at.
    tell(server, {**PROBLEM, "line": 15})
    badge = page.get_by_role("button", name="1 problem")
    badge.click()
    expect(dialog).to_contain_text("index.html:15:13")
    page.keyboard.press("Escape")
    tell(server, PROBLEM, {**PROBLEM, "message": "another"})
    expect(dialog).to_contain_text("another")


def test_it_goes_away_when_all_is_mended(
    page: Page, server: ScriptedServer, show: Show, dialog: Locator
) -> None:
    show()
    tell(server, PROBLEM)
    expect(dialog).to_be_visible()
    tell(server)
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
    # Made once more, it is a new one, although it was put aside before.
    tell(server, PROBLEM)
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    tell(server)
    expect(page.get_by_role("button")).to_have_count(0)
    tell(server, PROBLEM)
    expect(dialog).to_be_visible()


def test_warnings_do_not_cover_the_page(
    page: Page, server: ScriptedServer, show: Show, dialog: Locator
) -> None:
    show()
    tell(server, WARNING, WARNING)
    badge = page.get_by_role("button", name="2 warnings")
    expect(badge).to_be_visible()
    expect(dialog).to_be_hidden()
    badge.click()
    expect(dialog).to_contain_text("unknown key")
    tell(server)
    expect(dialog).to_be_hidden()


def test_failures_of_handlers_are_shown_and_counted(
    page: Page, server: ScriptedServer, show: Show, dialog: Locator
) -> None:
    show()
    server.tell("exception", **FAILURE)
    expect(dialog).to_have_accessible_name("1 failure")
    item = dialog.get_by_role("listitem")
    for text in ("dummypi/analysis.py:7", "action run of dummypi", FAILURE["error"], "1f2e3d4c"):
        expect(item).to_contain_text(str(text))
    expect(dialog.get_by_role("group", name="Traceback")).to_contain_text("1 / 0")
    expect(item.get_by_title("times")).to_have_count(0)
    server.tell("exception", **{**FAILURE, "count": 12, "id": "ffffffff"})
    expect(item.get_by_title("12 times")).to_be_visible()
    page.keyboard.press("Escape")
    server.tell("exception", **{**FAILURE, "count": 13})
    server.tell("exception", **{**FAILURE, "action": "connect"})
    expect(dialog).to_have_accessible_name("2 failures")
    server.tell("exception", **{**FAILURE, "action": "", "what": "Exception in callback f"})
    expect(item.filter(has_text="Exception in callback f")).to_be_visible()


def test_failures_go_with_the_app_that_had_them(
    page: Page, server: ScriptedServer, show: Show, dialog: Locator
) -> None:
    show()
    server.tell("exception", **FAILURE)
    expect(dialog).to_be_visible()
    server.tell("welcome", seq=0)
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize(
    ("digest", "text"), [("d", "last version"), ("waiting", "served as soon as")]
)
def test_it_says_what_there_is_meanwhile(
    server: ScriptedServer, show: Show, dialog: Locator, digest: str, text: str
) -> None:
    show(digest=digest)
    tell(server, PROBLEM)
    expect(dialog).to_contain_text(text)


def test_the_page_cannot_break_it(
    page: Page, server: ScriptedServer, show: Show, dialog: Locator
) -> None:
    hostile = """<style>html > :not(head) {display: none !important; font-size: 1px !important;
        visibility: hidden !important; position: static !important; color: red !important;
        pointer-events: none !important; opacity: 0 !important; z-index: -1 !important}
        html {font-size: 3px} html > body {display: block !important}</style>"""
    show(head=hostile, body="<dialog><p>of the page</p></dialog>")
    page.evaluate("document.querySelector('dialog').showModal()")
    tell(server, PROBLEM)
    message = dialog.get_by_text("nothing handles")
    expect(message).to_be_visible()
    style = message.evaluate("e => [getComputedStyle(e).fontSize, getComputedStyle(e).color]")
    assert style == ["16px", "rgb(27, 37, 40)"]
    dialog.get_by_role("button", name="Dismiss").click()
    expect(message).to_be_hidden()
    expect(page.get_by_role("button", name="1 problem")).to_be_visible()


def test_it_does_not_break_the_page(
    page: Page, server: ScriptedServer, show: Show, dialog: Locator
) -> None:
    """Nothing of it is found by the page, whose keys and focus stay its own."""
    policy = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'self'\">"
    show(body="<button id='b'>b</button>", head=policy)
    assert page.locator("databench-overlay").count() == 0
    page.evaluate(
        """{
            window.seen = [];
            for (const type of ['keydown', 'keyup', 'click']) {
                document.addEventListener(type, () => seen.push(type));
            }
            document.querySelector('#b').focus();
            0
        }"""
    )
    tell(server, PROBLEM)
    expect(dialog).to_be_visible()
    expect(page.locator("#b")).not_to_be_focused()
    dialog.get_by_text("nothing handles").click()
    page.keyboard.press("x")
    page.keyboard.press("Escape")
    expect(page.locator("#b")).to_be_focused()
    assert page.evaluate("seen.filter((type) => type !== 'keyup')") == []
    assert page.evaluate("document.querySelectorAll('button, dialog').length") == 1


def test_it_does_not_send_what_is_being_typed(
    page: Page, server: ScriptedServer, show: Show, dialog: Locator
) -> None:
    """Taking the focus would make the browser say that the field has changed."""
    show(body="<input type='text' id='a'>")
    page.evaluate("document.addEventListener('change', () => { window.changed = true; })")
    field = page.locator("#a")
    field.press_sequentially("half a se")
    tell(server, PROBLEM)
    expect(dialog).to_be_visible()
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    field.press_sequentially("ntence")
    assert page.evaluate("window.changed") is None
    assert field.input_value() == "half a sentence"


def test_a_page_in_a_frame_leaves_it_to_the_page_around_it(
    page: Page, server: ScriptedServer, show: Show
) -> None:
    show(body="<iframe src='page.html'></iframe>")
    # A frame, and the frame of the frame; the next one is one too many for the browser. Any of the
    # three may be the first to follow.
    for _ in range(2):
        server.next_hello()
    tell(server, PROBLEM)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert all(frame.locator("databench-overlay").count() == 0 for frame in page.frames[1:])
