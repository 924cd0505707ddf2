"""What pages refer to after bundling: small apps from their files to their pages."""

import base64
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from dbgen.bundling import bundle
from dbgen.examining import examine
from dbgen.plan import CopiedFile
from dbgen.rendering import RenderedBuild

from .conftest import ANALYSIS, HELLO, source_of

LARGE = b"\x89PNG" + bytes(2000)
LONG_SHEET = f"p {{ --long: '{'long ' * 3000}' }}\n"
BIG_SCRIPT = f"alert('{'big ' * 4000}');\n"
PART_SCRIPT = f"alert('{'part ' * 2000}');\n"
FILES: dict[str, str | bytes] = {
    "hello/analysis.js": "'use strict';\n",
    "hello/analysis.css": LONG_SHEET,
    "hello/static/a b.png": LARGE,
    "hello/static/icon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
    "hello/static/lib.js": "export const a = 1;\n",
    "hello/static/main.js": "import {a} from './lib.js';\n",
    "hello/static/url.js": "alert(document.currentScript.src);\n",
    "hello/static/end.js": "alert('</script>');\n",
    "hello/static/big.js": BIG_SCRIPT,
    "hello/static/data.csv": "a,b\n",
    "hello/static/small.css": "p { background: url(a%20b.png) }\n"
    "@import '/_static/databench.css';\n",
    "hello/static/hostile.css": "p::after { content: '</style>' }\n",
    "hello/static/css/one.css": "@import 'two.css';\na { b: url(../a%20b.png#c) }\n",
    "hello/static/css/two.css": "a { b: url('/hello/static/icon.svg') }\n",
    "hello/static/css/round.css": "@import 'about.css';\n",
    "hello/static/css/about.css": "@import '/hello/static/css/round.css';\n",
    "vendor/one.js": "'one';\n",
    **{f"hello/static/{n}.gif": bytes([n]) * 1000 for n in range(9)},
}
REFERENCES = [
    (
        '<script src="/_static/databench.js" defer></script>',
        '<script src="../_static/databench.HASH.js" integrity="SHA" defer></script>',
    ),
    (
        "<script src=analysis.js?v=1 defer></script>",
        '<script src="analysis.HASH.js" integrity="SHA" defer></script>',
    ),
    (
        "<link rel='stylesheet' href='/hello/analysis.css'>",
        "<link rel='stylesheet' href='analysis.HASH.css' integrity=\"SHA\">",
    ),
    ('<img src="static/a%20b.png">', '<img src="static/a%20b.HASH.png">'),
    (
        '<img srcset="/hello/static/a%20b.png 2x, other.png 3x">',
        '<img srcset="static/a%20b.HASH.png 2x, other.png 3x">',
    ),
    (
        '<video poster="/hello/static/a%20b.png"></video>',
        '<video poster="static/a%20b.HASH.png"></video>',
    ),
    (
        '<p style="background: url(&quot;/hello/static/a%20b.png&quot;)">',
        '<p style="background: url(&quot;static/a%20b.HASH.png&quot;)">',
    ),
    (
        "<style>p { background: url(static/a%20b.png) }</style>",
        "<style>p { background: url(static/a%20b.HASH.png) }</style>",
    ),
    (
        '<svg><use xlink:href="static/icon.svg?x=1#part"/></svg>',
        '<svg><use xlink:href="static/icon.HASH.svg#part"/></svg>',
    ),
    ('<object data="static/a%20b.png">', '<object data="static/a%20b.HASH.png">'),
    (
        '<img src="/hello/static/icon.svg">',
        "<img src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E\">",
    ),
    ('<a href="/">All</a>', '<a href="../">All</a>'),
    ('<a href="/hello/?a=1&amp;b=2#c">', '<a href="./?a=1&amp;b=2#c">'),
    ('<a href="/hello">', '<a href="../hello">'),
    ('<a href="/hello/static/data.csv" download>', '<a href="static/data.csv" download>'),
    (
        '<meta http-equiv="refresh" content="3; url=/">',
        '<meta http-equiv="refresh" content="3; url=../">',
    ),
    (
        '<script type="module" src="/hello/static/main.js"></script>',
        '<script type="module" src="static/main.HASH.js" integrity="SHA"></script>',
    ),
    (
        '<script type="module" src="/hello/static/lib.js"></script>',
        '<script type="module" src="static/lib.js"></script>',
    ),
    (
        '<script type="module">import {a} from "/hello/static/lib.js";</script>',
        '<script type="module">import {a} from "./static/lib.js";</script>',
    ),
    (
        '<script type="importmap">{"imports": {"lib": "/hello/static/lib.js"}}</script>',
        '<script type="importmap">{"imports": {"lib": "./static/lib.js"}}</script>',
    ),
    (
        '<link rel="preload" as="script" href="analysis.js">',
        '<link rel="preload" as="script" href="analysis.HASH.js" integrity="SHA">',
    ),
    (
        '<script src="analysis.js" integrity="sha256-theirs"></script>',
        '<script src="analysis.HASH.js" integrity="sha256-theirs"></script>',
    ),
    (
        '<link rel="stylesheet" href="analysis.css" integrity="sha256-theirs">',
        '<link rel="stylesheet" href="analysis.HASH.css" integrity="SHA">',
    ),
    (
        '<base href="/hello/"><script src="/hello/analysis.js" defer></script>'
        '<img src="static/a%20b.png">',
        '<base href="./"><script src="analysis.HASH.js" integrity="SHA" defer></script>'
        '<img src="static/a%20b.HASH.png">',
    ),
    (
        '<base href="/"><img src="hello/static/a%20b.png"><a href="/hello/">',
        '<base href="../"><img src="hello/static/a%20b.HASH.png"><a href="hello/">',
    ),
    (
        '<base href="static/css/"><img src="../a%20b.png">',
        '<base href="static/css/"><img src="../a%20b.HASH.png">',
    ),
    (
        '<base href="https://example.org/"><img src="a.png"><img src="/hello/static/a%20b.png">',
        '<base href="https://example.org/"><img src="a.png">'
        '<img src="/hello/static/a%20b.HASH.png">',
    ),
    ('<script src="/lib/one.js" defer></script>', '<script src="../lib/one.js" defer></script>'),
    ("<script src='analysis.js' type=text/javascript></script>", "<script>'use strict';</script>"),
    (
        "<script src='analysis.js' type=text/x-javascript></script>",
        "<script>'use strict';</script>",
    ),
    (
        '<script type="text/x-javascript">import("/hello/static/lib.js");</script>',
        '<script type="text/x-javascript">import("./static/lib.js");</script>',
    ),
    (
        '<script src="static/url.js"></script>',
        '<script src="static/url.HASH.js" integrity="SHA"></script>',
    ),
    (
        '<script src="static/end.js"></script>',
        '<script src="static/end.HASH.js" integrity="SHA"></script>',
    ),
    (
        '<script src="static/big.js"></script>',
        '<script src="static/big.HASH.js" integrity="SHA"></script>',
    ),
    (
        '<link rel="stylesheet" href="static/small.css" media="(width > 1px)">',
        '<style media="(width &gt; 1px)">p { background: url(static/a%20b.HASH.png) }\n'
        "@import '../_static/databench.HASH.css';</style>",
    ),
    (
        '<link rel="stylesheet" href="static/hostile.css">',
        '<link rel="stylesheet" href="static/hostile.HASH.css" integrity="SHA">',
    ),
    (
        '<link rel="stylesheet" href="static/css/two.css" title="a">',
        '<link rel="stylesheet" href="static/css/two.HASH.css" integrity="SHA" title="a">',
    ),
    (
        '<link rel="alternate stylesheet" href="static/css/two.css">',
        '<link rel="alternate stylesheet" href="static/css/two.HASH.css" integrity="SHA">',
    ),
]
UNTOUCHED = [
    '<a href="/elsewhere/">',
    '<a href="https://example.org/hello/">',
    '<a href="//hello/">',
    '<a href="mailto:a@example.org">',
    '<a href="#part">',
    '<a href="">',
    "<a href>",
    '<a href="javascript:void(0)">',
    '<a href="./">',
    '<link rel="canonical" href="/hello/">',
    '<base href="/elsewhere/"><img src="static/a%20b.png">',
    '<script src="early.js"></script><base href="/hello/static/"><img src="a%20b.png">',
    '<img src="static/missing.png">',
    '<!-- <script src="analysis.js"></script> -->',
    '<textarea><script src="analysis.js"></script></textarea>',
    "<script>const a = '<img src=\"analysis.js\">';</script>",
    "<script>fetch('/hello/static/data.csv');</script>",
]
IMAGES = "".join(f'<img src="static/{n}.gif">' for n in range(9))
PAGES = [*(written for written, _ in REFERENCES), *UNTOUCHED, IMAGES]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> RenderedBuild:
    """Return the bundled build of an app with all pages of these tests."""
    app = tmp_path_factory.mktemp("bundled") / "analyses"
    index = HELLO["analyses/index.yaml"] + "static:\n  lib/(one\\.js): vendor\n"
    pages = {f"hello/{number}.html": page for number, page in enumerate(PAGES)}
    files = {"index.yaml": index, "hello/analysis.py": ANALYSIS, "hello/index.html": "", **pages}
    return bundled(app, {**files, **FILES})


def bundled(app: Path, files: Mapping[str, str | bytes]) -> RenderedBuild:
    """Write an app and return its bundled build."""
    for path, text in files.items():
        (app / path).parent.mkdir(parents=True, exist_ok=True)
        (app / path).write_bytes(text.encode() if isinstance(text, str) else text)
    rendered = examine(source_of(app)).build
    assert rendered is not None
    return bundle(rendered)


def content(build: RenderedBuild, path: str) -> bytes:
    """Return a file of a build; the name of an asset may leave its hash out."""
    for file in build.files:
        if path in (file.path, re.sub(r"\.[0-9a-f]{10}(?=\.[^.]*$|$)", "", file.path)):
            return file.source.read_bytes() if isinstance(file, CopiedFile) else file.content
    raise AssertionError(path)


def page_of(build: RenderedBuild, written: str) -> str:
    """Return what became of a page, with `HASH` for each hash and `SHA` for each integrity."""
    page = content(build, f"pages/hello/{PAGES.index(written)}.html").decode()
    page = re.sub(r"sha384-[\w+/=]{64}", "SHA", page)
    return re.sub(r"(?<=\.)[0-9a-f]{10}(?=\.)", "HASH", page)


@pytest.mark.parametrize(("written", "rewritten"), REFERENCES)
def test_references_to_what_the_server_answers(
    build: RenderedBuild, written: str, rewritten: str
) -> None:
    assert page_of(build, written) == rewritten


@pytest.mark.parametrize("written", UNTOUCHED)
def test_what_stays_as_it_was_written(build: RenderedBuild, written: str) -> None:
    assert page_of(build, written) == written


def test_many_small_images_stay_files(build: RenderedBuild) -> None:
    page = page_of(build, IMAGES)
    assert page.count("data:image/gif;base64,") == 3
    assert page.count(".HASH.gif") == 6


def test_small_scripts_and_style_sheets_stand_in_the_page_until_it_is_full(tmp_path: Path) -> None:
    parts = {f"hello/static/{n}.js": f"'{n}';{PART_SCRIPT}" for n in "abc"}
    page = "".join(f"<script src=static/{n}.js></script>" for n in "abc")
    page += '<link rel="stylesheet" href="analysis.css">'
    files = {"index.yaml": HELLO["analyses/index.yaml"], "hello/analysis.py": ANALYSIS}
    files |= {"hello/index.html": page, "hello/analysis.css": "p { color: red }\n", **parts}
    made = content(bundled(tmp_path / "analyses", files), "pages/hello/index.html").decode()
    found = re.findall(r"<(script|style)( src)?", made)
    assert found == [("script", ""), ("script", ""), ("script", " src"), ("style", "")]


def test_the_integrity_is_that_of_the_file(build: RenderedBuild) -> None:
    digest = hashlib.sha384(content(build, "static/_static/databench.js")).digest()
    page = content(build, "pages/hello/0.html").decode()
    assert f'integrity="sha384-{base64.b64encode(digest).decode()}"' in page


def test_integrity_can_be_left_out(tmp_path: Path) -> None:
    index = HELLO["analyses/index.yaml"] + "security:\n  integrity: false\n"
    page = '<script src="analysis.js"></script>'
    files = {"index.yaml": index, "hello/analysis.py": ANALYSIS, "hello/index.html": page}
    build = bundled(tmp_path / "analyses", {**files, "hello/analysis.js": "'use strict';\n"})
    made = content(build, "pages/hello/index.html").decode()
    assert re.fullmatch(r'<script src="analysis\.\w{10}\.js"></script>', made)


def test_style_sheets_refer_to_final_names(build: RenderedBuild) -> None:
    two = content(build, "static/hello/static/css/two.css")
    hash_of_two = hashlib.sha256(two).hexdigest()[:10]
    one = content(build, "static/hello/static/css/one.css").decode()
    assert re.fullmatch(r"a \{ b: url\('\.\./icon\.[0-9a-f]{10}\.svg'\) \}\n", two.decode())
    assert f"@import 'two.{hash_of_two}.css';" in one
    assert re.search(r"url\(\.\./a%20b\.[0-9a-f]{10}\.png#c\)", one)
    assert content(build, "static/hello/static/css/about.css") == b"@import 'round.css';\n"
    round_ = content(build, "static/hello/static/css/round.css").decode()
    assert re.fullmatch(r"@import 'about\.[0-9a-f]{10}\.css';\n", round_)


DOCUMENT = """\ufeff<!-- made elsewhere -->
<!DOCTYPE html><link rel=stylesheet href=/_static/databench.css><img src='/hello/static/icon.svg'>
<a href="/hello/?a=1#b">back</a><a href="/other/">other</a><img src="../icon.svg">
<style>p { background: url("/hello/static/a%20b.png") }</style>
<script type=module>import "/hello/static/lib.js"; fetch("/hello/data")</script>
"""
LINKED = """\ufeff<!-- made elsewhere -->
<!DOCTYPE html><link rel=stylesheet href="../../../_static/databench.css"><img src='../icon.svg'>
<a href="../../?a=1#b">back</a><a href="/other/">other</a><img src="../icon.svg">
<style>p { background: url("../a%20b.png") }</style>
<script type=module>import "../lib.js"; fetch("/hello/data")</script>
"""


def test_documents_in_static_folders_hold_below_any_path(tmp_path: Path) -> None:
    piece = '<img src="/hello/static/icon.svg">'
    latin = '<!doctype html><meta charset=latin1><p>ä</p><img src="{}">'
    documents: dict[str, str | bytes] = {
        "hello/static/deep/map.html": DOCUMENT,
        "hello/static/deep/piece.html": piece,
        "hello/static/latin.htm": latin.format("/hello/static/icon.svg").encode("latin1"),
    }
    files = {"index.yaml": HELLO["analyses/index.yaml"], "hello/analysis.py": ANALYSIS}
    build = bundled(tmp_path / "analyses", {**files, "hello/index.html": "", **FILES, **documents})
    assert content(build, "static/hello/static/deep/map.html").decode() == LINKED
    assert content(build, "static/hello/static/deep/piece.html").decode() == piece
    found = content(build, "static/hello/static/latin.htm")
    assert found == latin.format("icon.svg").encode("latin1")
