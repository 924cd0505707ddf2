"""Whatever pages, style sheets, scripts and Python hold, `dbgen validate` answers."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from .conftest import ANALYSIS, PAGE, SCRIPT, App

TEMPLATE_PIECES = [
    "{% extends 'analysis.html' %}",
    '{% include "nothing.html" %}',
    "{% block head %}",
    "{% block a %}",
    "{% end %}",
    "{% endblock %}",
    "{% if title %}",
    "{% else %}",
    "{% for x in [1, 2] %}",
    "{% while x %}",
    "{% set x = 1 %}",
    "{% set x += title %}",
    "{% apply linkify %}",
    "{% raw title %}",
    "{% raw %}",
    "{% endraw %}",
    "{% module Nothing() %}",
    "{% autoescape None %}",
    "{% comment x %}",
    "{% import os %}",
    "{{ title }}",
    "{{ no_such.name[0] }}",
    "{{ title + 1 }}",
    "{{ {'a': 1}['b'] }}",
    "{{ title | nothing }}",
    "{{ loop }}",
    "{{ self.a() }}",
    "{{!",
    "{%",
    "%}",
    "{#",
    "#}",
    "}}",
]
HTML_PIECES = [
    "<p>",
    "</p>",
    "<a href='",
    '<img src="gone.png"',
    '<img srcset="a.png 1x, b.png">',
    '<script src="//example.org/x.js">',
    "<script>import('./gone.js')",
    "</script>",
    "<style>@import url(x.css);",
    "</style>",
    "<!--",
    "-->",
    '<button data-action="ru" data-message=\'{"a": 1\'>',
    '<b data-signal="status:x">',
    "<base href=x>",
    "&#0;&amp;&#xffffff;",
    "[0]:",
    "\x00",
    "\udcff",
]
PYTHON_PIECES = [
    "import databench\n",
    "from . import gone\n",
    "from .routes import *\n",
    "from databench import *\n",
    "import analyses.other.analysis as o\n",
    "class Hello(databench.Analysis):\n",
    "class Hello(Hello):\n",
    "class B(o.Hello, *args):\n",
    "    @databench.on\n",
    "    @databench.on_action(name)\n",
    "    @databench.on_action('run', x)\n",
    "    def run(self, a, *b, c=1, **d):\n",
    "    async def on_run():\n",
    "        self.emit('x', {'a': 1, **b})\n",
    "        self.emit(f'{x}')\n",
    "        self.set_state(lambda s: {**s})\n",
    "        self.data['x'] += 1\n",
    "        self = 3\n",
    "        del self.data\n",
    "    pass\n",
    "databench.run(Hello)\n",
    "ROUTES = [('a', H), ('(', H), (x, H), *more]\n",
    "ROUTES += []\n",
    "ROUTES: list\n",
    "if True:\n",
    "match x:\n    case [1, *y]:\n        pass\n",
    "x = '''",
    "\\\n",
    "\t",
    "# coding: nothing\n",
    "\x00",
]
SCRIPT_PIECES = [
    "const d = new Databench.Connection();",
    "d.on('x', y => y);",
    "d.on({data: 'count'}, ",
    "d.emit('run', {count: 1});",
    "d.emit(`a${b}`, [1, ...c]);",
    "import('./gone.js');",
    "function f({a, b = 1}, ...c) {",
    "}",
    "class A extends d {",
    "/*",
    "*/",
    "// x\n",
    "`",
    "'",
    "/re[/]x/g",
    "<T,>(x: T) =>",
    "\u2028",
]


def mixed(pieces: list[str], whole: str) -> st.SearchStrategy[bytes]:
    """Return files made of pieces, of random text, and of a fine file that lost its order."""
    lines = whole.splitlines(keepends=True)
    parts = st.one_of(st.sampled_from(pieces), st.sampled_from(lines), st.text(max_size=4))
    texts = st.lists(parts, max_size=12).map("".join)
    whole_and_more = st.tuples(st.just(whole), texts).map("".join)
    encoded = st.one_of(texts, whole_and_more).map(lambda t: t.encode("utf-8", "surrogateescape"))
    return st.one_of(encoded, st.binary(max_size=40))


PAGES = mixed([*TEMPLATE_PIECES, *HTML_PIECES], PAGE)


@given(page=PAGES, frame=st.one_of(st.none(), PAGES))
@example(page=b"", frame=b"")
@settings(max_examples=120)
def test_every_page_gets_an_answer(app: App, page: bytes, frame: bytes | None) -> None:
    app.write("other/index.html", page)
    app.write("analysis.html", b"{% block a %}{% end %}" if frame is None else frame)

    app.validate("--offline")


@given(analysis=mixed(PYTHON_PIECES, ANALYSIS), routes=mixed(PYTHON_PIECES, "ROUTES = []\n"))
@settings(max_examples=100)
def test_all_python_gets_an_answer(app: App, analysis: bytes, routes: bytes) -> None:
    app.write("other/analysis.py", analysis)
    app.write("other/routes.py", routes)

    app.validate("--strict")


@given(
    script=mixed([*SCRIPT_PIECES, *HTML_PIECES], SCRIPT),
    style=mixed(["@import 'x.css';", "url(", "image-set('a' 1x", "/*", "}", *HTML_PIECES], "p {}"),
)
@settings(max_examples=80)
def test_all_scripts_and_styles_get_an_answer(app: App, script: bytes, style: bytes) -> None:
    app.write("other/analysis.js", script)
    app.write("other/analysis.css", style)

    app.validate("--format", "sarif")


@given(mixed(["# x\n", ".. include:: /etc/passwd\n", "===\n", "|a|b|\n|-|-|\n", "<p"], "# Hello\n"))
@settings(max_examples=50)
def test_every_readme_gets_an_answer(app: App, readme: bytes) -> None:
    app.write("other/README.md", readme)
    app.write("hello/README.rst", readme)

    app.validate("--format", "github")
