"""What values of index.yaml refer to."""

import pytest

from .conftest import Check

INDEX = "analyses/index.yaml"
PAGE = {"analyses/hello/index.html": '{% extends "analysis.html" %}'}
ENTRY = "analyses:\n  - name: hello\n"


@pytest.mark.parametrize(
    ("line", "code", "path"),
    [
        ("home_link: /nowhere", "DB431", "/nowhere"),
        ("home_link: gone.html", "DB431", "/hello/gone.html"),
        ("readme: <img src='static/gone.png'>", "DB430", "/hello/static/gone.png"),
        ("readme: <a href='/gone'>gone</a>", "DB431", "/gone"),
        ("readme: <img src='https://example.org/x.png'>", "DB432", "example.org"),
    ],
)
def test_keys_of_an_entry(check: Check, line: str, code: str, path: str) -> None:
    (problem,) = check({INDEX: f"{ENTRY}    {line}\n", **PAGE})

    assert (problem.file, problem.line, problem.code) == ("index.yaml", 3, code)
    assert problem.column == 5 + line.index(" ") + 1
    assert f"`{path}`" in problem.message


def test_the_description_of_the_app(check: Check) -> None:
    index = "description_html: <a href='/hello/'>1</a><a href='/helo/'>2</a>\n" + ENTRY
    (problem,) = check({INDEX: index})

    assert (problem.line, problem.column, problem.code) == (1, 19, "DB431")
    assert problem.hint == "did you mean `/hello/`?"


@pytest.mark.parametrize(
    "line",
    [
        "home_link: /",
        "home_link: ../#top",
        "home_link: https://example.org/gone",
        "home_link: false",
        "readme: <a href='/hello/'>here</a><script src='/gone.js'></script>",
        "readme: <a href='https://example.org/'>there</a>",
        "title: <a href='/gone'>",
    ],
)
def test_what_is_fine(check: Check, line: str) -> None:
    assert not check({INDEX: f"{ENTRY}    {line}\n", **PAGE})


def test_what_no_page_shows(check: Check) -> None:
    entry = f"{ENTRY}    readme: <a href='/gone'>gone</a>\n    home_link: /gone\n"
    assert not check({INDEX: entry})
