"""What scripts fetch, and workers beside modules."""

import json

import pytest

from dbgen.inspecting.app import Source
from dbgen.single import read_spec, single_source

from .conftest import Check, MakeFolder, broken_references

HELLO = "analyses/hello/"
INDEX = "analyses/index.yaml"
FILES = {
    "data.json": "{}",
    "more.html": "<p>more</p>",
    "static/points.csv": "1,2\n",
    "static/work.js": "",
    "static/deep/view.js": "",
}
SINGLE = "import databench\n\n\nclass Hello(databench.Analysis):\n    pass\n"
NOWHERE = "no route of the server answers this address"


def files_of(**files: str) -> dict[str, str]:
    """Return an app; names have __ for / and _dot_ for a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()}
    return {HELLO + name: text for name, text in (FILES | named).items()}


def script(text: str) -> dict[str, str]:
    """Return an app whose analysis has a script."""
    return files_of(analysis_dot_js=text)


@pytest.mark.parametrize(
    ("text", "column", "path", "hint"),
    [
        ("fetch('static/point.csv')", 8, "/hello/static/point.csv", "/hello/static/points.csv"),
        (
            'fetch("/helo/static/points.csv")',
            8,
            "/helo/static/points.csv",
            "/hello/static/points.csv",
        ),
        ("fetch(`static/gone.bin?x=1#y`)", 8, "/hello/static/gone.bin", ""),
        ("fetch('/static/points.csv', {cache: 'no-store'})", 8, "/static/points.csv", "!"),
        ("window.fetch('../gone.csv');", 15, "/gone.csv", ""),
        ("globalThis.fetch('gone.csv', {method: 'get'})", 19, "/hello/gone.csv", ""),
        ("const a = async () => { await self.fetch('a/b.csv') };", 43, "/hello/a/b.csv", ""),
        (
            "function f() { return fetch('./gone.json').then(r => r.json()); }",
            30,
            "/hello/gone.json",
            "",
        ),
        ("class A { async fetch() { return fetch('gone.json'); } }", 41, "/hello/gone.json", ""),
        ("api.fetch('zebra'); fetch('gone.json');", 28, "/hello/gone.json", ""),
        ("/* fetch it */ fetch('gone.json', {})", 23, "/hello/gone.json", ""),
        ("log('fetch'); fetch('gone.json')", 22, "/hello/gone.json", ""),
        (
            "fetch('gone.json').then(r => { if (!r.ok) { throw r.status } })",
            8,
            "/hello/gone.json",
            "",
        ),
    ],
)
def test_files_that_are_not_there(
    check: Check, text: str, column: int, path: str, hint: str
) -> None:
    [problem] = check(script(text))
    assert (problem.code, problem.severity) == ("DB430", "warning")
    assert (problem.file, problem.column) == ("hello/analysis.js", column)
    assert problem.message == f"the fetched file `{path}` is not in the build"
    meant = {"": NOWHERE, "!": "write `/hello/static/points.csv`"}
    assert problem.hint == meant.get(hint, f"did you mean `{hint}`?")


def test_a_file_beside_the_analysis(check: Check) -> None:
    [problem] = check(script("fetch('data.json')"))
    assert problem.hint == "move the file to hello/static/ and write `/hello/static/data.json`"


@pytest.mark.parametrize(
    "text",
    [
        "fetch('static/points.csv'); fetch('/hello/static/points.csv?x=1'); fetch('more.html')",
        "fetch(''); fetch('.'); fetch('./'); fetch('?x=1'); fetch('/'); fetch('/_health')",
        "fetch('https://example.org/x'); fetch('//example.org/x'); fetch('data:,x')",
        "fetch(' https://example.org/x'); fetch(`http://localhost:5001/x`); fetch('blob:x')",
        "fetch('no.csv' + name); fetch(`${base}/no.csv`); fetch(name); fetch(`/hello/${x}.csv`)",
        "fetch('no.csv\\x2fthere'); fetch(x ? 'no.csv' : 'other')",
        "fetch(new URL('no.csv', location))",
        "fetch('gone.json', {method: 'POST', body}); fetch('gone.json', {'method': 'HEAD'})",
        "fetch('no.csv', {method}); fetch('no.csv', options); fetch('no.csv', {...options})",
        "fetch('no.csv', {[key]: 'POST'}); fetch('no.csv', {method() {}}); fetch('no.csv', ...x)",
        "const fetch = require('other'); fetch('gone.json')",
        "import fetch from './static/work.js'; fetch('gone.json')",
        "import { get as fetch } from './static/work.js'; fetch('gone.json')",
        "function fetch(x) {} fetch('gone.json')",
        "function load(fetch) { fetch('gone.json') }",
        "const load = fetch => fetch('gone.json')",
        "const load = ({ fetch }) => fetch('gone.json')",
        "const { fetch } = api; fetch('gone.json')",
        "const { get: fetch = 1 } = api; fetch('gone.json')",
        "fetch = mock; fetch('gone.json')",
        "window.fetch = (url) => mock(url); fetch('gone.json')",
        "window['fetch'] = mock; fetch('gone.json')",
        "Object.assign(window, { fetch: mock }); fetch('gone.json')",
        "Object.assign(window, { fetch(x) { return mock } }); fetch('gone.json')",
        "Object.defineProperty(window, 'fetch', { value: mock }); fetch('gone.json')",
        "for (const fetch of ways) { fetch('gone.json') }",
        "try { work() } catch (fetch) { fetch('gone.json') }",
        "const w = window; w.fetch = mock; fetch('gone.json')",
        "with (api) { fetch('gone.json') }",
        "api.fetch('no.csv'); this.fetch('no.csv'); $fetch('no.csv'); refetch('no.csv')",
        "window.api.fetch('gone.json'); new Api().fetch('gone.json'); window['fetch']('gone.json')",
        "fetch.json('gone.json')",
        "fetch?.('gone.json')",
        "new fetch('gone.json')",
        "fetch`gone.json`",
        "fetch(['gone.json']); fetch(x, 'gone.json')",
        "load(fetch, 'gone.json')",
        "// fetch('no.csv')\n/* fetch('no.csv') */",
        "const s = \"fetch('no.csv')\", t = `fetch('no.csv')`",
        "const r = /fetch('gone.json')/;",
        "try { await fetch('gone.json') } catch { old() }",
        "fetch('gone.json').then(use).catch(() => null)",
        "fetch('gone.json').then(use, () => null)",
        "if (typeof process === 'undefined') fetch('gone.json')",
        "fetch('gone.json').then(r => r.ok ? r.json() : null)",
        "const r = await fetch('gone.json'); if (r.status === 200) use(r);",
        "const r = await fetch('gone.json'); if (404 == r.status) { old() }",
        "fetch('gone.json').then(({ ok }) => ok && show())",
        "switch ((await fetch('gone.json')).status) { case 404: old() }",
        "fetch('/api/users'); fetch('/graphql'); fetch('../api/users'); fetch('/login/now.php')",
        "fetch('gone'); fetch('api/list'); fetch('/hello/api/list')",
        "async function f() { return (await fetch('gone.json')).json(); } f().catch(() => 0);",
        "const f = () => fetch('gone.json'); async function g() { try { await f() } catch {} }",
        "function f() { return fetch('gone.json') } f().then(show, () => old());",
        "function f() { return fetch('gone.json') } f().then((r) => r.json(), old);",
        "function f() { return fetch('gone.json') } f().then(show, old);",
        "Promise.allSettled([fetch('gone.json')]).then(show)",
        "Promise.any([fetch('gone.json'), fetch('static/points.csv')]).then(show)",
        "addEventListener('unhandledrejection', old); fetch('gone.json')",
        "fetch('gone.json').then(r => r.headers.get('content-type') === 'x' ? r.json() : 0)",
        "history.pushState(null, '', '/hello/a/b'); fetch('gone.json')",
        "navigator.serviceWorker.register('static/work.js'); fetch('gone.json')",
        "fetch('gone.json'",
        f"fetch('gone.json'); const x = '{6000 * 'x'}'",
    ],
)
def test_what_is_answered_or_may_be(check: Check, text: str) -> None:
    assert check(script(text)) == []


def test_scripts_in_pages(check: Check) -> None:
    files = files_of(
        index_dot_html="<script>fetch('gone.json')</script>\n<p onclick=\"fetch('gone.json')\">"
    )
    assert [(each.file, each.line, each.column) for each in check(files)] == [
        ("hello/index.html", 1, 16)
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<script type='text/x-template'>fetch('gone.json')</script>",
        "<script>fetch('/{{ name }}/gone.json')</script>",
        "<script>fetch('{{ name }}')</script>",
        "<base href='/other/'><script>fetch('gone.json')</script>",
        "<!-- <script>fetch('gone.json')</script> --><p>fetch('gone.json')</p>",
        "<script src='https://example.org/pretender.js'></script><script>fetch('gone.json')</script>",
    ],
)
def test_pages_that_do_not_certainly_fetch(check: Check, page: str) -> None:
    found = check(files_of(index_dot_html=page))
    assert [each for each in found if each.code != "DB432"] == []


def test_addresses_count_from_the_page(check: Check) -> None:
    load = "<script src='static/deep/view.js'></script>"
    text = "fetch('static/points.csv'); fetch('points.csv'); fetch('/hello/static/point.csv')"
    found = check(files_of(index_dot_html=load, static__deep__view_dot_js=text))
    assert [(each.file, each.message) for each in found] == [
        ("hello/static/deep/view.js", "the fetched file `/hello/points.csv` is not in the build"),
        (
            "hello/static/deep/view.js",
            "the fetched file `/hello/static/point.csv` is not in the build",
        ),
    ]


def test_addresses_in_a_worker_count_from_it(check: Check) -> None:
    text = "fetch('points.csv'); fetch('static/points.csv')"
    files = files_of(analysis_dot_js="new Worker('static/work.js')", static__work_dot_js=text)
    [problem] = check(files)
    assert (
        problem.message == "the fetched file `/hello/static/static/points.csv` is not in the build"
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("fetch('gone.json')", 1),
        ("const r = await fetch('gone.json')", 1),
        ("function f() { fetch('gone.json') }", 0),
        ("button.onclick = () => fetch('gone.json')", 0),
        ("if (debug) fetch('gone.json')", 0),
        ("const p = fetch('gone.json'); p.catch(() => 0)", 0),
    ],
)
def test_libraries_fetch_what_they_always_do(check: Check, text: str, count: int) -> None:
    load = "<script type=module src='static/deep/view.js'></script>"
    found = check(files_of(index_dot_html=load, static__deep__view_dot_js=text))
    assert len(found) == count


@pytest.mark.parametrize(
    "routes",
    [
        "ROUTES = [('data/(.*)', Data)]",
        "ROUTES = [*others, ('x', X)]",
        "from elsewhere import ROUTES",
    ],
)
def test_routes_that_may_answer(check: Check, routes: str) -> None:
    text = "fetch('data/all.json'); fetch('/hello/data/x')"
    assert check(files_of(analysis_dot_js=text, routes_dot_py=routes)) == []


def test_routes_that_do_not_answer(check: Check) -> None:
    routes = "class Data: ...\n\n\nROUTES = [('data/(.*)', Data)]"
    assert len(check(files_of(analysis_dot_js="fetch('date/x.csv')", routes_dot_py=routes))) == 1


def test_the_static_map(check: Check) -> None:
    files = {
        **script("fetch('/files/logo.svg'); fetch('/files/logos.svg'); fetch('/open/x.csv')"),
        INDEX: "static:\n  files/(.*): shared\n  open/(.*): made\nanalyses:\n  - name: hello\n",
        "analyses/shared/logo.svg": "",
    }
    [problem] = check(files)
    assert problem.hint == "did you mean `/files/logo.svg`?"


@pytest.mark.parametrize(
    ("text", "more", "count"),
    [
        ("fetch('static/x.csv'); fetch('/data/x'); fetch('/static/x.csv')", "static/x.csv", 0),
        ("fetch('static/gone.csv'); fetch('/static/gone.csv'); fetch('gone.csv')", "x.csv", 3),
    ],
)
def test_a_single_analysis(make_app_folder: MakeFolder, text: str, more: str, count: int) -> None:
    files = {"hello.py": SINGLE, "index.html": "<p>x</p>", "analysis.js": text}
    folder = make_app_folder({**files, more: "1"})
    spec = {"path": str(folder / "hello.py"), "class": "Hello", "name": "hello"}
    source = single_source(read_spec(json.dumps(spec | {"info": {}, "static": {}})))
    assert isinstance(source, Source)
    assert len(broken_references(source)) == count


@pytest.mark.parametrize(
    "other",
    [
        "window.fetch = mock;",
        "function fetch(url) { return mock(url); }",
        "navigator.serviceWorker.register('/hello/static/work.js');",
        "Object.defineProperty(globalThis, 'fetch', { get: () => mock });",
        "globalThis [ 'fetch' ] = mock;",
        "Object.assign(window, { json: 1, fetch });",
        "fetchMock.get('*', {});",
        "function good(r) { return r.ok ? r.json() : null; }",
        "window.load().catch(old);",
    ],
)
def test_what_others_do_to_fetch(check: Check, other: str) -> None:
    load = "<script src='static/deep/view.js'></script>"
    files = files_of(index_dot_html=load, static__deep__view_dot_js=other)
    files[HELLO + "analysis.js"] = "fetch('gone.json')"
    assert check(files) == []


@pytest.mark.parametrize(
    "other", ["fetch('static/points.csv');", "d.on('fetch', f); // fetch it", "class A { fetch; }"]
)
def test_what_others_do_without_changing_fetch(check: Check, other: str) -> None:
    load = "<script src='static/deep/view.js'></script>"
    files = files_of(index_dot_html=load, static__deep__view_dot_js=other)
    files[HELLO + "analysis.js"] = "fetch('gone.json')"
    assert len(check(files)) == 1


def test_what_a_command_makes(check: Check) -> None:
    index = "build: make data\nanalyses:\n  - name: hello\n"
    assert check({**script("fetch('static/made.json')"), INDEX: index}) == []


def test_a_frame_with_an_address_of_its_own_to_count_from(check: Check) -> None:
    frame = "<base href='/other/'><script src='/{{ name }}/analysis.js'></script>"
    page = '{% extends "frame.html" %}<script>fetch("gone.json")</script>'
    files = files_of(
        index_dot_html=page, analysis_dot_js="fetch('gone.json'); fetch('/hello/gone.json')"
    )
    found = check({**files, "analyses/frame.html": frame})
    assert [(each.file, each.column) for each in found] == [("hello/analysis.js", 28)]


def test_a_script_that_its_own_page_loads(check: Check) -> None:
    page = "<script src='/hello/analysis.js'></script>"
    assert len(check(files_of(index_dot_html=page, analysis_dot_js="fetch('gone.json')"))) == 1


def test_a_script_that_pages_elsewhere_load(check: Check) -> None:
    page = "<!doctype html><script src='../../analysis.js'></script>"
    text = "fetch('view.js'); fetch('/hello/gone.json')"
    files = files_of(analysis_dot_js=text, static__deep__page_dot_html=page)
    assert [each.column for each in check(files)] == [26]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("new Worker(new URL('./static/works.js', import.meta.url), { type: 'module' })", 21),
        ("const w = new SharedWorker(new URL('static/gone.js', import.meta.url));", 37),
        ("const make = () => new window.Worker(new URL('gone.js', import.meta.url))", 47),
    ],
)
def test_workers_beside_a_module(check: Check, text: str, column: int) -> None:
    [problem] = check(script(text))
    assert (problem.code, problem.severity, problem.column) == ("DB430", "error", column)
    assert problem.message.startswith("the worker of a module `/hello/")


@pytest.mark.parametrize(
    "text",
    [
        "new Worker(new URL('./static/work.js', import.meta.url))",
        "new Worker(new URL('gone.js', base)); new Worker(new URL('gone.js', import.meta.env))",
        "const u = new URL('gone.js', import.meta.url)",
        "new api.Worker(new URL('gone.js', import.meta.url))",
        "new Other(new URL('gone.js', import.meta.url))",
        "Worker(new URL('gone.js', import.meta.url))",
        "new Worker(new URL(`${x}.js`, import.meta.url))",
        "new Worker(URL('gone.js', import.meta.url))",
        "new Worker(new URL('gone.js', import.meta.url + '/..'))",
        "class URL {} new Worker(new URL('gone.js', import.meta.url))",
        "class Worker {} new Worker(new URL('gone.js', import.meta.url))",
        "new Worker(new URL('https://example.org/x.js', import.meta.url))",
        "try { new Worker(new URL('gone.js', import.meta.url)) } catch { old() }",
        "// new Worker(new URL('gone.js', import.meta.url))",
    ],
)
def test_workers_that_are_there_or_may_be(check: Check, text: str) -> None:
    assert check(script(text)) == []


def test_workers_count_from_the_script(check: Check) -> None:
    load = "<script type=module src='static/deep/view.js'></script>"
    beside = "new Worker(new URL('../work.js', import.meta.url))"
    files = files_of(index_dot_html=load, static__deep__view_dot_js=beside)
    files[HELLO + "static/work.js"] = "fetch('gone.csv'); importScripts('gone.js')"
    assert sorted(each.message for each in check(files)) == [
        "the fetched file `/hello/static/gone.csv` is not in the build",
        "the script of a worker `/hello/static/gone.js` is not in the build",
    ]
    files[HELLO + "static/deep/view.js"] = "new Worker(new URL('work.js', import.meta.url))"
    [problem] = check(files)
    assert (
        problem.message == "the worker of a module `/hello/static/deep/work.js` is not in the build"
    )
