"""What comes from another host is said, and refused when the app has to work offline."""

import pytest

from dbgen_schema import Severity

from .conftest import Check

PAGE = "analyses/hello/index.html"


@pytest.mark.parametrize(
    ("page", "column", "message"),
    [
        ('<script src="https://cdn.example.org/x.js"></script>', 14, "the script"),
        ("<script src=//cdn.example.org/x.js></script>", 13, "the script"),
        ('<script src="HTTP://user@cdn.example.org/{{ version }}.js">', 14, "the script"),
        (
            '<link rel="stylesheet" href="https://cdn.example.org/css?family=A">',
            30,
            "the style sheet",
        ),
        ('<img srcset="https://cdn.example.org/x.png 2x">', 14, "the image"),
        ('<iframe src="https://cdn.example.org/"></iframe>', 14, "the frame"),
        ('<style>@import "https://cdn.example.org/x.css";</style>', 17, "the style sheet"),
        ("<style>p { src: url(https://cdn.example.org/x.woff2) }</style>", 21, "the font"),
        (
            '<script type="module">import x from "https://cdn.example.org/x.js";</script>',
            38,
            "the script",
        ),
        (
            '<script type="text/x-javascript">import("https://cdn.example.org/x.js");</script>',
            42,
            "the script",
        ),
        ('<svg><image xlink:href="//cdn.example.org/x.png"/></svg>', 25, "the image"),
    ],
)
def test_foreign(check: Check, page: str, column: int, message: str) -> None:
    (problem,) = check({PAGE: page})

    assert (problem.file, problem.line, problem.column) == ("hello/index.html", 1, column)
    assert (problem.code, problem.severity) == ("DB432", Severity.WARNING)
    assert problem.message == f"{message} comes from another host, `cdn.example.org`"
    assert "offline" in problem.hint


@pytest.mark.parametrize(
    "page",
    [
        '<a href="https://example.org/">there</a>',
        '<form action="https://example.org/"></form>',
        '<link rel="canonical" href="https://example.org/">',
        '<script src="{{ where }}//x.js"></script>',
        '<script src="//{{ host }}/x.js"></script>',
        "<p>https://example.org/x.js</p>",
        '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        '<script>const url = "https://example.org/x.js"; fetch(url)</script>',
    ],
)
def test_not_foreign(check: Check, page: str) -> None:
    assert check({PAGE: page}) == []


def test_offline(check: Check) -> None:
    page = '<script src="https://cdn.example.org/x.js"></script><a href="/gone">x</a>'

    problems = check({PAGE: page}, offline=True)

    assert [(problem.code, problem.severity) for problem in problems] == [
        ("DB432", Severity.ERROR),
        ("DB431", Severity.WARNING),
    ]


def test_where_to_put_a_copy(check: Check) -> None:
    script = '<script src="https://cdn.example.org/x.js"></script>'
    frame = '<iframe src="https://example.org/"></iframe>'

    problems = check({PAGE: script, "analyses/base.html": frame + script})

    assert [(problem.file, problem.hint.partition(": ")[2]) for problem in problems] == [
        ("base.html", "write a link to it"),
        ("base.html", "put a copy into the folder static of an analysis"),
        ("hello/index.html", "put a copy into hello/static/"),
    ]
