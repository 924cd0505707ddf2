"""Pages of one shape get the code that each of them would get by itself."""

import dis
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import CodeType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Template, TemplateSyntaxError

from dbgen.pages import Lookup, PageSource, render_page, to_jinja
from dbgen.pages.environment import PageEnvironment
from dbgen.pages.shapes import Shapes
from dbgen.resources import resource_root

from .app_site import VARIABLES, Site

NAME, FILENAME = "pi/index.html", "/app/pi/index.html"
LOOKUP = Lookup(Path(), Path())
TEXTS = ["a", "\n", " b\n\n", "{", "}}", "%}", "#}", "<p>\n", "⎕", "⎕0\n⎕", "\\", "'\"", "1=1", "é"]
TAGS = [
    "{{ x }}",
    "{{ 'text' ~ 1 }}",
    "{{ '<' }}",
    "{{ '⎕' }}",
    "{{ '{%' }}",
    "{{ x\n if y\n else 1 }}",
    "{{ x if y }}",
    "{{- x }}",
    "{{ self.b0() }}",
    "{{!",
    "{# c\n #}",
    "{% raw %}{{ x }}\n{% endraw %}",
    "{% raw x %}",
    "{% set x = 1 %}",
    "{% include 'other.html' %}",
    "{% include other.html ignore missing %}",
    '{% from "a.html" import b %}',
    "{% if x %}{% extends base.html %}{% end %}",
    "{% if x %}\n{% else %}b{% end %}",
    "{% autoescape None %}",
]
OPENERS = [
    "{% block b0 %}",
    "{% block b1 %}",
    "{% block b2 required %}",
    "{% if x %}",
    "{% for x in\n y %}",
    "{% macro m(x) %}",
    "{% set z %}",
    "{% autoescape x %}",
    "{% filter upper %}",
    "{% apply squeeze %}",
    "{% call m() %}",
]


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, max_size=4).map("".join)
    return st.tuples(st.sampled_from(OPENERS), several).map(
        lambda found: f"{found[0]}{found[1]}{{% end %}}"
    )


PIECES = st.recursive(st.sampled_from([*TEXTS, *TEXTS, *TAGS]), nested, max_leaves=12)
STARTS = st.sampled_from(["", "", "{% extends 'base.html' %}", "{{ x | nothing }}"])
SOURCES = st.builds(str.__add__, STARTS, st.lists(PIECES, max_size=8).map("".join))


def instructions(code: CodeType) -> Iterator[object]:
    yield code.co_name, code.co_filename, code.co_varnames
    for instruction in dis.get_instructions(code):
        value = instruction.argval
        if isinstance(value, CodeType):
            yield from instructions(value)
        # Which lines the code comes from is compared line by line.
        elif not (code.co_name == "<module>" and str(value)[:1].isdigit()):
            yield instruction.opname, value


def lines(code: CodeType, environment: PageEnvironment) -> list[int]:
    template = Template.from_code(environment, code, {})
    return [template.get_corresponding_lineno(line) for line in range(300)]


def outcomes(source: str, *, shapes: Shapes | None = None) -> tuple[CodeType | None, ...]:
    """Return the code of a page from its shape, which another page has left, and its own."""
    environment = PageEnvironment(LOOKUP, ())
    translated = to_jinja(source, NAME)
    own = None
    with suppress(TemplateSyntaxError):
        own = environment.compile(translated.text, NAME, FILENAME)
    shapes = shapes or Shapes()
    other = [part if part.startswith("{") else "other\ntext" for part in translated.parts]
    shapes.compile(environment, other, "other", "/other")
    return shapes.compile(environment, translated.parts, NAME, FILENAME), own


def assert_same(shaped: CodeType | None, own: CodeType | None) -> None:
    if shaped:
        assert own
        environment = PageEnvironment(LOOKUP, ())
        assert list(instructions(shaped)) == list(instructions(own))
        assert lines(shaped, environment) == lines(own, environment)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(SOURCES)
def test_the_code_of_a_shape_is_that_of_the_page(source: str) -> None:
    assert_same(*outcomes(source))


def test_pages_that_come_with_dbgen_have_a_shape() -> None:
    pages = [
        *resource_root("templates").rglob("*.html"),
        *resource_root("analyses").rglob("*.html"),
    ]
    shapes = Shapes()
    for page in pages:
        shaped, own = outcomes(page.read_text(), shapes=shapes)
        assert shaped, page
        assert_same(shaped, own)
    assert pages


@pytest.mark.parametrize(
    "source",
    [
        "a {{- x }}",
        "{% if x -%} a {% end %}",
        "{{ x if y }} a",
        '{% from "a.html" import b %}',
        "{{ '⎕' }}",
        "{% block b required %} {% end %}",
    ],
)
def test_code_that_depends_on_text_or_place_has_no_shape(source: str) -> None:
    shaped, own = outcomes(source)
    assert own
    assert shaped is None


def test_problems_are_where_they_are_in_their_own_page(site: Site) -> None:
    lookup = Lookup(site.app, site.packaged)
    page = '{%% extends "analysis.html" %%}%s{%% block analysis %%}\n%s<p>{{ nam }}</p>{%% end %%}'
    for name, head, text in [("a", "", ""), ("b", "\n\n", "a\n" * 7), ("c", "<!-- ⎕ -->\n", "{ ")]:
        source = page % (head, text)
        path = site.write(f"app/{name}/index.html", source)
        rendered = render_page(
            PageSource(path, f"{name}/index.html"), VARIABLES, lookup, seconds=10
        )
        (problem,) = rendered.problems
        before = source.partition("nam }}")[0]
        assert problem.file == f"{name}/index.html"
        assert problem.line == before.count("\n") + 1
        assert problem.column == len(before.rpartition("\n")[2]) + 1
        assert f"\n{text}<p></p>" in rendered.html


def test_text_that_is_none_for_jinja_stays_where_it_is() -> None:
    environment = PageEnvironment(LOOKUP, ())
    assert Shapes().compile(environment, ["{{ '", "text", "{{' }}"], NAME, FILENAME) is None
