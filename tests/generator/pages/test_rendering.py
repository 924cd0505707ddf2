"""Whole pages: frames, overrides, undefined names, failures and hostile values."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dbgen.pages import CODES, Lookup, PageSource, render_page

from .app_site import Html, Site

PAGE = """{% extends "analysis.html" %}

{% block head %}
  <link rel="stylesheet" href="/_static/databench.css">
  <script src="//cdn.example/d3.js"></script>
{% end %}

{% block analysis %}
  {# the form #}
  <h1>{{ title }}</h1>
  <p>Version {{ version }} on {{ databench_version }}</p>
  <button data-action='{"run": {"samples": 100}}'>Run</button>
  <style>.a{color:red}</style>
{% end %}

{% block footer %}
  <script src="/_static/databench.js"></script>
  <script src="/{{ name }}/analysis.js?v={{ url_escape(version) }}"></script>
  <script>
    var options = {a: {b: 1}};
    if (1 % 2) { console.log("{{! mustache }}", {% raw json_encode(title) %}); }
  </script>
{% end %}
"""

INDEX = """{% extends "base.html" %}
{% block content %}
<div class="readme">{% raw description_html %}</div>
{% for meta_info in meta_infos %}
  {% if meta_info['show_in_index'] %}
  <a href="/{{ meta_info['name'] }}/">
    {% if meta_info['thumbnail'] %}
    <img src="/{{ meta_info['name'] }}/{{ meta_info['thumbnail'] }}">
    {% end %}
    {{ meta_info['title'] }}
  </a>
  {% end %}
{% end %}
{% if author is not None %}<p>by {{ author }}</p>{% end %}
{% end %}
"""


def test_a_page_of_2018(html: Html) -> None:
    page = html(PAGE)
    assert page.startswith("<!DOCTYPE html>\n<html><head><title>Pi &lt;3</title>")
    assert '<link rel="stylesheet" href="/_static/databench.css">' in page
    assert '<a href="/">home</a>\n<div id="readme"><p>Read <b>me</b></p></div>' in page
    assert "<h1>Pi &lt;3</h1>\n  <p>Version 1.0 on 0.8.0</p>" in page
    assert """<button data-action='{"run": {"samples": 100}}'>""" in page
    assert '<pre id="log"></pre>' in page
    assert '<script src="/pi/analysis.js?v=1.0"></script>' in page
    assert 'console.log("{{ mustache }}", "Pi \\u003c3");' in page
    assert "the form" not in page


def test_an_index_of_2018(html: Html) -> None:
    meta = {"show_in_index": True, "title": "Pi & more", "description": "", "thumbnail": "t.png"}
    infos = [{**meta, "name": "pi"}, {**meta, "name": "hidden", "show_in_index": False}]
    page = html(INDEX, meta_infos=infos, author=None, description_html="<b>all</b>")
    assert '<div class="readme"><b>all</b></div>' in page
    assert '<img src="/pi/t.png">\n    \n    Pi &amp; more' in page
    assert "hidden" not in page
    assert "<p>by" not in page


def test_a_page_can_leave_out_the_home_link_and_replace_the_log(html: Html) -> None:
    page = html('{% extends "analysis.html" %}{% block log %}{% end %}', home_link=False)
    assert "home" not in page
    assert "<pre" not in page


def test_super_adds_to_a_block(html: Html) -> None:
    page = html("{% extends analysis.html %}{% block log %}{{ super() }}!{% end %}")
    assert '<pre id="log"></pre>!' in page


def test_a_frame_of_the_app_replaces_the_packaged_one(site: Site) -> None:
    override = site.write("app/base.html", "mine: {% block content %}{% end %}")
    rendered = site.render('{% extends "analysis.html" %}')
    assert rendered.problems == ()
    assert rendered.html.startswith("mine: ")
    assert rendered.sources == (
        site.app / "pi/index.html",
        site.packaged / "analysis.html",
        override,
    )


def test_the_folder_of_the_analysis_is_not_searched(site: Site) -> None:
    site.write("app/pi/part.html", "part")
    (problem,) = site.render('\n{% include "part.html" %}').problems
    assert (problem.file, problem.line, problem.code) == ("pi/index.html", 2, "DB406")
    assert "`pi/part.html`" in problem.hint
    assert site.render('{% include "pi/part.html" %}').html == "part"


def test_a_frame_is_a_page_too(site: Site) -> None:
    site.write("packaged/index.html", '{% extends "base.html" %}{% block content %}x{% end %}')
    lookup = Lookup(site.app, site.packaged)
    page = lookup.page("index.html")
    assert page == PageSource(site.packaged / "index.html", "index.html")
    assert "<body>x" in render_page(page, {"title": "t"}, lookup).html
    assert lookup.page("nothing.html") is None


@pytest.mark.parametrize("name", ["../secret.html", "/etc/hostname", "pi/../../secret.html", ""])
def test_no_template_outside_the_folders(site: Site, name: str) -> None:
    site.write("secret.html", "SECRET")
    rendered = site.render(f'{{% include "{name}" %}}')
    assert [problem.code for problem in rendered.problems] == ["DB406"]
    assert "SECRET" not in rendered.html


def test_autoescape_none_holds_for_its_own_file_only(site: Site) -> None:
    site.write("app/raw.html", "{% autoescape None %}{{ title }}")
    assert site.render('{{ title }}{% include "raw.html" %}').html == "Pi &lt;3Pi <3"


def test_all_undefined_names_of_a_page_at_once(site: Site) -> None:
    site.write("app/part.html", "\n\n{{ authr }}")
    source = (
        '{% extends "analysis.html" %}{% block analysis %}\n'
        "{{ tilte }} {{ tilte.upper() }}\n"
        "{% if missing_a %}{% end %}\n"
        "{% for x in missing_b %}{{ x }}{% end %}{{ 1 + missing_c * 2 }}\n"
        "{{ static_url('a.js') }}{{ json_encode(missing_d) }}{{ len(missing_e) }}\n"
        "{{ missing_f is None }}{{ missing_g == 1 }}{{ missing_h|upper }}\n"
        '{{ {"size": 1}.sise }}{{ name.foo }}\n'
        '{% include "part.html" %}{% end %}'
    )
    found = {(p.file, p.line, p.column): (p.message, p.hint) for p in site.render(source).problems}
    page = "pi/index.html"
    assert set(found) == {
        ("part.html", 3, 4),
        (page, 2, 4),
        (page, 3, 7),
        (page, 4, 13),
        (page, 4, 48),
        (page, 5, 4),
        (page, 5, 40),
        (page, 5, 60),
        (page, 6, 4),
        (page, 6, 27),
        (page, 6, 47),
        (page, 7, 16),
        (page, 7, 31),
    }
    assert found[page, 2, 4] == ("`tilte` is undefined", "did you mean `title`?")
    assert "one request" in found[page, 5, 4][1]
    assert found[page, 7, 16] == ("a map without the key `sise`", "did you mean `size`?")
    assert found[page, 7, 31][0] == "a value of type str has no attribute `foo`"


@pytest.mark.parametrize("name", ["handler", "request", "current_user", "locale", "datetime"])
def test_names_of_one_request_say_so(site: Site, name: str) -> None:
    (problem,) = site.render(f"{{{{ {name}.anything('x')[0] }}}}").problems
    assert (problem.code, problem.column) == ("DB405", 4)
    assert problem.hint.startswith("belongs to one request, but pages are rendered once")


def test_asking_whether_a_name_is_defined_is_no_problem(html: Html) -> None:
    source = "{{ a is defined }}{{ a.b is undefined }}{{ a|default('x') }}{{ 'y' if False }}"
    assert html(source) == "FalseTruex"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("\n{{ 1 + title }}", (2, "DB407", "TypeError")),
        ("{% if 1 %}\n\n{{ 1 / 0 }}{% end %}", (3, "DB407", "ZeroDivisionError")),
        ("\n{{ int('x') }}", (2, "DB407", "ValueError")),
        ("\n{{ json_encode(len) }}", (2, "DB407", "TypeError")),
        ("{{ json_encode(float('nan')) }}", (1, "DB407", "ValueError")),
        ("\n{{ title|upcase }}", (2, "DB402", "there is no filter `upcase`")),
        ("\n\n{{ [c for c in title] }}", (3, "DB402", "expected `,`, and not `for`")),
        ("\n{{ a b }}", (2, "DB402", "expected `}}`, and not `b`")),
        ("\n{% include 'bse.html' %}", (2, "DB406", "`bse.html`")),
        ("{% extends 'pi/index.html' %}", (1, "DB407", "in a circle")),
        ("{{ 1. }}{{ title. }}", (1, "DB402", "a dot is followed by a name or a number")),
        ("{{ title ? 1 }}", (1, "DB402", "`?` is no part of an expression")),
        ("\n{{ 'title }}", (2, "DB402", "a text in quotes is not closed")),
        ("{% if %}{% end %}", (1, "DB402", "expected an expression, and not `%}`")),
        ("{% set 1 = 2 %}", (1, "DB402", "only a name can be set")),
        ("{% block a %}{% end %}\n{% block a %}{% end %}", (2, "DB402", "`a` is there twice")),
        ("{% break %}", (1, "DB403", "outside `{% for %}`")),
        (
            "{% for a in [1] %}{% block b %}{% continue %}{% end %}{% end %}",
            (1, "DB403", "outside"),
        ),
        ("{% extends 'base.html' %}\n{% extends 'base.html' %}", (2, "DB402", "only one other")),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", (1, "DB407", "calls itself")),
        ("{{ '' }}\n{% include '' %}", (2, "DB406", "the name of the template is empty")),
        ("\n{{ [1]|random }}", (2, "DB402", "there is no filter `random`")),
    ],
)
def test_failures_have_a_place(site: Site, source: str, expected: tuple[int, str, str]) -> None:
    rendered = site.render(source)
    (problem,) = rendered.problems
    assert (problem.file, problem.line, problem.code) == ("pi/index.html", *expected[:2])
    assert expected[2] in problem.message
    assert rendered.html == ""


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("\n <p>{{ 1 / 0 }}{% if title %}{% end %}", (2, 0)),
        ("{% if 1 %}\n <p>{{ 1 / 0 }}{% end %}", (2, 5)),
        ("<p>{{ 1 }}{% include 'gone.html' %}", (1, 11)),
        ("<p>{% include 'frame.html' %}{% include 'gone.html' %}", (1, 30)),
        ("<p>\n {%\n include\n  'gone.html' %}", (2, 2)),
        ("{% extends 'gone.html' %}", (1, 1)),
        ("<p> {% from 'gone.html' import a %}", (1, 5)),
    ],
)
def test_failures_have_a_column_where_it_is_known(
    site: Site, source: str, place: tuple[int, int]
) -> None:
    site.write("app/frame.html", "<p>")
    (problem,) = site.render(source).problems
    assert (problem.line, problem.column) == place


def _chain(site: Site, statement: str, length: int) -> str:
    for number in range(length):
        site.write(f"app/t{number}.html", f"\n {{% {statement} 't{number + 1}.html' %}}")
    site.write(f"app/t{length}.html", "<p>")
    return f"{{% {statement} 't0.html' %}}"


@pytest.mark.parametrize("statement", ["extends", "include"])
def test_templates_that_are_too_deep_are_no_circle(site: Site, statement: str) -> None:
    (problem,) = site.render(_chain(site, statement, 1500)).problems
    assert (problem.code, problem.line, problem.column) == ("DB407", 2, 2)
    assert problem.message == "templates extend or include each other too deeply, in no circle"


def test_a_circle_names_its_templates(site: Site) -> None:
    site.write("app/a.html", "\n{% include 'b.html' %}")
    site.write("app/b.html", "<p>{% include 'a.html' %}")
    (problem,) = site.render("{% include 'b.html' %}").problems
    assert (problem.file, problem.line, problem.column) == ("a.html", 2, 1)
    assert problem.hint == "break the circle of `a.html`, `b.html`"


@pytest.mark.parametrize(
    "source",
    [
        "{{ " + "(" * 300 + "1" + ")" * 300 + " }}",
        "{% for a in [1] %}" * 30 + "{% end %}" * 30,
        "{% if 1 %}" * 400 + "{% end %}" * 400,
    ],
)
def test_a_template_that_is_nested_too_deeply(site: Site, source: str) -> None:
    site.write("app/deep.html", source)
    (problem,) = site.render("{% include 'deep.html' %}").problems
    assert (problem.file, problem.code) == ("deep.html", "DB402")
    assert "nested too deeply" in problem.message


def test_failures_are_placed_in_the_template_that_has_them(site: Site) -> None:
    site.write("app/frame.html", "\n\n{{ 1 / 0 }}{% block a %}{% end %}")
    (problem,) = site.render('{% extends "frame.html" %}').problems
    assert (problem.file, problem.line, problem.code) == ("frame.html", 3, "DB407")
    site.write("app/frame.html", "\n{{ a b }}")
    (problem,) = site.render('{% extends "frame.html" %}').problems
    assert (problem.file, problem.line, problem.code) == ("frame.html", 2, "DB402")
    site.write("packaged/analysis.html", "\n{% module B() %}")
    (problem,) = site.render('{% extends "analysis.html" %}').problems
    assert (problem.file, problem.line, problem.code) == ("analysis.html", 2, "DB404")


MISSING = {
    "several": (
        "{% include 'a.html' %}\n{% include 'b.html' %}{{ c }}\n{{ d }}",
        [(1, "DB406"), (2, "DB406"), (2, "DB405"), (3, "DB405")],
    ),
    "the same": ("{% include 'a.html' %}\n{% include 'a.html' %}", [(1, "DB406")]),
    "of a module": ("{% import 'a.html' as a %}\n{{ a.b() }}{{ c }}", [(1, "DB406")]),
    "ignored": ("{% include 'a.html' ignore missing %}\n{{ c }}", [(2, "DB405")]),
    "that closes": ("{% include 'a.html' %}\n<!-- x", [(1, "DB406")]),
}


@pytest.mark.parametrize(("source", "expected"), MISSING.values(), ids=MISSING)
def test_missing_templates(site: Site, source: str, expected: list[tuple[int, str]]) -> None:
    rendered = site.render(source)

    found = sorted((problem.line, problem.code) for problem in rendered.problems)
    assert found == sorted(expected)
    assert rendered.html == "" or "ignore" in source


def test_a_missing_template_gets_a_suggestion(site: Site) -> None:
    (problem,) = site.render('{% extends "anaylsis.html" %}').problems
    assert problem.hint == "did you mean `analysis.html`?"


def test_pages_that_cannot_be_read(site: Site) -> None:
    lookup = Lookup(site.app, site.packaged)
    latin = site.app / "latin.html"
    large = site.write("app/large.html", "x" * (1024 * 1024 + 1))
    latin.write_bytes(b"<p>\n\xc3\xa9 caf\xe9")
    files = [(latin, 2, 6), (large, 0, 0), (site.app / "pi", 0, 0), (site.app / "none.html", 0, 0)]
    for path, *place in files:
        (problem,) = render_page(PageSource(path, path.name), {}, lookup).problems
        assert (problem.file, problem.code) == (path.name, "DB401")
        assert [problem.line, problem.column] == place


HOSTILE = [
    "</script><script>alert(1)</script>",
    "{{6*7}}",
    "{% import os %}",
    "{# gone #}",
    "\"><img src=x onerror=alert(1)>'",
    '"""',
    "a\u2028b\u2029c",
    "a\nb",
    "<!--<script>",
    "]]>&amp;",
    "\\",
]


class _Reader(HTMLParser):
    """What a browser makes of the page: attributes, text and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attribute: str | None = ""
        self.texts: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attribute = dict(attrs).get("title", self.attribute)

    def handle_data(self, data: str) -> None:
        tag = self.tags[-1]
        self.texts[tag] = self.texts.get(tag, "") + data


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_values_stay_values(html: Html, title: str) -> None:
    source = (
        '<p title="{{ title }}">{{ title }}</p>'
        "<i title='{{ title }}'></i>"
        "<script>{% raw json_encode(title) %}</script>"
    )
    reader = _Reader()
    reader.feed(html(source, title=title))
    reader.close()
    assert reader.tags == ["p", "i", "script"]
    assert reader.attribute == title
    assert reader.texts["p"] == title
    script = reader.texts["script"]
    assert json.loads(script) == title
    assert not re.search("[<\u2028\u2029\n]", script)


def test_rendering_twice_gives_the_same(site: Site) -> None:
    assert site.render(PAGE) == site.render(PAGE)


def test_every_code_has_a_title() -> None:
    sources = Path(__file__).parents[3] / "generator" / "dbgen" / "pages"
    used = {
        code
        for path in sources.glob("*.py")
        for code in re.findall(r'"(DB\d+)"', path.read_text("utf-8"))
    }
    assert used == set(CODES)


@pytest.mark.parametrize(
    "expression",
    [
        "cycler.__init__.__globals__.os.popen('touch pwned')",
        "title.__class__.__mro__[1].__subclasses__()",
        "namespace.__init__.__globals__",
        "''.join.__self__.__class__",
        "range(10 ** 9)|list",
    ],
)
def test_expressions_do_not_leave_their_sandbox(site: Site, expression: str) -> None:
    rendered = site.render("{{ " + expression + " }}")
    assert [problem.code for problem in rendered.problems] in (["DB405"], ["DB407"])
    assert rendered.html.strip() in ("", "None")


@pytest.mark.parametrize(
    ("source", "place", "message"),
    [
        ("<p>\n <script src='x.js'>\n<p>", (2, 2), "`<script>` is never closed"),
        ("<p>\n<!-- {{ title }} <p>", (2, 1), "this comment is never closed"),
        ("<title>x<p>", (1, 1), "`<title>` is never closed"),
        ("<textarea>{{ title }}<p>", (1, 1), "`<textarea>` is never closed"),
        ("<p><style>p {}</style ><STYLE>p {}", (1, 24), "`<style>` is never closed"),
        ("<p>\n<button data-action='run>Run</button>", (2, 1), "the tag `<button` never ends"),
        ("<p>\n<a href={{ name }}", (2, 1), "the tag `<a` never ends"),
        ("{% for i in [1, 2] %}<script>{% end %}", (1, 22), "`<script>` is never closed"),
    ],
)
def test_what_is_never_closed(
    site: Site, source: str, place: tuple[int, int], message: str
) -> None:
    found = [problem for problem in site.render(source).problems if problem.code == "DB410"]
    assert [(p.file, p.line, p.column) for p in found] == [("pi/index.html", *place)]
    assert found[0].message == message


def test_what_a_frame_never_closes(site: Site) -> None:
    site.write("app/frame.html", "<p>\n<script defer>\n{% block a %}{% end %}")
    source = "{% extends 'frame.html' %}{% block a %}let a = '<script>';{% end %}"
    (problem,) = site.render(source).problems
    assert (problem.file, problem.line, problem.column) == ("frame.html", 2, 1)


@pytest.mark.parametrize(
    "source",
    [
        "<p don't><!--> <!---> <!-- x --!> <p class=a><br/>",
        "<script>'</scr' + '<!--'</SCRIPT >",
        "<textarea></textarea><title>a < b</title>",
        "<svg><title/></svg><svg><style/>",
        "a < b, <3, a <",
        "<script src=x></script",
    ],
)
def test_what_is_closed(site: Site, source: str) -> None:
    codes = {problem.code for problem in site.render(source).problems}
    assert "DB410" not in codes
