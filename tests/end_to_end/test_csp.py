"""The policy of generated pages in Chromium: they do their job under it, and strangers do not."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .axe import serious, serious_in_all_colours
from .chromium import DEADLINE_MS, RECORD_VIOLATIONS, await_frame, opened
from .running import Program, dbgen, served_build

expect.set_options(timeout=DEADLINE_MS)

APP_OF_2018 = Path(__file__).parent / "apps" / "of_2018"

ANALYSIS = """\
import databench


class Hello(databench.Analysis):
    @databench.on
    def picture(self):
        self.data["picture"] = "https://127.0.0.1:9/picture.png"
"""

# Chromium lets a test itself evaluate texts, but not what runs later.
EVALUATE = """new Promise((done) => setTimeout(() => {
    try { done(eval('"ran"')); } catch (error) { done(error.name); }
}))"""

# Each sets a number of `ran`, if the hash that the build found is the one that Chromium computes.
SCRIPTS = [
    "<script>ran(1)</script>",
    "<SCRIPT Type='Text/JavaScript' >ran(2) // π 🎉 <!-- </p> &amp;\n</SCRIPT >",
    "<script type=module>ran(3)</script foo>",
    "<script>ran(4) // </scripty>\n</script/>",
    "<script>\r\nran(5)\r\r\n</script>",
    "<script><!--\nran(6) // <script>'</script>'\n--></script>",
    "<script><!--> <script>\nran(7)\n</script>",
    "<script>ran(8) /* --> <!---> <script> */</script>",
    "<!-- <script>never()</script> --!><script>ran(9)</script>",
    "<!--> <script>ran(10)</script> <!-- -->",
    "<textarea><script>never()</script></textarea><script>ran(11)</script>",
    "<p title='<script>'></p><script\n\tdata-x=a>ran(12)</script>",
    '<script type=importmap>{"imports": {"#a": "data:text/javascript,"}}</script>',
    "<script type='application/json' id=json>[13]</script>"
    "<script>ran(JSON.parse(document.getElementById('json').textContent)[0])</script>",
    '<body onload="ran(14, &quot;&copy=1&ampx;&quot;)">',
    "<button id=a type=button onclick='ran(15)//&amp;&copy=2&#x27;\r\n'>A</button>",
    "<button id=b type=button OnClick=ran(16)>B</button>",
    "<a id=c href='javascript:ran(17)'>C</a>",
    "<a id=d href=' JavaScript:void(ran(18, &quot;a b%20c&quot;))'>D</a>",
    "<iframe srcdoc='<script>parent.ran(19)</script>' title=frame></iframe>",
    "<style>#a { color: red }</style><p style='color: red'></p>",
    "<embed src=/hello/static/x.svg><object data=/hello/static/x.svg title=x></object>",
    "<iframe src=/hello/static/map.html title=map></iframe>",
    "<script>new Worker(URL.createObjectURL(new Blob(['postMessage(21)'])))"
    ".onmessage = (event) => { ran(event.data); }</script>",
    "<script>WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))"
    ".then(() => { ran(22); })</script>",
    "<svg><script>ran(23) // &lt;&amp;<!-- x --><![CDATA[ &amp; ]]></script></svg>",
    "<svg><script/><foreignObject><script>ran(24) // &lt;</script></foreignObject></svg>",
    "<svg><p><script>ran(25) // &lt;</script></p>",
    "<svg><desc><script>ran(26) // &lt;</script></desc><script>ran(27) // &lt;</script></svg>",
]
RAN = {*range(1, 28)}
HEAD = """<!doctype html><html lang="en"><head><title>Odd</title>
<script src="/_static/databench.js"></script>
<script>window.all = new Set(); window.ran = (number) => { all.add(number); };</script></head>
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an app whose page has inline scripts of all kinds."""
    folder = tmp_path_factory.mktemp("odd") / "analyses"
    files = {
        "index.yaml": "analyses:\n  - name: hello\n",
        "hello/analysis.py": ANALYSIS,
        "hello/index.html": "{% raw %}" + HEAD + "\n".join(SCRIPTS) + "{% endraw %}",
        "hello/static/x.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        "hello/static/map.html": "<!doctype html><title>Map</title><script>parent.ran(20)</script>",
    }
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    out = folder.parent / "build"
    outcome = dbgen("build", folder, "--out", out)
    assert outcome.returncode == 0, outcome.stderr
    return out


def test_inline_scripts_of_the_build_run(odd: Path, browser: Browser) -> None:
    with served_build(odd) as program, opened(browser, f"{program.url}/hello/") as page:
        for name in "abcd":
            page.locator(f"#{name}").click()
        page.wait_for_function("(count) => all.size >= count", arg=len(RAN))
        assert set(page.evaluate("[...all]")) == RAN


def test_an_inline_script_that_is_not_of_the_build_is_blocked(odd: Path, browser: Browser) -> None:
    page_file = odd / "pages/hello/index.html"
    before = page_file.read_text()
    for compressed in page_file.parent.glob("index.html.*"):
        compressed.unlink()
    injected = "<script>ran(99)</script><button id=e onclick='ran(98)'>E</button></html>"
    page_file.write_text(before + injected)
    try:
        with served_build(odd) as program, watched(browser, f"{program.url}/hello/") as page:
            page.locator("#e").click()
            page.wait_for_function("violations.length >= 2")
            violations, ran = page.evaluate("[violations, [...all]]")
    finally:
        page_file.write_text(before)

    assert set(violations) == {"script-src-elem inline", "script-src-attr inline"}
    assert {98, 99}.isdisjoint(ran)
    assert 1 in ran


@contextmanager
def watched(browser: Browser, url: str) -> Iterator[Page]:
    """Open a page whose policy may refuse something."""
    context = browser.new_context()
    context.set_default_timeout(DEADLINE_MS)
    context.add_init_script(RECORD_VIOLATIONS)
    page = context.new_page()
    page.goto(url)
    yield page
    context.close()


def test_what_state_brings_into_a_page_does_not_run(odd: Path, browser: Browser) -> None:
    markup = (
        "<img src=x onerror='ran(97)'><iframe srcdoc='<script>parent.ran(96)</script>'></iframe>"
    )
    with served_build(odd) as program, watched(browser, f"{program.url}/hello/") as page:
        page.evaluate("(markup) => document.body.insertAdjacentHTML('beforeend', markup)", markup)
        page.wait_for_function("violations.length >= 1")
        page.frame_locator("iframe[srcdoc*='96']").locator("html").wait_for(state="attached")
        assert {96, 97}.isdisjoint(page.evaluate("[...all]"))
        assert page.evaluate(EVALUATE) == "EvalError"


class Elsewhere(BaseHTTPRequestHandler):
    """A server of somebody else, which has a script."""

    def do_GET(self) -> None:
        """Answer whatever is asked for with the script."""
        script = b"self.imported = 'imported';"
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Content-Length", str(len(script)))
        self.end_headers()
        self.wfile.write(script)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is inherited
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Serve a script on another origin."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_worker_may_use_the_servers_that_it_names(
    tmp_path: Path, elsewhere: str, browser: Browser
) -> None:
    worker = f"""importScripts("{elsewhere}/script.js");
        fetch("{elsewhere}/data", {{mode: "no-cors"}}).then(() => postMessage(imported));
        fetch(`http://127.0.0.1:${{9}}/`).catch(() => postMessage("refused"));"""
    files = {
        "index.yaml": "analyses:\n  - name: hello\n",
        "hello/analysis.py": ANALYSIS,
        "hello/index.html": HEAD + "<script src=/hello/analysis.js></script>",
        "hello/analysis.js": "const worker = new Worker('static/w.js');"
        "const add = (text) => { document.body.append(text, ' '); };"
        "worker.onmessage = (event) => add(event.data); worker.onerror = () => add('failed')",
        "hello/static/w.js": worker,
    }
    for path, text in files.items():
        target = tmp_path / "analyses" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    out = tmp_path / "build"
    outcome = dbgen("build", tmp_path, "--out", out)
    assert outcome.returncode == 0, outcome.stderr
    with served_build(out) as program, watched(browser, f"{program.url}/hello/") as page:
        expect(page.locator("body")).to_contain_text("refused")
        expect(page.locator("body")).to_contain_text("imported")


@pytest.fixture(scope="module")
def of_2018(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Serve the build of an app of 2018."""
    out = tmp_path_factory.mktemp("of_2018") / "build"
    outcome = dbgen("build", APP_OF_2018, "--out", out)
    assert outcome.returncode == 0, outcome.stderr
    with served_build(out) as program:
        yield program


def test_a_page_of_2018_does_its_job(of_2018: Program, browser: Browser) -> None:
    with opened(browser, f"{of_2018.url}/simplepi/") as page:
        await_frame(page, '"samples"')
        page.get_by_role("slider").press("Home")
        page.get_by_role("slider").press("ArrowRight")
        page.get_by_role("button", name="Run").click()
        expect(page.locator("#log")).to_contain_text("done")


def test_other_pages_of_2018_break_no_rule(of_2018: Program, browser: Browser) -> None:
    for path in ("/", "/shared/", "/args/", "/legacy_py/"):
        with opened(browser, f"{of_2018.url}{path}") as page:
            expect(page.locator("body")).not_to_be_empty()


def test_nothing_serious_is_in_the_way_of_anybody(packaged_build: Path, browser: Browser) -> None:
    found = []
    with served_build(packaged_build) as program:
        for path in ("", "dummypi/", "scaffold/", "dummypi_py/", "scaffold_py/"):
            with opened(browser, f"{program.url}/{path}") as page:
                if path:
                    await_frame(page, "__connect")
                found += [f"/{path} {each}" for each in serious_in_all_colours(page)]

    assert found == []


def test_axe_finds_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<img src='data:,'><input>")
    rules = {found.partition(":")[0] for found in serious(page)}
    page.close()

    assert {"html-has-lang", "image-alt", "label"} <= rules
