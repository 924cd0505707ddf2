"""Assets on their way into a build: minified where that is safe, compressed, named by content."""

import gzip
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # the wheel has no types
import pytest

from dbgen.bundling.asset import Asset
from dbgen.bundling.compressing import companions, qualities, worth_compressing
from dbgen.bundling.earlier import makers
from dbgen.bundling.loading import loaded
from dbgen.bundling.minifying import minified
from dbgen.plan import BuildFile, CopiedFile, WrittenFile

ROOT = Path(__file__).parents[2]
LIBRARY = sorted((ROOT / "runtime/browser").glob("databench.*"))
PADDING = " " * 600
PATH = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M 0 0 L 10.0 10"/>'


def made(files: Mapping[str, str | bytes]) -> dict[str, Asset]:
    """Return what becomes of assets of an analysis."""
    written = [
        WrittenFile(path, text if isinstance(text, bytes) else text.encode())
        for path, text in files.items()
    ]
    return {asset.path: asset for asset in minified(loaded(written))}


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("a.js", f"function f ( a ) {{{PADDING} return 1 }}", "function f(a){return 1}"),
        ("a.mjs", f"import a from 'b' ;{PADDING}", "import a from'b';"),
        ("a.css", f"a {{ flex: 1 1 0px;{PADDING} }}", "a{flex:1 1 0px;}"),
        ("a.json", f'{{"b": 1.0,{PADDING} "b": 1e3}}', '{"b":1.0,"b":1e3}'),
        (
            "a.svg",
            f"{PATH}{PADDING}</svg>",
            PATH.replace("M 0 0 L 10.0 10", "M0 0 10 10") + "</svg>",
        ),
    ],
)
def test_what_is_made_smaller(name: str, before: str, after: str) -> None:
    asset = made({f"static/{name}": before})[f"static/{name}"]
    assert asset.content == after.encode()
    assert asset.changed
    assert asset.sha256 == hashlib.sha256(after.encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.min.js", f"f ( 1 ){PADDING}"),
        ("a.js", "f ( 1 )"),
        ("a.js", f"f ({PADDING}"),
        ("a.js", f"f ( '\0' ){PADDING}"),
        ("a.js", f"\ufefff ( 1 ){PADDING}"),
        ("a.js", b"f ( '\xe9' )" + PADDING.encode()),
        ("a.json", f"{{a: 1{PADDING}}}"),
        ("a.json", f'{{"a": "\0"{PADDING}}}'),
        ("a.svg", f"{PATH}<text>a <tspan>b</tspan></text>{PADDING}</svg>"),
        ("a.svg", f"{PATH}<metadata>a licence</metadata>{PADDING}</svg>"),
        ("a.html", f"<p>  a  </p>{PADDING}"),
        ("a.txt", f"a{PADDING}"),
    ],
)
def test_what_is_left_as_it_is(name: str, text: str | bytes) -> None:
    asset = made({f"static/{name}": text})[f"static/{name}"]
    assert asset.content == (text if isinstance(text, bytes) else text.encode())
    assert not asset.changed


def test_the_library_is_minified() -> None:
    assets = loaded(CopiedFile(f"static/_static/{path.name}", path) for path in LIBRARY)
    smaller = {asset.path: asset for asset in minified(assets)}
    for path in LIBRARY:
        content = smaller[f"static/_static/{path.name}"].content
        assert content is not None
        assert len(content) < path.stat().st_size
    assert b"Databench" in (smaller["static/_static/databench.js"].content or b"")


def test_a_large_file_is_not_read_into_memory(tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(b"0123456789" * 300_000)
    (asset,) = loaded([CopiedFile("static/large.bin", large)])
    assert asset.content is None
    assert asset.file() == CopiedFile(asset.emitted, large)
    assert asset.sha256 == hashlib.sha256(large.read_bytes()).hexdigest()


def test_a_file_that_is_gone_is_left_to_the_writing_of_the_build(tmp_path: Path) -> None:
    assert loaded([CopiedFile("static/gone.js", tmp_path / "gone.js")]) == []


def test_companions_hold_the_same() -> None:
    text = json.dumps([*range(1000)]).encode()
    found = {file.path: file.content for file in companions([WrittenFile("static/a.json", text)])}
    assert found.keys() == {"static/a.json.br", "static/a.json.gz"}
    assert brotli.decompress(found["static/a.json.br"]) == text
    assert gzip.decompress(found["static/a.json.gz"]) == text
    assert all(len(content) < len(text) for content in found.values())
    # Neither the time nor the system may be in it.
    assert found["static/a.json.gz"][4:10] == b"\0\0\0\0\x02\xff"


def test_compressed_bytes_are_the_same_on_every_machine() -> None:
    """They depend on the file and on the versions of two libraries, which the manifest names."""
    if (makers()["brotli"], makers()["deflate"]) != ("1.2.1", "0.9.0"):
        pytest.skip("the digests are those of other versions")
    text = json.dumps([*range(3000)]).encode()
    forms = companions([WrittenFile("static/a.json", text)])
    assert {file.path[-3:]: hashlib.sha256(file.content).hexdigest()[:16] for file in forms} == {
        ".br": "a9ce0f3d03b72948",
        ".gz": "c63654099e4d9c72",
    }


@pytest.mark.parametrize(
    "file",
    [
        WrittenFile("static/short.js", b"f();" * 100),
        WrittenFile("static/a.png", b"a" * 1000),
        WrittenFile("static/noise.txt", hashlib.shake_256(b"noise").digest(1000)),
    ],
)
def test_what_gets_no_companions(file: BuildFile) -> None:
    assert companions(worth_compressing([file])) == []


def test_what_the_static_map_brings_takes_nothing_from_the_app() -> None:
    app = WrittenFile("static/hello/a.js", LIBRARY[-1].read_bytes())
    carried = [WrittenFile(f"static/_folders/1/{n}.js", b" " * (1 << 20)) for n in range(3)]
    found = qualities([app, *carried])
    assert found["app"] > found["static map"]


def test_much_is_compressed_less_thoroughly() -> None:
    text = (LIBRARY[-1].read_text() * 2).encode()
    few = companions([WrittenFile("static/a.js", text)])
    # One byte more than what is compressed most thoroughly.
    padding = [WrittenFile(f"static/{n}.txt", b" " * (1 << 20)) for n in range(3)]
    many = companions([WrittenFile("static/a.js", text), *padding])
    assert len(few[0].content) < len(many[0].content)


def test_compression_gives_the_same_from_several_processes() -> None:
    files = [WrittenFile(f"static/{n}.txt", f"{n} ".encode() * 300) for n in range(200)]
    together = companions(files)
    assert len(together) == 400
    alone = [companion for each in files[::17] for companion in companions([each])]
    assert [file for file in alone if file not in together] == []
