"""What scripts, workers, style sheets and pages of static folders load in turn."""

import pytest

from dbgen_schema import Problem, Severity

from .conftest import Check

PAGE = "analyses/hello/index.html"
HELLO = "analyses/hello/"
INDEX = "static:\n  files/(.*): shared\nanalyses:\n  - name: hello\n"
MINIFIED = "var a=" + "1+" * 3000 + "1;"


def told(problems: list[Problem]) -> list[tuple[str, str, str]]:
    return [(each.file, each.code, each.message.split("`")[1]) for each in problems]


@pytest.mark.parametrize(
    ("script", "code", "found"),
    [
        ("import './gone.js'", "DB430", "/hello/static/gone.js"),
        ("export { x } from '../analysis.mjs'", "DB430", "/hello/analysis.mjs"),
        ("import * as d3 from 'https://cdn.example.org/d3@7/+esm'", "DB432", "cdn.example.org"),
        ("new Worker('gone.js')", "DB430", "/hello/gone.js"),
        (MINIFIED + "import './gone.js'", "DB430", "/hello/static/gone.js"),
    ],
)
@pytest.mark.parametrize("loads", ["analysis.js", "index.html"])
def test_scripts_that_are_loaded(
    check: Check, loads: str, script: str, code: str, found: str
) -> None:
    load = "import './static/view.js'"
    if loads == "index.html":
        load = "<script type=module src=static/view.js></script>"
    files = {HELLO + loads: load, f"{HELLO}static/view.js": script}

    problems = check(files, offline=True)

    assert told(problems) == [("hello/static/view.js", code, found)]
    assert problems[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    "script",
    [
        "import './view.js'; import './deep/other.mjs'; import 'lodash'",
        "new Worker('static/deep/other.mjs')",
        "importScripts('gone.js')",
        MINIFIED + "import('./gone.js')",
    ],
)
def test_scripts_that_are_fine(check: Check, script: str) -> None:
    files = {
        "analysis.js": "import './static/view.js'",
        "static/view.js": script,
        "static/deep/other.mjs": "import '../view.js'",
        "static/unused.js": "import './gone.js'",
    }

    assert check({HELLO + name: text for name, text in files.items()}) == []


def test_workers(check: Check) -> None:
    files = {
        "analysis.js": "new Worker('static/deep/w.js'); new Worker('static/gone.js')",
        "static/deep/w.js": "importScripts('lib.js', 'no.js'); new Worker('v.js')",
        "static/deep/lib.js": "importScripts('lost.js')",
        "static/deep/v.js": "",
    }

    problems = check({HELLO + name: text for name, text in files.items()})

    assert told(problems) == [
        ("hello/analysis.js", "DB430", "/hello/static/gone.js"),
        ("hello/static/deep/lib.js", "DB430", "/hello/static/deep/lost.js"),
        ("hello/static/deep/w.js", "DB430", "/hello/static/deep/no.js"),
    ]
    assert problems[0].message == "the worker `/hello/static/gone.js` is not in the build"


def test_folders_of_the_static_map(check: Check) -> None:
    files = {
        "analyses/index.yaml": INDEX,
        PAGE: "<script type=module src=/files/a.js></script>"
        "<link rel=stylesheet href=/files/a.css><iframe src=/files/a.html></iframe>",
        "analyses/shared/a.js": "import './b.js'",
        "analyses/shared/b.js": "import './gone.js'",
        "analyses/shared/a.css": "p { background: url(gone.png) }",
        "analyses/shared/a.html": "<img src=lost.png>",
        "analyses/shared/unused.js": "import './gone.js'",
        "analyses/shared/unused.css": "p { background: url(gone.png) }",
        "analyses/shared/unused.html": "<!doctype html><img src=gone.png>",
    }

    assert told(check(files)) == [
        ("shared/a.css", "DB430", "/files/gone.png"),
        ("shared/a.html", "DB430", "/files/lost.png"),
        ("shared/b.js", "DB430", "/files/gone.js"),
    ]


def test_scripts_of_other_analyses_and_beside_the_app(check: Check) -> None:
    files = {
        "analyses/index.yaml": f"{INDEX}  - name: other\n",
        f"{HELLO}analysis.js": "import '/other/static/x.js'; import '/files/y.mjs'",
        "analyses/other/analysis.py": "",
        "analyses/other/index.html": "",
        "analyses/other/static/x.js": "import './gone.js'",
        "shared/y.mjs": "import './gone.js'",
    }

    assert told(check(files)) == [
        ("../shared/y.mjs", "DB430", "/files/gone.js"),
        ("other/static/x.js", "DB430", "/other/static/gone.js"),
    ]


DOCUMENT = (
    "<!-- made by hand -->\n<!DOCTYPE html><img src=gone.png>{{ '<img src=x.png>' }}"
    "<script src=//cdn.example.org/x.js></script><script src=e.js></script>"
)


@pytest.mark.parametrize(
    ("page", "severity"), [("", Severity.WARNING), ("<iframe src=static/e.html>", Severity.ERROR)]
)
def test_pages_in_static(check: Check, page: str, severity: Severity) -> None:
    files = {PAGE: page, f"{HELLO}static/e.html": DOCUMENT, f"{HELLO}static/e.js": "import './f'"}

    problems = check(files, offline=True)

    assert told(problems) == [
        ("hello/static/e.html", "DB430", "/hello/static/gone.png"),
        ("hello/static/e.html", "DB430", "/hello/static/x.png"),
        ("hello/static/e.html", "DB432", "cdn.example.org"),
        ("hello/static/e.js", "DB430", "/hello/static/f"),
    ]
    assert {each.severity for each in problems if each.code == "DB430"} == {severity}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("part.html", "<p><img src=static/gone.png></p>"),
        ("node_modules/x/demo.html", DOCUMENT),
    ],
)
def test_what_may_be_no_page(check: Check, name: str, text: str) -> None:
    assert check({f"{HELLO}static/{name}": text}) == []


def test_many_files(check: Check) -> None:
    files = {f"{HELLO}static/{number}.js": f"import './{number + 1}.js'" for number in range(500)}

    assert check({**files, f"{HELLO}analysis.js": "import './static/0.js'"}) == []
    assert told(check({**files, f"{HELLO}analysis.js": "import './static/400.js'"})) == [
        ("hello/static/499.js", "DB430", "/hello/static/500.js")
    ]


def test_many_references(check: Check) -> None:
    script = "import './gone.js';\n" * 2000
    files = {f"{HELLO}static/{number}.js": script for number in range(30)}
    own = "".join(f"import './static/{number}.js';\n" for number in range(30))

    problems = check({**files, f"{HELLO}analysis.js": own})

    assert len({each.file for each in problems}) == 10
