"""Assets of a build: hashed names, codings, caches and ranges."""

import json
import os
from pathlib import Path

import pytest

from databench.application import Asset, Folder, Route
from databench.files import split_hash

from .built import hashed, write, write_hashed
from .serving import served

SCRIPT = b"'use strict';\n"
STYLE = b"p { color: red; }\n"
FOR_EVER = "public, max-age=31536000, immutable"
CODINGS = {"br": b"<br>", "gzip": b"<gzip>", "identity": b""}
SCRIPT_NAME = hashed("a.js", SCRIPT)
URLS = ["/x/a.js", f"/x/{SCRIPT_NAME}", "/static/deep/a.js", f"/static/deep/{SCRIPT_NAME}"]


@pytest.fixture
def routes(tmp_path: Path) -> list[Route]:
    """Return the routes of a small build in the folder of the test."""
    script = write_hashed(tmp_path, "static/x/a.js", SCRIPT, ".br", ".gz")
    write_hashed(tmp_path, "static/f/deep/a.js", SCRIPT, ".br", ".gz")
    write_hashed(tmp_path, "static/f/style.css", STYLE, ".gz")
    write_hashed(tmp_path, "static/f/LICENSE", b"free\n", ".br", ".gz")
    write_hashed(tmp_path, "static/f/LICENSE.gz", b"packed")
    write_hashed(tmp_path, "static/f/own.0123456789.js", b"own")
    write_hashed(tmp_path, "static/f/image.png", b"\x89PNG")
    write(tmp_path, "static/f/plain.txt", b"plain")
    write_hashed(tmp_path, "static/f/wörd & file.txt", b"words")
    write(tmp_path, "static/f/.hidden.0123456789.js", b"hidden")
    return [Asset("/x/a.js", script), Folder("/static/(.*)", "static/f")]


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("url", URLS)
async def test_codings(url: str, coding: str, routes: list[Route], tmp_path: Path) -> None:
    async with served(*routes, root=tmp_path) as server:
        answer = await server.get(url, **{"Accept-Encoding": coding})
    assert answer.status == 200
    assert answer.content == CODINGS[coding] + SCRIPT
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers.get("content-encoding", "identity") == coding
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers.get("accept-ranges") == ("bytes" if coding == "identity" else None)


async def test_hashed_names_are_kept_for_ever_and_plain_ones_asked_for_again(
    routes: list[Route], tmp_path: Path
) -> None:
    async with served(*routes, root=tmp_path) as server:
        for url in URLS:
            answer = await server.get(url)
            wanted = FOR_EVER if SCRIPT_NAME in url else "no-cache"
            assert answer.headers["cache-control"] == wanted


@pytest.mark.parametrize("url", URLS)
async def test_every_coding_has_an_etag_of_its_own(
    url: str, routes: list[Route], tmp_path: Path
) -> None:
    async with served(*routes, root=tmp_path) as server:
        etags = set()
        for coding in CODINGS:
            wish = {"Accept-Encoding": coding}
            etag = (await server.get(url, **wish)).headers["etag"]
            assert split_hash(SCRIPT_NAME)[1] in etag  # type: ignore[operator]
            for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
                again = await server.get(url, **wish, **{"If-None-Match": known})
                assert (again.status, again.content) == (304, b"")
                assert again.headers["etag"] == etag
                assert again.headers["vary"] == "Accept-Encoding"
                assert "cache-control" in again.headers
            etags.add(etag)
        assert len(etags) == len(CODINGS)
        other = await server.get(url, **{"If-None-Match": '"x"'})
        assert other.status == 200


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("style.css", STYLE, "text/css; charset=utf-8"),
        ("LICENSE", b"free\n", "application/octet-stream"),
        (hashed("LICENSE", b"free\n"), b"free\n", "application/octet-stream"),
        ("LICENSE.gz", b"packed", "application/gzip"),
        (hashed("LICENSE.gz", b"packed"), b"packed", "application/gzip"),
        ("own.0123456789.js", b"own", "text/javascript; charset=utf-8"),
        (hashed("own.0123456789.js", b"own"), b"own", "text/javascript; charset=utf-8"),
        ("image.png", b"\x89PNG", "image/png"),
        ("plain.txt", b"plain", "text/plain; charset=utf-8"),
        ("w%C3%B6rd%20&%20file.txt?v=1", b"words", "text/plain; charset=utf-8"),
    ],
)
async def test_names_and_types(
    path: str, content: bytes, kind: str, routes: list[Route], tmp_path: Path
) -> None:
    async with served(*routes, root=tmp_path) as server:
        answer = await server.get(f"/static/{path}")
    assert (answer.status, answer.content) == (200, content)
    assert answer.headers["content-type"] == kind


@pytest.mark.parametrize(
    "url",
    [
        *(f"{url}{suffix}" for url in URLS for suffix in (".gz", ".br", ".map", "/")),
        "/x/a.0000000000.js",
        "/static/deep/a.0000000000.js",
        "/static/a.js",
        f"/static/{SCRIPT_NAME}",
        "/static/deep/A.js",
        "/static/own.js",
        "/static/.hidden.js",
        "/static/.hidden.0123456789.js",
        "/static/deep/../deep/a.js",
        "/static//deep/a.js",
    ],
)
async def test_what_is_no_address(url: str, routes: list[Route], tmp_path: Path) -> None:
    async with served(*routes, root=tmp_path) as server:
        assert (await server.get(url, **{"Accept-Encoding": "gzip, br"})).status == 404


async def test_links_are_no_addresses(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (tmp_path / "static").mkdir()
    write(outside, "x.js", b"secret")
    script = write_hashed(tmp_path, "static/a.js", SCRIPT)
    for name in ("b.js", "b.0123456789.js", f"{Path(script).name}.gz", f"{Path(script).name}.br"):
        (tmp_path / "static" / name).symlink_to(outside / "x.js")
    (tmp_path / "static" / "folder").symlink_to(outside)
    os.mkfifo(tmp_path / "static" / "pipe.js")
    routes: list[Route] = [
        Folder("/static/(.*)", "static"),
        Asset("/b.js", "static/b.js"),
        Asset("/a.js", script),
    ]
    async with served(*routes, root=tmp_path) as server:
        for url in ("/static/b.js", "/static/folder/x.js", "/b.js", "/static/pipe.js"):
            assert (await server.get(url)).status == 404
        for url in ("/static/a.js", "/a.js"):
            answer = await server.get(url, **{"Accept-Encoding": "br, gzip"})
            assert (answer.status, answer.content) == (200, SCRIPT)
            assert "vary" not in answer.headers


async def test_a_file_that_is_gone_is_not_found(routes: list[Route], tmp_path: Path) -> None:
    async with served(*routes, root=tmp_path) as server:
        (tmp_path / "static/f/plain.txt").unlink()
        assert (await server.get("/static/plain.txt")).status == 404


@pytest.mark.parametrize("newest", range(4))
async def test_a_build_that_was_copied_over_an_older_one(newest: int, tmp_path: Path) -> None:
    versions = [f"version {number}".encode() for number in range(4)]
    paths = [write_hashed(tmp_path, "static/f/deep/a.js", content) for content in versions]
    write(tmp_path, "manifest.json", json.dumps({"files": {paths[newest]: {}}}).encode())
    async with served(Folder("/static/(.*)", "static/f"), root=tmp_path) as server:
        answer = await server.get("/static/deep/a.js")
        assert answer.content == versions[newest]


async def test_while_developing_names_have_no_hash(tmp_path: Path) -> None:
    for name in ("a.0123456789.js", "data.csv", "data.csv.gz"):
        write(tmp_path, f"static/{name}", name.encode())
    asset = Asset("/a.0123456789.js", "static/a.0123456789.js")
    folder = Folder("/static/(.*)", "static")
    async with served(asset, folder, root=tmp_path, develop=True) as server:
        for url in ("/static/a.0123456789.js", "/a.0123456789.js", "/static/data.csv.gz"):
            answer = await server.get(url, **{"Accept-Encoding": "gzip"})
            assert answer.body == url.rpartition("/")[2]
            assert answer.headers["cache-control"] == "no-cache"
            assert "content-encoding" not in answer.headers
        for url in ("/static/a.js", "/a.js"):
            assert (await server.get(url)).status == 404


@pytest.mark.parametrize("name", ["a.js", "a.0123456789.js"])
async def test_files_without_a_hash_have_an_etag_that_changes_with_them(
    name: str, tmp_path: Path
) -> None:
    write(tmp_path, f"static/{name}", b"one")
    routes: list[Route] = [Asset(f"/{name}", f"static/{name}"), Folder("/f/(.*)", "static")]
    async with served(*routes, root=tmp_path, develop=True) as server:
        for url in (f"/{name}", f"/f/{name}"):
            etag = (await server.get(url)).headers["etag"]
            known = {"If-None-Match": etag}
            assert (await server.get(url, **known)).status == 304
            write(tmp_path, f"static/{name}", f"other for {url}".encode())
            assert (await server.get(url, **known)).body == f"other for {url}"


async def test_ranges_are_of_the_file_as_it_is(routes: list[Route], tmp_path: Path) -> None:
    async with served(*routes, root=tmp_path) as server:
        for url in URLS:
            whole = await server.get(url)
            part = await server.get(url, Range="bytes=1-3")
            assert (part.status, part.content) == (206, SCRIPT[1:4])
            assert part.headers["content-range"] == f"bytes 1-3/{len(SCRIPT)}"
            assert part.headers["etag"] == whole.headers["etag"]
            coded = await server.get(url, Range="bytes=1-3", **{"Accept-Encoding": "br"})
            assert (coded.status, coded.content) == (200, b"<br>" + SCRIPT)
            beyond = await server.get(url, Range="bytes=99-")
            assert (beyond.status, beyond.content) == (416, b"")
            assert beyond.headers["content-range"] == f"bytes */{len(SCRIPT)}"
            assert beyond.headers["cache-control"] == "no-store"
            head = await server.get(url, method="HEAD", Range="bytes=1-3")
            assert (head.status, head.headers["content-length"]) == (200, str(len(SCRIPT)))


async def test_a_part_only_of_what_the_client_has(routes: list[Route], tmp_path: Path) -> None:
    async with served(*routes, root=tmp_path) as server:
        etag = (await server.get(URLS[0])).headers["etag"]
        for condition, status in ((etag, 206), (f"W/{etag}", 200), ('"x"', 200), ("x", 200)):
            headers = {"Range": "bytes=0-0", "If-Range": condition}
            assert (await server.get(URLS[0], **headers)).status == status


async def test_large_files_come_in_one_piece(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    file = write_hashed(tmp_path, "static/large.bin", content)
    async with served(Asset("/large.bin", file), root=tmp_path) as server:
        assert (await server.get("/large.bin")).content == content
        part = await server.get("/large.bin", Range="bytes=100-199999")
        assert part.content == content[100:200000]
        empty = write_hashed(tmp_path, "static/empty.bin", b"")
    async with served(Asset("/empty.bin", empty), root=tmp_path) as server:
        answer = await server.get("/empty.bin")
        assert (answer.status, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a.js", ("a.js", None)),
        ("a.0123456789.js", ("a.js", "0123456789")),
        ("a.min.0123456789.js", ("a.min.js", "0123456789")),
        ("LICENSE.0123456789", ("LICENSE", "0123456789")),
        ("a.b.0123456789", ("a.b.0123456789", None)),
        ("a.fedcba9876.0123456789", ("a.0123456789", "fedcba9876")),
        ("a.0123456789.fedcba9876.js", ("a.0123456789.js", "fedcba9876")),
        ("a.012345678.js", ("a.012345678.js", None)),
        ("a.0123456789A.js", ("a.0123456789A.js", None)),
        ("0123456789.js", ("0123456789.js", None)),
    ],
)
def test_names_without_their_hash(name: str, parts: tuple[str, str | None]) -> None:
    assert split_hash(name) == parts
