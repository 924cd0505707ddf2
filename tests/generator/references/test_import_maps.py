"""Import maps, and what browsers ignore."""

import pytest

from dbgen_schema import Severity

from .conftest import Check

PAGE = "analyses/hello/index.html"
HELLO = "analyses/hello/"
IMPORTS = '<script type="importmap">\n{"imports": {%s}}\n</script>'
BARE = IMPORTS % '"d3": "static/d3.mjs"'


@pytest.mark.parametrize(
    ("entry", "column", "code", "found"),
    [
        ('"d3": "./static/gone.mjs"', 21, "DB430", "/hello/static/gone.mjs"),
        ('"d3": "/gone.mjs"', 21, "DB430", "/gone.mjs"),
        ('"d3": "https://cdn.example.org/d3"', 21, "DB432", "cdn.example.org"),
        ('"d3/": "https://cdn.example.org/d3/"', 22, "DB432", "cdn.example.org"),
        ('"d3": "static/d3.mjs"', 21, "DB435", "static/d3.mjs"),
        ('"d3": ./static/d3.mjs', 20, "DB435", "importmap"),
        (
            '"d3": "./static/d3.mjs"}, "scopes": {"/x/": {"e": "./gone.mjs"}',
            65,
            "DB430",
            "/hello/gone.mjs",
        ),
        ('}, "imports": ["./static/d3.mjs"], "x": {', 1, "DB435", "importmap"),
    ],
)
def test_import_maps(check: Check, entry: str, column: int, code: str, found: str) -> None:
    files = {PAGE: IMPORTS % entry, f"{HELLO}static/d3.mjs": ""}

    (problem,) = check(files)

    assert (problem.line, problem.column, problem.code) == (2, column, code)
    assert f"`{found}`" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        IMPORTS % '"d3": "./static/d3.mjs", "./static/d3.mjs": "./static/d3.mjs"',
        IMPORTS % '"d3/": "./static/", "x": null, "y": "data:text/javascript,1"',
        IMPORTS % '"d3": "{{ name }}.mjs" {% if title %}, "x": "./static/d3.mjs"{% end %}',
        '<script type="importmap">{"integrity": {"/x.js": "sha384-x"}}</script>',
        f"<template>{BARE}</template><noscript>{BARE}</noscript>",
        f"<template><template></template>{BARE}</template>",
        f'<template><script>"</template>"</script><!-- </template> -->{BARE}</template>',
        '<noscript><script type="importmap" src="x.json"></script></noscript>',
    ],
)
def test_import_maps_that_are_fine(check: Check, text: str) -> None:
    assert check({PAGE: text, f"{HELLO}static/d3.mjs": ""}) == []


@pytest.mark.parametrize("name", ["d3.mjs", "gone.json"])
def test_external_import_maps(check: Check, name: str) -> None:
    page = f'\n<script type="importmap" src="static/{name}"></script>'

    (problem,) = check({PAGE: page, f"{HELLO}static/d3.mjs": ""})

    assert (problem.line, problem.column, problem.code) == (2, 31, "DB435")
    assert problem.message == f"browsers load no import map from a file, as `static/{name}`"
    assert (
        problem.hint == 'write what is in the file between `<script type="importmap">` and its end'
    )


@pytest.mark.parametrize("around", ["<template></template>{}", "<noscript><p></NOSCRIPT >{}"])
def test_import_maps_behind_what_is_not_run(check: Check, around: str) -> None:
    assert [each.code for each in check({PAGE: around.format(BARE)})] == ["DB435"]


def test_that_modules_of_import_maps_are_read(check: Check) -> None:
    files = {PAGE: IMPORTS % '"d3": "./static/d3.mjs"', f"{HELLO}static/d3.mjs": "import './e.js'"}

    (problem,) = check(files)

    assert problem.file == "hello/static/d3.mjs"
    assert "`/hello/static/e.js`" in problem.message


@pytest.mark.parametrize(
    "written", ["url(var(--m))", "url( VAR(--m) )", "url('var(--m)')", 'url( "var( --m )")']
)
def test_variables_in_addresses(check: Check, written: str) -> None:
    (problem,) = check({f"{HELLO}analysis.css": f"p {{\n  mask: {written} }}\n"})

    assert (problem.line, problem.code, problem.severity) == (2, "DB435", Severity.WARNING)
    assert problem.message == "browsers ignore `var()` within `url()`"
    fine = "p { mask: var(--m, url(#c)); src: url(a(b)), url('#var(--x)') }"
    assert check({f"{HELLO}analysis.css": fine}) == []
