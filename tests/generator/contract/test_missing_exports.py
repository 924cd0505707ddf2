"""Names that modules import from others which do not export them."""

import pytest

from .conftest import Check
from .test_modules import CONNECTED, DEEP, MAIN, modules

BASE = CONNECTED.replace("export ", "")
LOOP = "analyses/hello/static/deep/loop.js"


def page_of(own: str, main: str, **files: str) -> dict[str, str]:
    """Return an app whose page loads a module that imports another one."""
    return modules(own, BASE + main, **files)


@pytest.mark.parametrize(
    ("own", "main", "message", "hint"),
    [
        (
            "export function draw() {}",
            "import { ▸drew } from './own.js';",
            "`./own.js` does not export `drew`",
            "did you mean `draw`?",
        ),
        (
            "export const a = 1;",
            "import { a, ▸zebra as b } from '/hello/static/own.js';",
            "`/hello/static/own.js` does not export `zebra`",
            "it exports `a`",
        ),
        (
            "function draw() {}",
            "import { ▸draw } from './own.js';",
            "`./own.js` does not export `draw`",
            "it is declared there: write `export` before it, or `export { draw }`",
        ),
        (
            "import './deep/more.js';",
            "import { ▸draw } from './own.js';",
            "`./own.js` does not export `draw`",
            "it exports nothing",
        ),
        (
            "export class View {}",
            "import ▸View from './own.js';",
            "`./own.js` has no default export",
            "write `{ View }`: it exports this name, and no default",
        ),
        (
            "export const a = 1, b = 2; export let c, d; export var e, f, g;",
            "import { ▸default as x } from './own.js';",
            "`./own.js` has no default export",
            "it exports `a`, `b`, `c`, `d`, `e` and 2 more",
        ),
        (
            "export default function draw() {}",
            "import View, { ▸draw } from './own.js';",
            "`./own.js` does not export `draw`",
            "it exports `default`",
        ),
        (
            "export * from './deep/more.js'; export { b as c } from './deep/more.js';",
            "import { a, b, c, ▸e } from './own.js';",
            "`./own.js` does not export `e`",
            "it exports `a`, `b`, `c`",
        ),
        (
            "export * from './deep/more.js';",
            "import ▸e from './own.js';",
            "`./own.js` has no default export",
            "it exports `a`, `b`",
        ),
        (
            "export * as draw from './deep/more.js';",
            "import { ▸a } from './own.js';",
            "`./own.js` does not export `a`",
            "it exports `draw`",
        ),
        (
            "export { z as y };\nconst z = 1;",
            "export { ▸z } from './own.js';",
            "`./own.js` does not export `z`",
            "it is declared there: write `export` before it, or `export { z }`",
        ),
    ],
)
def test_what_is_missing(check: Check, own: str, main: str, message: str, hint: str) -> None:
    more = {DEEP: "export const a = 1; export function b() {} export default 3;"}
    checked = check(page_of(own, main, **more))
    checked.expect("DB317")
    assert (checked.problems[0].message, checked.problems[0].hint) == (message, hint)
    assert checked.problems[0].severity == "warning"


@pytest.mark.parametrize(
    ("own", "main"),
    [
        ("export const draw = 1;", "import { draw } from './own.js';"),
        (
            "export const { draw, a: [b, ...c], d = 1 } = x;",
            "import { b, c, d } from './own.js';",
        ),
        ("export async function* draw() {}", "import { draw } from './own.js';"),
        ("export class Draw {}", "import { Draw as d } from './own.js';"),
        ("const x = 1; export { x as draw, };", "import { draw, } from './own.js';"),
        ("const x = 1; export { x as default };", "import draw from './own.js';"),
        ("export default () => 1;", "import draw from './own.js';"),
        ("export default class {}", "import { default as draw } from './own.js';"),
        ("export default function () {}", "import draw, * as own from './own.js';"),
        ("export default async function draw() {}", "export { default } from './own.js';"),
        ("export * as draw from './deep/more.js';", "import { draw } from './own.js';"),
        ("export * as /* x */ draw from './deep/more.js';", "import { draw } from './own.js';"),
        ("export * as default from './deep/more.js';", "import draw from './own.js';"),
        ("export * from './deep/more.js';", "import { a, draw } from './own.js';"),
        ("export { default as draw } from './deep/more.js';", "import { draw } from './own.js';"),
        (
            "const draw = 1; export /* all */ { /* x */ draw /* y */ };",
            "import { draw } from './own.js'",
        ),
        ("export const draw = 1;", "import { /* the view */ draw /* it */ } from './own.js';"),
        ("export const draw = 1;", "import * as own from './own.js'; own.drew();"),
        ("export const draw = 1;", "import './own.js'; // import { drew } from './own.js'"),
        ("export const draw = 1;", "const s = `import { drew } from './own.js'`;"),
        ("export const draw = 1;", "const { drew } = await import('./own.js');"),
        ("export const draw = 1;", "import { drew } from 'own';"),
        ("export const draw = 1;", "import { drew } from './none.js';"),
        ("export const draw = 1;", "import { drew } from 'https://example.org/own.js';"),
        ("export * from './none.js';", "import { drew } from './own.js';"),
        ("export * from 'https://example.org/x.js';", "import { drew } from './own.js';"),
        ("export * from './d3.min.js';", "import { drew } from './own.js';"),
        ("module.exports = { draw: 1 };", "import { draw } from './own.js';"),
        ("exports.draw = 1;", "import { draw } from './own.js';"),
        ("define(['x'], (x) => x);", "import own from './own.js';"),
        ("export const draw = ;", "import { drew } from './own.js';"),
        ("export { x as 'a name' };\nconst x = 1;", "import { 'a name' as draw } from './own.js';"),
        ("export { x as \\u0064raw };\nconst x = 1;", "import { draw } from './own.js';"),
        ("export const draw = 1;", "import { dr\\u0061w } from './own.js';"),
        (f"export const x = '{6000 * 'x'}';", "import { drew } from './own.js';"),
    ],
)
def test_what_is_there_or_may_be(check: Check, own: str, main: str) -> None:
    more = "export const a = 1; export * from './loop.js'; export default 2;"
    loop = "export * from '../own.js'; export * from './more.js'; export var draw = 1;"
    assert "DB317" not in check(page_of(own, main, **{DEEP: more, LOOP: loop})).found()


@pytest.mark.parametrize(
    "end", ["deep/more.js", "own.js?v=2", "deep/../own.js"], ids=["plain", "query", "dots"]
)
def test_a_module_that_is_loaded_by_other_words(check: Check, end: str) -> None:
    main = f"import {{ ▸drew }} from './{end}';"
    source = "export function draw() {}"
    check(page_of(source, main, **{DEEP: source})).expect("DB317")


def test_each_link_of_a_chain_is_looked_at_by_itself(check: Check) -> None:
    own = "export { ▸a } from './deep/more.js';"
    check(page_of(own, "import { a } from './own.js';", **{DEEP: "export let b;"})).expect("DB317")


def test_an_inline_module(check: Check) -> None:
    inline = "<script type=module>import { ▸drew } from './static/own.js';</script>"
    files = page_of("export let draw;", "")
    page = files["analyses/hello/index.html"]
    files["analyses/hello/index.html"] = page.replace("{% end %}", inline + "{% end %}", 1)
    check(files).expect("DB317")


@pytest.mark.parametrize(
    ("keys", "silent"),
    [
        ('"./static/own.js": "./static/deep/more.js"', True),
        ('"/hello/static/": "./static/deep/"', True),
        ('"{{ name }}": "./static/own.js"', True),
        ('"d3": "./static/d3.js", "lib/": "/hello/static/lib/"', False),
    ],
)
def test_import_maps(check: Check, keys: str, *, silent: bool) -> None:
    files = page_of("export let draw;", "import { drew } from './own.js';")
    page = files["analyses/hello/index.html"]
    mapped = f'<script type="importmap">{{"imports": {{{keys}}}}}</script>'
    files["analyses/hello/index.html"] = page.replace("{% end %}", mapped + "{% end %}", 1)
    assert ("DB317" in check(files).found()) is not silent


@pytest.mark.parametrize(("own", "main"), [("ts", "js"), ("js", "ts")])
def test_typescript(check: Check, own: str, main: str) -> None:
    files = page_of("export let draw: number;" if own == "ts" else "export let draw;", "")
    files[MAIN] += "import { drew } from './own.js';"
    for name, end in (("own", own), ("main", main)):
        text = files.pop(f"analyses/hello/static/{name}.js")
        files[f"analyses/hello/static/{name}.{end}"] = text
    assert "DB317" not in check(files).found()


def test_only_the_first_ones_are_told(check: Check) -> None:
    names = ", ".join(f"x{number}" for number in range(500))
    found = check(page_of("export let draw;", f"import {{ {names} }} from './own.js';")).found()
    assert found.count("DB317") == 20
