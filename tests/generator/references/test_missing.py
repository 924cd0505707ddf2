"""What a page loads from its own server is in the build, or a problem says that it is not."""

from pathlib import Path

import pytest

from dbgen.loading import load_app
from dbgen_schema import Severity

from .conftest import Check, broken_references

INDEX = "analyses/index.yaml"
PAGE = "analyses/hello/index.html"
ENTRY = "analyses:\n  - name: hello\n"
ASSETS = {
    "analyses/hello/analysis.js": "",
    "analyses/hello/analysis.css": "",
    "analyses/hello/thumbnail.png": "",
    "analyses/hello/static/chart.js": "",
    "analyses/hello/static/plot.pdf": "",
    "analyses/hello/static/with blank.png": "",
    "analyses/hello/static/lib/deep.css": "",
    "analyses/hello/more.html": "",
    "analyses/shared/logo.svg": "",
}
MAP = "static:\n  files/(.*\\.svg): shared\n"


@pytest.mark.parametrize(
    "page",
    [
        '<script src="/_static/databench.js"></script>',
        '<script src="/hello/analysis.js?v=2#x"></script>',
        "<script src='analysis.js'></script>",
        "<script src=./static/chart.js></script>",
        '<link rel="stylesheet" href="../hello/analysis.css">',
        '<link href="static/lib/deep.css" rel="preload stylesheet">',
        '<img src="thumbnail.png"><img src="/favicon.ico">',
        '<img src="/hello/static/with%20blank.png">',
        '<img src="/files/logo.svg">',
        '<img src="data:image/png;base64,AAAA"><img src="">',
        '<img srcset="thumbnail.png 1x, static/with%20blank.png 2x">',
        '<svg><use href="#dot"></use></svg>',
        '<a href="more.html#part">more</a><a href="/hello">here</a><a href="/">home</a>',
        '<a href="mailto:a@example.org">mail</a><a href="?x=1">again</a><a href="#top">up</a>',
        '<script src="/{{ name }}/gone.js"></script>',
        '<script src="{% if title %}/gone.js{% end %}"></script>',
        '{% raw %}<img src="{{ client.side }}">{% endraw %}',
        '<!-- <script src="/gone.js"></script> -->',
        '{# <script src="/gone.js"></script> #}',
        '{% comment <img src="/gone.png"> %}',
        '<textarea><img src="/gone.png"></textarea>',
        '<base href="/elsewhere/"><img src="gone.png">',
        '<link rel="canonical" href="/gone"><link rel="preconnect" href="https://example.org">',
        "<p title=\"src='/gone.png'\">a < b <3 <</p>",
        '<style>/* url(/gone.png) */ p { content: "url(/gone.png)"; clip-path: url(#c); }</style>',
        '<script>import("/hello/static/chart.js"); // import("/gone.js")\n</script>',
        '<script>import("lodash"); import("./gone" + ".js"); obj.import("/gone.js")</script>',
        '<script>const text = "import(\'/gone.js\')", more = `import("/gone.js")`;</script>',
        '<script type="text/x-template">import("/gone.js")</script>',
        "<script>const help = s.replace(/`/g, \"'\") + `\nimport x from './gone.js'`</script>",
        "<script>const text = `${`import './gone.js'`}` + 'import \\'/gone.js\\'';</script>",
        "<script>import('/gone' + name); new Tool.Worker('/gone.js'); Worker('gone.js')</script>",
        "<script>try { await import('/gone.js') } catch { old() }</script>",
        "<script>function Worker(x) {} new Worker('gone.js')</script>",
        '<style>a::after { content: "\\"" } b::after { content: " url(gone.png)" }</style>',
        '<style>.a\\" { color: red } b::after { content: " url(gone.png)" }</style>',
        "<style>p { content: 'never closed url(gone.png);\n}</style>",
    ],
)
def test_fine(check: Check, page: str) -> None:
    assert check({**ASSETS, INDEX: MAP + ENTRY, PAGE: page}) == []


@pytest.mark.parametrize(
    ("page", "column", "message", "hint"),
    [
        (
            '<script src="/hello/analyis.js"></script>',
            14,
            "the script `/hello/analyis.js` is not in the build",
            "did you mean `/hello/analysis.js`?",
        ),
        (
            '<script src="/_static/databnch.js"></script>',
            14,
            "the script `/_static/databnch.js` is not in the build",
            "did you mean `/_static/databench.js`?",
        ),
        (
            '<script src="/helo/analysis.js"></script>',
            14,
            "the script `/helo/analysis.js` is not in the build",
            "did you mean `/hello/analysis.js`?",
        ),
        (
            "<link rel=icon href=static/chart.ico>",
            21,
            "the icon `/hello/static/chart.ico` is not in the build",
            "no route of the server answers this address",
        ),
        (
            '<link rel="stylesheet" href="/static/lib/deep.css">',
            30,
            "the style sheet `/static/lib/deep.css` is not in the build",
            "write `/hello/static/lib/deep.css`",
        ),
        (
            '<img alt="" src="picture.png">',
            18,
            "the image `/hello/picture.png` is not in the build",
            "move the file to hello/static/ and write `/hello/static/picture.png`",
        ),
        (
            '<img srcset="thumbnail.png 1x, zebra.webp 2x">',
            32,
            "the image `/hello/zebra.webp` is not in the build",
            "no route of the server answers this address",
        ),
        (
            '<video poster="/zebra.webp"></video>',
            16,
            "the image `/zebra.webp` is not in the build",
            "no route of the server answers this address",
        ),
        (
            '<p style="background: url(static/lib/deap.css)">',
            27,
            "the file `/hello/static/lib/deap.css` is not in the build",
            "did you mean `/hello/static/lib/deep.css`?",
        ),
        (
            '<script>import("./static/cart.js")</script>',
            17,
            "the script `/hello/static/cart.js` is not in the build",
            "did you mean `/hello/static/chart.js`?",
        ),
        (
            '<script src="static/pot.js"></script>',
            14,
            "the script `/hello/static/pot.js` is not in the build",
            "no route of the server answers this address",
        ),
        (
            '<img src="static/plot.png">',
            11,
            "the image `/hello/static/plot.png` is not in the build",
            "no route of the server answers this address",
        ),
        (
            '<img src="/files/logo.png">',
            11,
            "the image `/files/logo.png` is not in the build",
            "did you mean `/files/logo.svg`?",
        ),
    ],
)
def test_missing(check: Check, page: str, column: int, message: str, hint: str) -> None:
    files = {**ASSETS, INDEX: MAP + ENTRY, "analyses/hello/picture.png": ""}

    (problem,) = check({**files, PAGE: f"<p>\n{{{{ title }}}}</p>\n{page}\n"})

    assert (problem.file, problem.line, problem.column) == ("hello/index.html", 3, column)
    assert (problem.code, problem.severity) == ("DB430", Severity.ERROR)
    assert (problem.message, problem.hint) == (message, hint)


def test_column_behind_template_syntax(check: Check) -> None:
    (problem,) = check({PAGE: '<p {{ "<>" }}>{# > #}</p><img src="/hello/gone.png">'})

    assert (problem.line, problem.column) == (1, 36)


@pytest.mark.parametrize(
    ("link", "hint"),
    [
        ("mor.html", "did you mean `/hello/more.html`?"),
        ("/helo/", "did you mean `/hello/`?"),
        ("/zebra", "no route of the server answers this address"),
        ("/hello/wss", "no route of the server answers this address"),
        ("/_healt", "no route of the server answers this address"),
        ("chart.json", "no route of the server answers this address"),
    ],
)
def test_links_to_pages(check: Check, link: str, hint: str) -> None:
    (problem,) = check({**ASSETS, PAGE: f'<a href="{link}">there</a>'})

    assert (problem.code, problem.severity) == ("DB431", Severity.WARNING)
    assert (problem.line, problem.column, problem.hint) == (1, 10, hint)


ROUTES = """\
from tornado.web import RequestHandler
class Handler(RequestHandler): ...
ROUTES = [("picture/([0-9]+)", Handler), ("data.json", Handler)]
"""


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        (ROUTES, ["/hello/gone.png", "/hello/picture/x"]),
        (ROUTES + "ROUTES += [(name, Handler) for name in 'abc']\n", []),
        (ROUTES + "ROUTES += [('(a|a)*x', Handler)]\n", []),
        (ROUTES + "ROUTES += [(NAME, Handler)]\n", []),
        ("ROUTES = [('(', None)]\n", []),
        ("no python", []),
    ],
)
def test_routes_may_answer(check: Check, routes: str, expected: list[str]) -> None:
    page = '<img src="picture/1"><img src="picture/x"><img src="gone.png"><a href="data.json">x</a>'

    problems = check({PAGE: page, "analyses/hello/routes.py": routes})

    assert sorted(problem.message.split("`")[1] for problem in problems) == expected


def test_folders_that_are_not_there_yet(check: Check) -> None:
    index = f"static:\n  modules/(.*): node_modules\n{ENTRY}"
    page = '<script src="/modules/d3/d3.js"></script><script src="/module/d3.js"></script>'

    (problem,) = check({INDEX: index, PAGE: page})

    assert problem.message == "the script `/module/d3.js` is not in the build"


def test_an_analysis_that_is_not_there(check: Check) -> None:
    index = f"{ENTRY}  - name: other\n"

    assert check({INDEX: index, PAGE: '<img src="/other/thumbnail.png">'}) == []


@pytest.mark.parametrize("index", [f"build: make\n{ENTRY}", f"{ENTRY}    build: make\n"])
def test_what_a_build_command_may_make(check: Check, index: str) -> None:
    (problem,) = check({INDEX: index, PAGE: '<script src="static/bundle.js"></script>'})

    assert (problem.code, problem.severity) == ("DB430", Severity.WARNING)


def test_style_sheets(check: Check) -> None:
    own = '@import "static/base.css";\np { background: url( "static/a.png" ) }\n'
    below = "@namespace url(http://www.w3.org/1999/xhtml);\n@font-face { src: url(f.woff2) }\n"
    more = '@import url(b.css);\nq { background: image-set("c.png" type("image/png") 1x) }\n'
    files = {"analysis.css": own, "static/base.css": below, "static/lib/m.css": more}

    problems = check({f"analyses/hello/{path}": text for path, text in files.items()})

    assert [
        (p.file, p.line, p.column, p.message.removesuffix(" is not in the build")) for p in problems
    ] == [
        ("hello/analysis.css", 2, 23, "the image `/hello/static/a.png`"),
        ("hello/static/base.css", 2, 23, "the font `/hello/static/f.woff2`"),
        ("hello/static/lib/m.css", 1, 13, "the style sheet `/hello/static/lib/b.css`"),
        ("hello/static/lib/m.css", 2, 28, "the image `/hello/static/lib/c.png`"),
    ]


def test_scripts(check: Check) -> None:
    script = 'import x from "./static/a.js";\nnew Worker("/hello/static/b.js");\n'

    problems = check({"analyses/hello/analysis.js": script})

    assert [(p.file, p.line, p.column) for p in problems] == [
        ("hello/analysis.js", 1, 16),
        ("hello/analysis.js", 2, 13),
    ]


def test_the_end_of_a_script_that_does_not_parse(check: Check) -> None:
    script = "import x from './static/a.js';\nconst é = {{ title }};\n@@@ import('./static/b.js')"

    (problem,) = check({PAGE: f"<script type=module>{script}</script>"})

    assert (problem.line, problem.column) == (1, 36)


@pytest.mark.parametrize(
    ("script", "column"),
    [
        ("{% if title %}import './static/a.js';{% end %}", 23),
        ("const é = {{ title }}; import './static/a.js'", 32),
        ("const r = /'/; export * from './static/a.js'", 31),
        ("import(/* webpackIgnore: true */ `./static/a.js`)", 35),
        ("const x = `${new window.Worker('static/a.js')}`", 33),
        ("import{a}from'./static/a.js';", 15),
    ],
)
def test_what_a_script_certainly_loads(check: Check, script: str, column: int) -> None:
    (problem,) = check({PAGE: f"<script type=module>\n{script}\n</script>"})

    assert (problem.code, problem.line, problem.column) == ("DB430", 2, column)
    assert "`/hello/static/a.js` is not in the build" in problem.message


def test_templates_of_the_app(check: Check) -> None:
    base = '<img src="/gone.png"><img src="relative.png">{% include "parts/nav.html" %}'
    files = {
        "base.html": base,
        "parts/nav.html": '<img src="/lost.png">',
        "index.html": '<img src="no.png">',
    }

    problems = check({f"analyses/{path}": text for path, text in files.items()})

    assert [(problem.file, problem.message.split("`")[1]) for problem in problems] == [
        ("base.html", "/gone.png"),
        ("index.html", "/no.png"),
        ("parts/nav.html", "/lost.png"),
    ]


@pytest.mark.parametrize("name", ["analyses", "tests/golden/everything/app/analyses"])
def test_apps_of_this_repository(name: str) -> None:
    source = load_app(Path(__file__).parents[3] / name)
    assert not isinstance(source, tuple)
    assert broken_references(source, offline=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "<!--" * 100_000,
        "<a " * 100_000,
        '<a b="' * 100_000,
        "<a b='" * 99_999,
        "<script>" * 100_000,
        "<" * 500_000,
        "{{" * 200_000,
        "<a b=c" + " " * 500_000,
        '<p style="' + "url(" * 100_000,
        "<script>" + "import(" * 100_000,
        "<script>" + "import" + " " * 500_000,
        "<script>" + "import('./x.js');" * 7_000,
        "<script>import './x.js'" + '"' * 130_000,
        "<style>" + '"' * 499_999,
        "<style>" + "url('" * 100_000,
        "<style>" + "@import " * 100_000,
        "<style>" + "image-set(" * 80_000,
        '<img srcset="' + "a " * 300_000,
        '<img srcset="' + ", " * 300_000,
        '<img src="/zebra">' * 30_000,
        "".join(f"<a href=/x{number}>" for number in range(50_000)),
    ],
    ids=lambda text: text[:20],
)
def test_hostile_pages_end(check: Check, text: str) -> None:
    check({PAGE: text})
