"""What answers tell browsers: the policy of an app, and what each page needs on top of it."""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from databench import security
from dbgen.examining import Examined
from dbgen.plan import AssetRoute, FolderRoute, PageRoute, Plan
from dbgen.policy.securing import secure
from dbgen_schema import HEADERS, POLICY, Problem, load

Files = dict[str, str | bytes]
Examine = Callable[[Mapping[str, str | bytes]], Examined]

DOCUMENTATION = (Path(__file__).parents[2] / "docs/security.md").read_text(encoding="utf-8")
PAGE = "analyses/hello/index.html"
INDEX = "analyses/index.yaml"
SCRIPT = "const a = 1;"


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def plan_of(outcome: Examined) -> Plan:
    assert outcome.build is not None
    return secure(outcome.build).plan


def index(security: str) -> str:
    return f"security: {security}\nanalyses:\n  - name: hello\n"


@pytest.fixture
def allowed(examined: Examine, hello: Files) -> Callable[..., dict[str, list[str]]]:
    """Return a function from a page, and other files, to what the policy has to allow for it."""

    def allows(
        page: str, security: str = "", path: str = "/hello/", **files: str
    ) -> dict[str, list[str]]:
        index_file = {INDEX: index(security)} if security else {}
        others = {f"analyses/hello/{name}": text for name, text in files.items()}
        routes = plan_of(examined({**hello, PAGE: page, **index_file, **others})).routes
        pages = [each for each in routes if isinstance(each, PageRoute) and each.path == path]
        return {name: list(sources) for name, sources in pages[0].allows} if pages else {}

    return allows


Allowed = Callable[..., dict[str, list[str]]]


def test_the_tool_and_the_runtime_agree_on_what_is_sent() -> None:
    assert dict(POLICY) == dict(security.POLICY)
    assert dict(HEADERS) == dict(security.HEADERS)


def test_the_documentation_says_what_is_sent() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| `([^`]*)` \|", DOCUMENTATION, re.MULTILINE)

    policy = {name: " ".join(sources) for name, sources in POLICY.items()}
    assert dict(rows) == {**policy, **HEADERS}


def test_the_examples_of_the_documentation_are_right() -> None:
    examples = re.findall(r"^```yaml\n(.*?)^```$", DOCUMENTATION, re.DOTALL | re.MULTILINE)

    assert examples
    assert [load(f"{text}analyses: []").problems for text in examples] == [()] * len(examples)


def test_an_app_sends_the_defaults(examined: Examine, hello: Files) -> None:
    plan = plan_of(examined(hello))

    assert dict(plan.policy) == dict(POLICY)
    assert dict(plan.headers) == dict(HEADERS)
    assert plan.integrity


@pytest.mark.parametrize(
    ("changes", "directive", "sources"),
    [
        (
            "{policy: {script-src: \"'self' 'unsafe-eval'\"}}",
            "script-src",
            ("'self'", "'unsafe-eval'"),
        ),
        ("{policy: {worker-src: ['blob:']}}", "worker-src", ("blob:",)),
        ("{policy: {font-src: }}", "font-src", None),
        ("{policy: {upgrade-insecure-requests: true}}", "upgrade-insecure-requests", ()),
        ("{headers: {content-security-policy: }}", "script-src", None),
    ],
)
def test_index_yaml_changes_the_policy(
    examined: Examine, hello: Files, changes: str, directive: str, sources: tuple[str, ...] | None
) -> None:
    policy = dict(plan_of(examined(hello | {INDEX: index(changes)})).policy)

    assert policy.get(directive) == sources


@pytest.mark.parametrize(
    ("changes", "frames", "header", "resources"),
    [
        ("{}\nallowed_origins: [https://a.b]", ("'self'", "https://a.b"), None, "cross-origin"),
        ("{policy: {frame-ancestors: \"'none'\"}}", ("'none'",), "DENY", "same-origin"),
        ("{policy: {frame-ancestors: }}", None, None, "same-origin"),
        ("{policy: {frame-ancestors: a.b}}", ("a.b",), None, "same-origin"),
        ("{headers: {x-frame-options: DENY}}", ("'self'",), "DENY", "same-origin"),
        ("{headers: {Content-Security-Policy: }}", None, "SAMEORIGIN", "same-origin"),
        (
            "{headers: {X-Frame-Options: DENY, Cross-Origin-Resource-Policy: }}\n"
            "allowed_origins: [https://a.b]",
            ("'self'", "https://a.b"),
            "DENY",
            None,
        ),
    ],
)
def test_who_may_frame_pages(
    examined: Examine,
    hello: Files,
    changes: str,
    frames: tuple[str, ...] | None,
    header: str | None,
    resources: str | None,
) -> None:
    plan = plan_of(examined(hello | {INDEX: index(changes)}))
    headers = dict(plan.headers)

    assert dict(plan.policy).get("frame-ancestors") == frames
    assert headers["X-Frame-Options"] == header
    assert headers["Cross-Origin-Resource-Policy"] == resources


@pytest.mark.parametrize(
    ("page", "needed"),
    [
        ("<p>nothing</p><script src='/hello/analysis.js'></script>", {}),
        (f"<script>{SCRIPT}</script>", {"script-src": [hash_of(SCRIPT)]}),
        (f"<script src=/_static/databench.js>{SCRIPT}</script>", {}),
        ("<script type='application/json'>{}</script>", {}),
        ("<script type=importmap>{}</script>", {"script-src": [hash_of("{}")]}),
        ("<script type=speculationrules>{}</script>", {"script-src": [hash_of("{}")]}),
        ("<script>a\r\nb</script>", {"script-src": [hash_of("a\nb")]}),
        (
            "<b onclick='a(&quot;&amp;&copy=1&quot;)'>",
            {"script-src": ["'unsafe-hashes'", hash_of('a("&&copy=1")')]},
        ),
        (
            "<a href='JavaScript:a(%20)'>",
            {"script-src": ["'unsafe-hashes'", hash_of("javascript:a( )")]},
        ),
        ("<script src=https://a.b:8/c/d.js></script>", {"script-src": ["https://a.b:8"]}),
        ("<script src='//User:x@A.B/c.js'></script>", {"script-src": ["a.b"]}),
        ("<script src='data:,x'></script><script src='https://[::1]/'></script>", {}),
        ("<script src='https://a;b/'></script><script src='https://a,b/'></script>", {}),
        (
            "<link rel=stylesheet href=https://a.b/c>",
            {"font-src": ["https://a.b"], "img-src": ["https://a.b"], "style-src": ["https://a.b"]},
        ),
        ("<link rel=stylesheet href='data:text/css,a{}'>", {"style-src": ["data:"]}),
        ("<style>a { background: url(https://a.b/c.png) }</style>", {"img-src": ["https://a.b"]}),
        (
            "<img src=https://a.b/c.png srcset='https://c.d/e 2x, /hello/x.png'>",
            {"img-src": ["https://a.b", "https://c.d"]},
        ),
        ("<img data-signal=picture>", {"img-src": ["http:", "https:"]}),
        ("<iframe src=https://a.b/></iframe>", {"frame-src": ["https://a.b"]}),
        (
            f"<iframe srcdoc='<script>{SCRIPT}</script>'></iframe>",
            {"script-src": [hash_of(SCRIPT)]},
        ),
        (
            "<video poster=https://a.b/c.png src=blob:x></video>",
            {"img-src": ["https://a.b"], "media-src": ["blob:"]},
        ),
        ("<object data=/hello/static/x.pdf></object>", {"object-src": ["'self'"]}),
        (
            "<form action=https://a.b/><button formaction=//c.d>",
            {"form-action": ["c.d", "https://a.b"]},
        ),
        ("<base href=https://a.b/c/>", {"base-uri": ["https://a.b"]}),
        ("<link rel=preload as=font href=https://a.b/c>", {"font-src": ["https://a.b"]}),
        ("<link rel=manifest href=https://a.b/c>", {"manifest-src": ["https://a.b"]}),
    ],
)
def test_what_a_page_needs(allowed: Allowed, page: str, needed: dict[str, list[str]]) -> None:
    assert allowed(page) == needed


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("fetch('https://a.b/c')", {"connect-src": ["https://a.b"]}),
        ("fetch(new URL('/c', 'https://a.b'))", {"connect-src": ["https://a.b"]}),
        ("fetch(`https://a.b/${c}`); fetch(`https://a.${b}/`)", {"connect-src": ["https://a.b"]}),
        (
            "fetch('https://a.b/?c=' + d + e); fetch('https://a' + b)",
            {"connect-src": ["https://a.b"]},
        ),
        (
            "const A = 'https://a.b'; fetch(A + '/c'); fetch(`${A}/d`)",
            {"connect-src": ["https://a.b"]},
        ),
        ("d = new Databench.Connection('wss://a.b:8/c/ws')", {"connect-src": ["wss://a.b:8"]}),
        ("new WebSocket('ws://a.b/')", {"connect-src": ["ws://a.b"]}),
        ("x.open('GET', 'https://a.b/'); open('https://c.d/')", {"connect-src": ["https://a.b"]}),
        (
            "$.ajax({url: 'https://a.b/c'}); d3.csv('https://c.d/')",
            {"connect-src": ["https://a.b", "https://c.d"]},
        ),
        ("console.log('https://a.b/'); // fetch('https://c.d/')", {}),
        (
            "s = document.createElement('script'); s.src = 'https://a.b/c'",
            {"script-src": ["https://a.b"]},
        ),
        ("new Image().src = 'https://a.b/c'", {"img-src": ["https://a.b"]}),
        (
            "import x from 'https://a.b/c.js'; import('https://c.d/')",
            {"script-src": ["https://a.b", "https://c.d"]},
        ),
        ("new Worker('https://a.b/c.js')", {"worker-src": ["https://a.b"]}),
        ("fetch('https://a.b/') )", {}),
        ("new Worker(URL.createObjectURL(new Blob([a])))", {"worker-src": ["blob:"]}),
        ("u = URL.createObjectURL(b); d3.csv(u)", {"connect-src": ["blob:"]}),
        ("video.src = URL.createObjectURL(b)", {"media-src": ["blob:"]}),
        ("a.href = URL.createObjectURL(b); a.download = 'data.csv'", {}),
        ("new Worker('/hello/static/w.js'); fetch('static/data.csv')", {}),
        ("fetch('data:text/plain,a')", {"connect-src": ["data:"]}),
        (
            "WebAssembly.instantiateStreaming(fetch('static/a.wasm'))",
            {"script-src": ["'wasm-unsafe-eval'"]},
        ),
    ],
)
def test_what_a_script_needs(allowed: Allowed, code: str, needed: dict[str, list[str]]) -> None:
    page = "<script type=module src=/hello/analysis.js></script>"

    assert allowed(page, **{"analysis.js": code}) == needed
    inline = allowed(f"<script type=module>{code}</script>")
    assert {
        name: [s for s in sources if "sha256" not in s]
        for name, sources in inline.items()
        if sources != [hash_of(code)]
    } == needed


def test_what_the_files_that_a_page_loads_load_in_turn(allowed: Allowed) -> None:
    page = "<script src='analysis.js?v=1'></script><link rel=stylesheet href=analysis.css>"
    files = {
        "analysis.js": "import './static/a.js'",
        "static/a.js": "import './b.js'; import './a.js'",
        "static/b.js": "fetch('https://a.b/')",
        "static/unused.js": "fetch('https://unused.example/')",
        "analysis.css": "@import 'static/c.css';",
        "static/c.css": "a { background: url(https://c.d/e.png) }",
    }

    assert allowed(page, **files) == {"connect-src": ["https://a.b"], "img-src": ["https://c.d"]}


@pytest.mark.parametrize(
    "start",
    [
        "new Worker('static/w.js')",
        "const name = 'static/w.js'; new SharedWorker(name)",
        "navigator.serviceWorker.register(`${base}/w.js`)",
        "new Worker(new URL('./static/w.js', import.meta.url), {type: 'module'})",
    ],
)
@pytest.mark.parametrize("inline", [True, False])
def test_a_worker_is_served_with_what_it_needs(
    examined: Examine, hello: Files, start: str, inline: bool
) -> None:
    files = {
        "index.html": f"<script>{start}</script>"
        if inline
        else "<script src=analysis.js></script>",
        "analysis.js": "" if inline else start,
        "static/w.js": "importScripts('https://a.b/c.js', 'lib.js'); new Worker('deep/v.js')",
        "static/lib.js": "fetch('https://c.d/')",
        "static/deep/v.js": "new WebSocket('wss://e.f/')",
        "static/other.js": "fetch('https://unused.example/')",
    }
    changes = {f"analyses/hello/{name}": text for name, text in files.items()}
    routes = plan_of(examined({**hello, **changes})).routes
    found = [each for each in routes if isinstance(each, AssetRoute) and each.allows]

    assert {each.path: dict(each.allows) for each in found} == {
        "/hello/static/w.js": {"connect-src": ("https://c.d",), "script-src": ("https://a.b",)},
        "/hello/static/deep/v.js": {"connect-src": ("wss://e.f",)},
        # Whatever is named beside a worker may be one.
        "/hello/static/lib.js": {"connect-src": ("https://c.d",)},
    }
    folder = next(at for at, each in enumerate(routes) if isinstance(each, FolderRoute))
    assert all(routes.index(each) < folder for each in found)


def test_a_static_page_gets_a_route_of_its_own(allowed: Allowed) -> None:
    files = {"static/a/map.html": f"<script>{SCRIPT}</script>", "static/plain.html": "<p>"}

    assert allowed("<p>", path="/hello/static/a/map.html", **files) == {
        "script-src": [hash_of(SCRIPT)]
    }
    assert allowed("<p>", path="/hello/static/plain.html", **files) == {}


@pytest.mark.parametrize(
    ("changes", "page", "needed"),
    [
        (
            "{policy: {script-src: \"'self' 'unsafe-inline'\"}}",
            f"<script>{SCRIPT}</script><b onclick=a>",
            {},
        ),
        ("{policy: {script-src: 'https:'}}", "<script src=https://a.b/c></script>", {}),
        (
            "{policy: {script-src: 'https:'}}",
            "<script src=http://a.b/c></script>",
            {"script-src": ["http://a.b"]},
        ),
        ("{policy: {img-src: '*'}}", "<img data-signal=a><img src=https://a.b/c>", {}),
        ("{policy: {img-src: '*'}}", "<img src='data:,'>", {"img-src": ["data:"]}),
        ("{policy: {script-src: , default-src: }}", f"<script>{SCRIPT}</script>", {}),
        (
            "{policy: {script-src: }}",
            f"<script>{SCRIPT}</script>",
            {"script-src": [hash_of(SCRIPT)]},
        ),
        (
            "{policy: {script-src-elem: \"'self'\"}}",
            f"<script>{SCRIPT}</script>",
            {"script-src-elem": [hash_of(SCRIPT)]},
        ),
        (
            "{policy: {style-src: \"'self'\"}}",
            "<style>a {}</style>",
            {"style-src": [hash_of("a {}")]},
        ),
        (
            "{policy: {style-src: \"'self'\"}}",
            "<p style='top: 0'>",
            {"style-src": ["'unsafe-hashes'", hash_of("top: 0")]},
        ),
        ("{headers: {Content-Security-Policy: }}", f"<script>{SCRIPT}</script>", {}),
    ],
)
def test_what_the_app_allows_is_not_repeated(
    allowed: Allowed, changes: str, page: str, needed: dict[str, list[str]]
) -> None:
    assert allowed(page, changes) == needed


def evaluations(problems: tuple[Problem, ...]) -> list[tuple[str, int, int]]:
    return [(each.file, each.line, each.column) for each in problems if each.code == "DB433"]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ("{}", [("hello/index.html", 1, 12)]),
        ("{policy: {script-src: \"'self' 'unsafe-eval'\"}}", []),
        ("{policy: {script-src: }}", [("hello/index.html", 1, 12)]),
        ("{policy: {script-src: , default-src: \"'unsafe-eval'\"}}", []),
        ("{policy: {script-src: , default-src: }}", []),
        ("{headers: {Content-Security-Policy: }}", []),
    ],
)
def test_evaluation_is_said_unless_it_is_allowed(
    examined: Examine, hello: Files, changes: str, found: list[tuple[str, int, int]]
) -> None:
    page = "<script>π; eval(name)</script>"
    outcome = examined(hello | {PAGE: page, INDEX: index(changes)})

    assert evaluations(outcome.problems) == found


@pytest.mark.parametrize(
    "code",
    [
        "evaluate('1'); d.eval('1'); Function.prototype",
        "try { new Function('return 1') } catch (e) {}",
        "var root = this || Function('return this')();",
        "setTimeout(go, 1); setTimeout(function () {}, 1); setInterval(names[0])",
        "function eval(text) {} eval('1')",
        "// eval('1')",
        "eval('1' )) broken",
        "function Axis() { var self = this; self.setInterval = go; self.setInterval('day'); }",
        "function go(self, x) { self.setTimeout('day'); } const f = (self) => self.eval('day');",
    ],
)
def test_what_is_no_certain_evaluation(examined: Examine, hello: Files, code: str) -> None:
    outcome = examined(hello | {"analyses/hello/analysis.js": code})

    assert evaluations(outcome.problems) == []


@pytest.mark.parametrize("code", ["self.setTimeout('go()')", "if (self == top) self.eval('1')"])
def test_the_self_of_all(examined: Examine, hello: Files, code: str) -> None:
    outcome = examined(hello | {"analyses/hello/analysis.js": code})

    assert len(evaluations(outcome.problems)) == 1


def test_vega_with_its_interpreter(examined: Examine, hello: Files) -> None:
    names = ["vega.min.js", "vega-lite.min.js", "alpine.min.js"]
    page = "".join(f'<script src="static/{name}"></script>\n' for name in names)
    interpreter = '<script src="static/vega-interpreter@2.min.js"></script>'
    without, beside = (examined(hello | {PAGE: text}) for text in (page, f"{page}{interpreter}"))

    assert [line for _, line, _ in evaluations(without.problems)] == [1, 3]
    assert [line for _, line, _ in evaluations(beside.problems)] == [3]
