"""Values that stand where escaping for HTML does not protect."""

import pytest

from dbgen.pages.contexts import context_problems


def places(source: str) -> list[tuple[int, int]]:
    return [(problem.line, problem.column) for problem in context_problems(source, "p.html")]


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ('<script>var a = "{{ title }}";</script>', "raw json_encode(title)"),
        ("<SCRIPT type=module>{{ title }}</SCRIPT>", "raw json_encode(title)"),
        (
            "<STYLE>p { color: {{ colour }} }</STYLE>",
            'set it on an element, `style="--colour: {{ colour }}"`, and write `var(--colour)` ',
        ),
        (
            "<style>p { {{ look.line_height }} }",
            '`style="--line-height: {{ look.line_height }}"`, and write `var(--line-height)`',
        ),
        (
            "<style>p { {{ a | upper }} }",
            '`style="--value: {{ a | upper }}"`, and write `var(--value)`',
        ),
        ("<style></style><script>{{ title }}", "raw json_encode"),
        ("<p title={{ title }}>", "quotes"),
        ("<p id=a{{ title }}>", "quotes"),
        ("""<p onclick="f('{{ title }}')">""", "data-"),
        ("<p a='b' ONCLICK = 'f({{ title }})'>", "data-"),
        ("<p>{% if a %}<script>{% end %}{{ title }}", "raw json_encode"),
        ("<!-- <script> --><script>{{ title }}", "raw json_encode"),
        ("<script>{{ 'a' if a else title }}", "raw json_encode"),
        ("<script>{{ '<b>' }}", "raw json_encode"),
        ("<script>{{ title|upper }}", "raw json_encode"),
        ("<script>{{ 1 + title }}", "raw json_encode"),
        ("<script>{{ json_encode(a) ~ title }}", "raw json_encode"),
        ("<script>{{ [title] }}", "raw json_encode"),
        ("<script>{{ a b }}", "raw json_encode"),
    ],
)
def test_reported(source: str, hint: str) -> None:
    [problem] = context_problems(source, "p.html")
    assert problem.code == "DB409"
    assert hint in problem.hint
    assert source[problem.column - 1 :].startswith("{{")


@pytest.mark.parametrize(
    "source",
    [
        "<p>{{ title }}</p>",
        '<p title="{{ title }}" id=x>{{ title }}</p>',
        "<p title='{{ title }}'>{{ title }}",
        '<script src="/{{ name }}/{{ file }}.js"></script>{{ title }}',
        "<script>x</script>{{ title }}",
        "<script>{% raw json_encode(title) %}</script>",
        "<script>{{ title | tojson }} {{ loop.index }} {{ json_encode(a) }}</script>",
        "<script>let name = '{{ name }}';</script>",
        "<script>a = {{ title|length }} + {{ 3|int }} + {{ (1 + 2) * -len(title) }};</script>",
        "<script>a = {{ 'true' if title else 'false' }}, b = {{ show_in_index|lower }};</script>",
        "<script>[{% for a in b %}{{ loop.index }}{{ ',' if not loop.last }}{% end %}]</script>",
        "<script>a = {{ title|tojson|safe }}, b = {{ not title }}, c = {{ title == 1 }};</script>",
        "<style>p { width: {{ 3 ~ 'px' }} }</style>",
        "<!-- <script> {{ title }}",
        "<p one=1 two>{{ title }}",
        "a < b {{ title }}",
        '<p data-one="{{ one }}">{% raw two %}',
    ],
)
def test_quiet(source: str) -> None:
    assert places(source) == []


def test_places() -> None:
    assert places("<script>\n  {{ a }}\n{{ b }}</script>{{ c }}") == [(2, 3), (3, 1)]


@pytest.mark.parametrize(
    "source", ["<" * 50_000, "<p " * 50_000, "<p a=" * 50_000, "<!--" * 50_000]
)
def test_hostile_markup_ends(source: str) -> None:
    assert places(source + "{{ a }}") in ([], [(1, len(source) + 1)])
