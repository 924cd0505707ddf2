"""Values of others stay values: no script runs, no prototype changes."""

import json

import pytest
from playwright.sync_api import Page, expect

from .scripted import ScriptedServer

# Each would call pwned() if it were taken for markup or followed as an address.
PAYLOADS = [
    "<img src=x onerror=pwned()>",
    "<script>pwned()</script>",
    "</script><script>pwned()</script>",
    "</pre></textarea></title><svg onload=pwned()>",
    "<iframe srcdoc='<script>parent.pwned()</script>'></iframe>",
    '"><body onpageshow=pwned()>',
    "<a href=javascript:pwned()>x</a>",
    "javascript:pwned()",
    "<template><script>pwned()</script></template>",
    "&lt;img src=x onerror=pwned()&gt;",
]
PWNED = "let isPwned = false; window.pwned = () => { isPwned = true; };"
EVERYTHING = (
    '<div id="databench-alerts"></div><input type="text" name="v"><p data-action="v"></p>'
    '<label for="slider">L</label><input type="range" name="v" id="slider">'
    '<img data-signal="data:v" alt=""><pre id="log"></pre>'
)
MARKUP = [
    ("<b class='x'>bold</b> &amp; <i>more</i>", '<b class="x">bold</b> &amp; <i>more</i>'),
    ("a<script>pwned()</script>b", "ab"),
    ("<img src=x onerror=pwned()>", '<img src="x">'),
    ("<IMG SRC=x OnError=pwned()>", '<img src="x">'),
    ("<svg onload=pwned()><script>pwned()</script></svg>", "<svg></svg>"),
    ("<p>x<style>p{color:red}</style></p>", "<p>x</p>"),
    ("<iframe src='javascript:parent.pwned()'></iframe>", ""),
    ("<object data='x'></object><embed src='x'>", ""),
    ("<p></p><base href='//evil'><link rel=stylesheet href=x><meta charset=x>", "<p></p>"),
    ("<form action='/x'><input></form>", ""),
    ("<button formaction='javascript:pwned()' form=f name=n>x</button>", "<button>x</button>"),
    ("<a href='javascript:pwned()'>x</a>", "<a>x</a>"),
    ("<a href=' JaVa\nScript:pwned()'>x</a>", "<a>x</a>"),
    ("<a href='&#1;java&Tab;script&colon;pwned()'>x</a>", "<a>x</a>"),
    ("<a href='vbscript:x'>x</a>", "<a>x</a>"),
    ("<a href='data:text/html,<script>pwned()</script>'>x</a>", "<a>x</a>"),
    ("<a href='https://[broken'>x</a>", "<a>x</a>"),
    ("<a href='../x?y#z'>x</a>", '<a href="../x?y#z">x</a>'),
    ("<a href='mailto:a@b.example'>x</a>", '<a href="mailto:a@b.example">x</a>'),
    ("<img src='data:image/gif;base64,AA=='>", '<img src="data:image/gif;base64,AA==">'),
    ("<img src='data:text/html,x'>", "<img>"),
    ("<img srcdoc='x' name='cookie'>", "<img>"),
    (
        "<svg><a xlink:href='javascript:pwned()'><text>x</text></a></svg>",
        "<svg><a><text>x</text></a></svg>",
    ),
    (
        "<svg><a><animate attributeName=href values=javascript:pwned() /></a></svg>",
        "<svg><a></a></svg>",
    ),
    (
        "<svg><a><set attributeName=href to=javascript:pwned() /></a></svg>",
        "<svg><a></a></svg>",
    ),
    ("<svg><animateTransform onbegin=pwned() /></svg>", "<svg></svg>"),
    ("<template><img src=x onerror=pwned()></template>", ""),
    (
        "<math><mtext><table><mglyph><style><img src=x onerror=pwned()>",
        "<math><mtext><mglyph></mglyph><table></table></mtext></math>",
    ),
    (
        "<noscript><p title='</noscript><img src=x onerror=pwned()>'>",
        '<p title="&lt;/noscript&gt;&lt;img src=x onerror=pwned()&gt;"></p>',
    ),
]
KEYS = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype"]


def test_values_are_shown_as_text(page: Page, server: ScriptedServer) -> None:
    server.show(page, EVERYTHING, PWNED)
    for payload in PAYLOADS:
        server.send("data", {"v": payload})
        server.send("log", payload)
        server.settle(page)
        page.evaluate("(payload) => databench.emit('warn', payload).errorCB(payload)", payload)
        shown = page.evaluate(
            """() => [...document.querySelectorAll(
                 'p, label span, #databench-alerts > :last-child, #log > :nth-last-child(-n + 2)'
               )].map((node) => node.textContent)"""
        )
        assert sorted(shown) == sorted(
            [payload] * 3 + [f"backend: {payload}", f"frontend warn: {payload}"]
        )
        assert page.locator("input[type=text]").input_value() == payload
    run_what_is_there(page)
    assert page.evaluate("isPwned") is False


def test_objects_are_shown_as_text(page: Page, server: ScriptedServer) -> None:
    server.show(page, EVERYTHING, PWNED)
    for payload in PAYLOADS:
        server.send("data", {"v": {payload: [payload]}})
        server.settle(page)
        shown = page.evaluate("document.querySelector('p').textContent")
        assert json.loads(shown) == {payload: [payload]}
    run_what_is_there(page)
    assert page.evaluate("isPwned") is False


def run_what_is_there(page: Page) -> None:
    """Click on what may lead to a script, and give images that failed their turn."""
    page.evaluate(
        """() => {
            for (const node of document.querySelectorAll('p *, div *, pre *, span *')) {
              if (!/^(http|mailto)/.test(node.href)) node.dispatchEvent(new MouseEvent('click'));
            }
            return new Promise((resolve) => requestIdleCallback(resolve));
        }"""
    )


def test_markup_is_an_explicit_choice_and_sanitized(page: Page, server: ScriptedServer) -> None:
    server.show(page, "<div data-action='v' data-html></div>", PWNED)
    for markup, expected in MARKUP:
        server.send("data", {"v": markup})
        server.settle(page)
        assert (markup, page.locator("div").inner_html()) == (markup, expected)
        run_what_is_there(page)
    assert page.evaluate("isPwned") is False


def test_labels_and_alerts_show_markup_if_asked(page: Page, server: ScriptedServer) -> None:
    server.show(
        page,
        '<div id="databench-alerts" data-html></div>'
        '<label for="n" data-html>N</label><input type="range" id="n" value="5">',
        "document.querySelector('input').databenchUI.formatFn = (n) => `<b onclick=x>${n}</b>`;",
    )
    expect(page.locator("label span")).to_have_text("5")
    assert page.locator("label span").inner_html() == "<b>5</b>"
    page.evaluate("databench.errorCB('<i onclick=x>trouble</i>')")
    assert page.locator("#databench-alerts").inner_html() == "<div><i>trouble</i></div>"


def test_values_that_are_no_text_are_shown_in_an_element_of_markup(
    page: Page, server: ScriptedServer
) -> None:
    server.show(page, "<div data-action='v' data-html></div>")
    server.send("data", {"v": ["<b>"]})
    expect(page.locator("div")).to_have_text('[ "<b>" ]')


def test_images_take_only_images(page: Page, server: ScriptedServer) -> None:
    server.show(page, "<img data-signal='plot' alt=''>")
    for source in (
        "javascript:pwned()",
        "data:text/html,<script>pwned()</script>",
        "vbscript:x",
        "blob:http://127.0.0.1/x",
        "file:///etc/hostname",
        "https://[broken",
    ):
        page.evaluate("document.querySelector('img').src = 'data:image/gif;base64,AA=='")
        server.send("plot", source)
        server.settle(page)
        assert (source, page.locator("img").get_attribute("src")) == (source, None)


def test_images_take_paths_and_images(page: Page, server: ScriptedServer) -> None:
    server.show(page, "<img data-signal='plot' alt=''>")
    for source in (
        "static/plot.png",
        "/plot.png",
        f"//127.0.0.1:{server.port}/plot.png",
        f"{server.url}plot.png",
        "data:image/svg+xml,%3Csvg/%3E",
        "DATA:IMAGE/png;base64,AA==",
    ):
        server.send("plot", source)
        server.settle(page)
        assert page.locator("img").get_attribute("src") == source


@pytest.mark.parametrize("key", KEYS)
def test_prototype_names_are_just_keys(page: Page, server: ScriptedServer, key: str) -> None:
    server.show(
        page,
        f"<p data-action='{key}'></p><b data-action='x' data-signal='{key}'></b>"
        f"<button id='{key}'>b</button>",
        f"databench.on({{data: '{key}'}}, (value, key) => seen.push([key, value]));"
        f"databench.onProcess('{key}', (status) => seen.push(status));",
    )
    load = f'{{"{key}": {{"polluted": true}}}}'
    server.send_text(f'{{"signal": "data", "load": {load}}}')
    server.send_text(f'{{"signal": "{key}", "load": {load}, "{key}": {load}}}')
    server.send_text(f'{{"signal": "__process", "load": {{"id": "{key}", "status": "start"}}}}')
    server.send_text(f'{{"{key}": {load}}}')
    page.wait_for_function("seen.length === 2")
    assert page.evaluate("seen") == [[key, {"polluted": True}], "start"]
    expect(page.locator("p")).to_contain_text("polluted")
    expect(page.locator("b")).to_contain_text("polluted")
    page.click("button")
    assert server.next_frame()["signal"] == key
    page.evaluate(f"databench.preEmit('{key}', (m) => m + 1).emit('{key}', 1)")
    assert server.next_frame() == {"signal": key, "load": 2}
    assert page.evaluate("[{}.polluted, Object.prototype.polluted, [].polluted]") == [None] * 3


def test_prototype_names_without_a_listener(page: Page, server: ScriptedServer) -> None:
    server.show(page)
    for key in KEYS:
        server.send(key, {"polluted": True})
        server.send("__process", {"id": key, "status": "start"})
        page.evaluate("(key) => { databench.emit(key, 1); }", key)
        assert server.next_frame() == {"signal": key, "load": 1}
    server.settle(page)
