"""Snippets in Tornado's syntax, rendered by the real environment."""

import pytest

from dbgen.pages import to_jinja

from .app_site import Html

SNIPPETS = [
    ("{{ title }}", "Pi &lt;3"),
    ("{{title}}", "Pi &lt;3"),
    ("{% raw title %}", "Pi <3"),
    ("{%raw title%}", "Pi <3"),
    ("{% raw title + '&' %}", "Pi <3&"),
    ("{% raw readme %}", "<p>Read <b>me</b></p>"),
    ("{{ readme }}", "<p>Read <b>me</b></p>"),
    ("{% raw %}{{ title }}{% if %}{% endraw %}", "{{ title }}{% if %}"),
    ("{% if home_link %}a{% else %}b{% end %}", "a"),
    ("{% if thumbnail %}a{% elif version == '1.0' %}b{% else %}c{% end %}", "b"),
    ("{% if kernel is None %}a{% end %}", "a"),
    ("{% if name is not None %}a{% end %}", "a"),
    ("{% if show_in_index is True and thumbnail is False %}a{% end %}", "a"),
    ("{% if thumbnail == False %}a{% end %}", "a"),
    ("{% if kernel is none and thumbnail is false %}a{% endif %}", "a"),
    ("{{ None }} {{ True }}", "None True"),
    ("{% for c in 'ab' %}<{{ c }}>{% end %}", "<a><b>"),
    ("{% for c in 'ab' %}{{ c }}{% endfor %}", "ab"),
    ("{% for c in 'ab' %}{{ c }}{% end for %}", "ab"),
    ("{% for i, c in enumerate('ab') %}{{ i }}{{ c }}{% end %}", "0a1b"),
    ("{% for c in 'abc' %}{% if c == 'b' %}{% break %}{% end %}{{ c }}{% end %}", "a"),
    ("{% for c in 'abc' %}{% if c == 'b' %}{% continue %}{% end %}{{ c }}{% end %}", "ac"),
    ("{% for c in 'ab' %}{% block x %}{{ c }}{% end %}{% end %}", "ab"),
    ("{% block x %}a{% end %}", "a"),
    ("{% block x %}a{% endblock x %}", "a"),
    ("{% set x = 1 %}{{ x }}", "1"),
    ("{% set x, y = 1, 2 %}{{ y }}", "2"),
    ("{% set x = 1 %}{% set x += 2 * 3 %}{{ x }}", "7"),
    ("{% set x %}<i>{% end %}{{ x }}", "<i>"),
    ("a{% comment it's a %}b{# c {{ d }} #}c", "abc"),
    ("{% whitespace all %}a  b", "a  b"),
    ("{{! title }} {%! if %} {#! c #}", "{{ title }} {% if %} {# c #}"),
    ("{{{ version }}}", "{1.0}"),
    ("{{{{ version }}}}", "{{1.0}}"),
    ("{{ {'a': {'b': 1}}['a']['b'] }}", "1"),
    ('{{ "}}" }}{{ "%}" }}', "}}%}"),
    ("{% set x = '%}' %}{{ x }}", "%}"),
    ("{% raw '%}' %}", "%}"),
    ("{{ '}} {% end %}' }}", "}} {% end %}"),
    ("<script>var f = function () { return {}; };</script>", None),
    ("<script>var n = '{{ name }}';</script>", "<script>var n = 'pi';</script>"),
    ("{% autoescape None %}{{ title }}", "Pi <3"),
    ("{% autoescape xhtml_escape %}{{ title }}", "Pi &lt;3"),
    ("{% autoescape false %}{{ title }}{% endautoescape %}{{ title }}", "Pi <3Pi &lt;3"),
    ("{% apply escape %}<b>{% end %}", "&lt;b&gt;"),
    ("{% apply xhtml_escape %}<b>{% end %}", "&lt;b&gt;"),
    ("{% apply url_escape %}a b/{% end %}", "a+b%2F"),
    ("{% apply json_encode %}a</b>{% end %}", '"a\\u003c/b>"'),
    ("{% apply squeeze %} a \n  b {% end %}", "a b"),
    (
        "{% apply linkify %}<see https://a.example/b?c=1&d>.{% end %}",
        '&lt;see <a href="https://a.example/b?c=1&amp;d">https://a.example/b?c=1&amp;d</a>&gt;.',
    ),
    ("{{ escape('<') }}{% raw escape('<') %}", "&lt;&lt;"),
    ("{{ url_escape('a b/') }} {{ url_escape('a b', plus=False) }}", "a+b%2F a%20b"),
    ("{{ squeeze(' a   b') }}", "a b"),
    ("{% raw linkify('www.a.example!') %}", '<a href="http://www.a.example">www.a.example</a>!'),
    ("{{ linkify('www.a.example', require_protocol=True) }}", "www.a.example"),
    ("{% raw json_encode({'a': [1, None]}) %}", '{"a": [1, null]}'),
    ('<i data-x="{{ json_encode([title]) }}">', '<i data-x="[&#34;Pi \\u003c3&#34;]">'),
    ("{{ len(name) }} {{ sorted([2, 1]) }} {{ round(1.26, 1) }}", "2 [1, 2] 1.3"),
    ("{%- if 1 -%} a {%- end -%} b", "ab"),
    ("{% filter upper %}a{% endfilter %}{{ 'b'|upper }}", "AB"),
    ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(1) }}", "<1>"),
    ("a\r\nb\rc", "a\nb\nc"),
    ("\ufeffa", "a"),
]


@pytest.mark.parametrize(("source", "expected"), SNIPPETS, ids=[source for source, _ in SNIPPETS])
def test_snippet(html: Html, source: str, expected: str | None) -> None:
    assert html(source) == (source if expected is None else expected)


@pytest.mark.parametrize(
    "source",
    [
        "{% comment\n a\n %}\n{{ 1 }}",
        "{% apply\n squeeze\n %}{% end\n %}\n{{ 1 }}",
        "{% raw\n title\n %}\n{{ 1 }}",
        "{% include\n a.html\n %}",
        "{% block\n a\n %}\n{% end\n block\n %}",
        "{% autoescape\n None %}{% whitespace\n all %}",
        "{% set\n x\n += 1\n %}",
        "{{! \n {{{ 1 }}}\n {# \n #}",
    ],
)
def test_every_line_keeps_its_number(source: str) -> None:
    translated = to_jinja(source, "page.html")
    assert translated.text.count("\n") == source.count("\n")
    assert not [p for p in translated.problems if p.code != "DB408"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a\n {% module X() %}", (2, 2, "DB404", "use `{% include %}`")),
        ("{% import os %}", (1, 1, "DB404", "pages import no Python")),
        ("{% from os import path %}", (1, 1, "DB404", "pages import no Python")),
        ("{% try %}a{% except %}b{% finally %}c{% end %}", (1, 1, "DB404", "is defined")),
        ("\n{% while a %}b{% end %}", (2, 1, "DB404", "use `{% for %}`")),
        ("{% apply shout %}b{% end %}", (1, 1, "DB404", "expected one of escape")),
        ("{% apply sqeeze %}b{% end %}", (1, 1, "DB404", "did you mean `squeeze`?")),
        ("{% autoescape url_escape %}", (1, 1, "DB404", "None or xhtml_escape")),
        ("\n\n {% if a %}\n\n", (3, 2, "DB403", "close it with")),
        ("{% if a %}b{% end %}\n{% end %}", (2, 1, "DB403", "remove it")),
        ("\n{% if a %}\n{% endfor %}", (3, 1, "DB403", "`{% if %}` of line 2")),
        ("{% else %}", (1, 1, "DB403", "")),
        ("{% for a in b %}\n{% elif c %}{% end %}", (2, 1, "DB403", "`{% for %}` of line 1")),
        ("{% blok a %}", (1, 1, "DB402", "did you mean `block`?")),
        ("{% %}", (1, 1, "DB402", "")),
        ("{{ }}", (1, 1, "DB402", "")),
        ("a\nb {{ c", (2, 3, "DB402", "expected `}}`")),
        ("{% if a", (1, 1, "DB402", "expected `%}`")),
        ("a {# b", (1, 3, "DB402", "expected `#}`")),
        ("{% raw %} a {% end %}", (1, 1, "DB402", "expected `{% endraw %}`")),
    ],
)
def test_what_cannot_be_translated(source: str, expected: tuple[int, int, str, str]) -> None:
    (problem,) = to_jinja(source, "pi/index.html").problems
    line, column, code, hint = expected
    assert problem.file == "pi/index.html"
    assert (problem.line, problem.column, problem.code) == (line, column, code)
    assert hint in problem.hint


def test_all_problems_of_a_template_are_reported_at_once() -> None:
    source = "{% if a %}\n{% module B() %}\n{% import c %}\n"
    found = [(problem.line, problem.code) for problem in to_jinja(source, "a.html").problems]
    assert found == [(1, "DB403"), (2, "DB404"), (3, "DB404")]


def test_a_variable_counted_up_in_a_loop_is_warned_about() -> None:
    source = (
        "{% set n = 0 %}{% for i in 'ab' %}\n{% set n = n + 1 %}{% set k = i %}{% end %}{{ n }}"
    )
    (problem,) = to_jinja(source, "a.html").problems
    assert (problem.line, problem.code, problem.severity) == (2, "DB408", "warning")
