"""Scripts and style sheets with less in them: every token stays."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter_javascript
from tree_sitter import Language, Parser

from dbgen.bundling.squeezing import squeezed_script, squeezed_sheet

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted([*ROOT.glob("runtime/browser/*.js"), *ROOT.glob("analyses/*/*.js")])
SHEETS = sorted([*ROOT.glob("runtime/browser/*.css"), *ROOT.glob("analyses/*/*.css")])


def tokens(text: str) -> list[object]:
    """Return the syntax tree of a script, with ends of statements where the grammar puts them."""
    return [*_tokens(text.encode())]


def _tokens(text: bytes) -> Iterator[object]:
    root = Parser(Language(tree_sitter_javascript.language())).parse(text).root_node
    assert not root.has_error, text
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type == "comment":
            continue
        inner = node.children if node.type not in ("string", "template_string", "regex") else []
        yield node.type if inner else (node.type, node.text)
        waiting += reversed(inner)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_script_keeps_every_token(path: Path) -> None:
    before = path.read_text()
    after = squeezed_script(before)
    assert after is not None
    assert tokens(after) == tokens(before)
    assert len(after) <= len(before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a ( 1 , 2 ) ; // b\nc()", "a(1,2);c()"),
        ("a = b\n/c/g.test(d)", "a=b\n/c/g.test(d)"),
        ("a = b / /c/.e", "a=b / /c/.e"),
        ("x = /a  b/ in y", "x=/a  b/ in y"),
        ("a\n++\nb", "a\n++\nb"),
        ("a + ++b - -c", "a + ++b - -c"),
        ("return_\n\n\n(b)", "return_\n(b)"),
        ("x = {\n  a: 1,\n}\n[1].b", "x={a:1,}\n[1].b"),
        ("f(function () {\n  return\n  1\n})", "f(function(){return\n1})"),
        ("a() /* b\n c */\nd()", "a()\nd()"),
        ("a/**/in b", "a in b"),
        ("s = `a  ${ b  +  c } // no`", "s=`a  ${ b  +  c } // no`"),
        ("s = 'a  // b' ; t = \"/* c */\"", "s='a  // b';t=\"/* c */\""),
        ("if (a) b\nelse c", "if(a)b\nelse c"),
        ("class A {\n  get\n  b() {}\n}", "class A{get\nb(){}}"),
        ("a ? .5 : 1", "a?.5:1"),
        ("'use strict'\n", "'use strict'\n"),
        ("//! kept\na ()", "//! kept\na()"),
        ("/* Copyright me */\na ()", "/* Copyright me */\na()"),
        ("a()\n//# sourceMappingURL=a.js.map", "a()"),
    ],
)
def test_what_goes_from_a_script(before: str, after: str) -> None:
    assert squeezed_script(before) == after


@pytest.mark.parametrize(
    "script",
    [
        "a = (",
        "a /* b\n c */ d",
        "#!/usr/bin/env node\na()",
        "<!-- b\na()",
        "const a = <p>b</p>",
        "a = '\ue000'",
    ],
)
def test_a_script_that_is_left_alone(script: str) -> None:
    assert squeezed_script(script) is None


def sheet_tokens(text: str) -> list[str]:
    """Return the tokens of a style sheet without comments and what white space may be."""
    token = r"""\"[^"]*"|'[^']*'|url\([^)]*\)|/\*.*?\*/|[\w.#%-]+|\S"""
    found = re.findall(token, text, re.DOTALL)
    return [each for each in found if not each.startswith("/*")]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_style_sheet_keeps_every_token(path: Path) -> None:
    before = path.read_text()
    after = squeezed_sheet(before)
    assert after is not None
    assert sheet_tokens(after) == sheet_tokens(before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a , b > c { d : e ; }\n\nf { }\n", "a,b > c{d :e;}f{}\n"),
        ("a :hover { b: c }", "a :hover{b:c}"),
        ("a { b: url( x.png ) }", "a{b:url( x.png )}"),
        ("a { b: url(data:x;y,/*z*/) }", "a{b:url(data:x;y,/*z*/)}"),
        ("a::after { content: ' { /* b */ } ' }", "a::after{content:' { /* b */ } '}"),
        (".a/* b */.c, .d /* e */ .f {}", ".a/**/.c,.d .f{}"),
        ("a { --b: ; --c: { d } }", "a{--b: ;--c:{d}}"),
        (".a\\20  b, .c\\,  d {}", ".a\\20  b,.c\\, d{}"),
        ("@media screen and ( min-width: 1px ) { }", "@media screen and (min-width:1px){}"),
        ("a { width: calc( 1px + ( 2px - 3px ) * 2 ) }", "a{width:calc(1px + (2px - 3px) * 2)}"),
        ("/*! kept */ a { b: c }", "/*! kept */ a{b:c}"),
        (
            "@charset \"utf-8\";\n@import 'a.css' screen;",
            "@charset \"utf-8\";@import 'a.css' screen;",
        ),
    ],
)
def test_what_goes_from_a_style_sheet(before: str, after: str) -> None:
    assert squeezed_sheet(before) == after


@pytest.mark.parametrize("sheet", ["a { b: 'c }", "a {} /* b", "a { b: '\ue001' }"])
def test_a_style_sheet_that_is_left_alone(sheet: str) -> None:
    assert squeezed_sheet(sheet) is None
