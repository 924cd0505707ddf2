"""Scripts that do not parse, and syntax that only looks like that."""

from pathlib import Path

import pytest

from dbgen.contract.javascript.mistakes import first_mistake

from .conftest import Check, app

BROWSER = Path(__file__).parents[3] / "runtime" / "browser"


@pytest.mark.parametrize(
    "script",
    [
        "a?.b?.[c]?.(d) ?? e; a ??= b; a ||= c; a &&= d; b **= c;",
        "class A { #x = 1; static #y; get #z() { return this.#x; } has(o) { return #x in o; } }",
        "class A { static { this.y = 2; } 'c' = 2; [d] = 3; async *e() {} static async *f() {} }",
        "class A { a\n b\n c = 1\n d() {} static static() {} get get() {} set set(v) {} }",
        "const a = 1_000_000n, b = 0b1010_1n, c = 0xFFn, d = 1e1_0, e = .5 + 5. + 010;",
        "const r = /[\\p{L}--[a-z]]/v, s = /(?<y>\\d{4})(?<!a)/dgimsuy, t = /[/]/, u = /(?i:a)b/;",
        "import j from './a.json' with { type: 'json' };",
        "export * as ns from './b.js' with { type: 'json' };",
        "import j from './a.json' assert { type: 'json' };",
        "const x = await import('./a.json', { with: { type: 'json' } });",
        "import defer * as ns from './x.js';",
        "import source x from './x.wasm';",
        "import { 'b c' as d } from './x.js'; export { a as 'b c' }; import.meta.url;",
        "for await (const y of z) {} for (let of of ofs); for (async of => {}; false;);",
        "{ using x = f(); }\nasync function f() { await using x = g(); }",
        "@dec class A { @dec() m() {} @dec accessor x = 1; }",
        "class A { accessor x = 1; static accessor y; }",
        "let async = 1, of = 2, get = 3, set = 4, from = 5, as = 6, type = 8, using = 9; async(1);",
        "tag`a${b`c${d}`}e`; `\\u{1F600} ${`${1}`}`; String.raw`\\unicode`; latex`\\xi`;",
        "let a = 1\nlet b = 2\n;[1, 2].map(f)\nvar c = a\n++b\ndo x(); while (y) z()",
        "const f = (x) => {\n  g(x)\n}\n\n[...a, ...b].forEach(f)",
        "<!-- hi\nf();\n--> bye\n",
        "#!/usr/bin/env node\nf();",
        "const ünï = 1, \\u0061b = 2, $ = 3, 变量 = 5, a\\u{62} = 1; '\u2028';",
        "const f = (a, b = 1, {c, d: [e]} = {}, ...g) => ({ a, ...b }), h = async x => await x;",
        "const A = class B extends (C, D) { constructor() { super(); super.x(); new.target; } };",
        "a = b / c / d; if (x) /re/.test(y); y = a++ / 2; z = {} / 1; f = x => /re/g;",
        "try {} catch {} finally {} f(a, b,); [1,,2,]; ({a,}); function g(a,) {}",
        "({ [a + b]: c, 'd': e, 1: f, [`x`]() {}, async [y]() {}, *[z]() {}, get a() {} });",
        "(a && b) ?? c; a?.5:1; a?.b.c`x`; a.class.if?.new?.delete(); 1..toString();",
        "html`<a @click=${() => { f(`x`); }}>${a.map(x => html`<b>${x}</b>`)}</a>`",
        "const a = <div className='x'>{b}</div>;",
        "const { a, ...rest } = b; ({ a, b } = c); [a, b] = [b, a]; let { length } = arguments;",
        "a |> b",
        "with (a) { b; } if (a) function f() {}\nvar await_ = 1; debugger;",
        "(function ($) { $(function () {}); })(jQuery); !function () {}(); (() => {})();",
        "const a = 1;\r\nconst b = `x\r\ny`;\r\n",
        "'a\\\nb'; /* a */ // b",
        "",
    ],
)
def test_syntax_that_browsers_know_or_may_know(script: str) -> None:
    assert first_mistake(script.encode()) is None


@pytest.mark.parametrize("name", ["databench.js", "develop.js"])
def test_our_own_scripts(name: str) -> None:
    assert first_mistake((BROWSER / name).read_bytes()) is None


@pytest.mark.parametrize(
    ("script", "byte", "message"),
    [
        ("f(1;\ng();", 3, "`)` is missing here"),
        ("function f() {\n  g();\n", 21, "`}` is missing here"),
        ("f();\n}\n", 5, "this is not JavaScript"),
        ("f({a: 1 b: 2});", 8, "this is not JavaScript"),
        ("const a = ;", 8, "this is not JavaScript"),
        ("if a { b }", 0, "this is not JavaScript"),
        ("$(() => {\n  d.on('x', (y) => {\n    f(y;\n  });\n});\n", 35, "this is not JavaScript"),
    ],
)
def test_mistakes(script: str, byte: int, message: str) -> None:
    assert first_mistake(script.encode()) == (byte, message)


def test_mistakes_have_places(check: Check) -> None:
    check(app("", "", "f(1▸;\n")).expect("DB314")
    check(app("", "<p>é</p><script>\n  'é'; f(1▸;\n</script>")).expect("DB314")


@pytest.mark.parametrize(
    "body",
    [
        "<button onclick='f(1▸;'></button>",
        "<p onmouseover='if (a▸ { b(); }'></p>",
        "<script>const a = '{{ title }}'; f(1▸;</script>",
        "<script>const a = `a {{ title }} b`; f(1▸;</script>",
    ],
)
def test_mistakes_in_handlers_and_beside_template_syntax(check: Check, body: str) -> None:
    check(app("", body)).expect("DB314")


def test_handlers_are_functions(check: Check) -> None:
    body = "<form onsubmit='return f(this, event)'></form><p onclick='f(1); return false;'></p>"
    assert check(app("", body)).found() == []


def test_mistakes_in_typescript(check: Check) -> None:
    body = "<script src='static/own.js'></script>"
    for script in ("const a: number = f(1▸;\n", "let a: number = 1;\n▸}\n"):
        check(app("", body, analyses__hello__static__own_dot_ts=script)).expect("DB314")


TYPESCRIPT = [
    "const a = 1 as unknown as string; let c = b!; const g = { a: 1 } satisfies R<string, number>;",
    "class A { private readonly y?: string; declare z: number; constructor(private a: string) {} }",
    "interface I<in out T> extends J { (x: T): void; readonly [k: string]: T; get x(): number; }",
    "type U<T> = T extends (infer U extends string)[] ? U : never; type V = `a${string}b`;",
    "type W = { -readonly [K in keyof T as `get${K}`]-?: T[K] }; type X = import('./x').Y<string>;",
    "enum E { A = 1 } declare const enum F { B } declare global { interface Window { d: any } }",
    "import type { X } from './x'; export type * from './z'; import { type Y, Z } from './y';",
    "function f(a: string): void; function f(a: any) {} let n: abstract new () => object;",
    "const h = async <T>(x: T): Promise<T> => x; const i = <const T,>(x: T): x is T => true;",
    "try {} catch (e: unknown) {} let o = x?.y!.z ?? 1; const w = <any>v; let m = a<b>(c);",
]


@pytest.mark.parametrize("script", TYPESCRIPT)
def test_typescript_is_no_mistake(script: str) -> None:
    assert first_mistake(script.encode(), typescript=True) is None


def test_a_script_of_two_pages_is_reported_once(check: Check) -> None:
    pages = {"analyses/hello/more.html": "<script src='analysis.js'></script>"}
    check({**app("", "", "f(1▸;\n"), **pages}).expect("DB314")


@pytest.mark.parametrize(
    "body",
    [
        "<script>const a = {{ title }}; f(1;</script>",
        "<script>{% if title %}f(1;{% end %}</script>",
        "<script type='text/x-template'>f(1;</script>",
        "<script src='static/lib.min.js'></script>",
        "<p ongoing='f(1;'></p>",
        "<p onclick='f(1&comma; {'></p>",
        "<script>f({{ title }};</script>",
        "<script>f(1 {{ title }};</script>",
        "<script>const a = `\n{{ title }}`; f(1);</script>",
        "<script>/* f(1; {{ title }} */</script>",
        "<script>function f() {\n{{ title }}\n</script>",
        "<button onclick='f({{ title }}'></button>",
    ],
)
def test_what_is_not_known_to_be_javascript(check: Check, body: str) -> None:
    library = {"analyses/hello/static/lib.min.js": "a;" * 3000 + "f(1;"}
    assert "DB314" not in check({**app("", body), **library}).found()


LARGE = "// a comment of some length, again and again, until the script is a large one\n" * 2000


@pytest.mark.parametrize(
    ("script", "codes"),
    [
        (LARGE + "d.emit('go');", ["DB313"]),
        (LARGE * 7 + "d.emit('go');", ["DB313"]),
        (LARGE, []),
        ("a;" * 90_000 + "d.emit('go');", []),
        ("a;" * 3_000 + "d.emit('go');", []),
        ("a;" * 3_000 + "d = new Databench.Connection();", ["DB313"]),
        ("a;" * 90_000 + "d = new Databench.Connection();", ["DB313"]),
    ],
)
def test_large_scripts(check: Check, script: str, codes: list[str]) -> None:
    own = {"analyses/hello/static/own.js": script}
    checked = check({**app("", "<script src='static/own.js'></script>"), **own})
    assert checked.found() == codes
    assert [problem.file for problem in checked.problems] == ["hello/static/own.js"] * len(codes)


def test_large_pages(check: Check) -> None:
    assert check(app("", "<p>more</p>\n" * 30_000)).found() == ["DB313"]


def test_pages_of_many_parts(check: Check) -> None:
    parts = {"analyses/hello/part.html": "<p></p>" * 6000}
    body = '{% include "hello/part.html" %}' * 10
    assert check({**app("", body), **parts}).found() == ["DB313"]


def test_many_scripts(check: Check) -> None:
    scripts = {f"analyses/hello/static/s{n}.js": "// one of many\n" * 7000 for n in range(4)}
    body = "".join(f"<script src='static/s{n}.js'></script>" for n in range(4))
    assert check({**app("", body), **scripts}).found() == ["DB313"]
