"""Finished pages: from memory, in the coding that fits, with their own policy."""

from pathlib import Path

import pytest

from databench.application import Page, Route

from .built import write
from .serving import served

HTML = "<!doctype html><title>é</title>".encode()
CODINGS = {"br": b"<br>" + HTML, "gzip": b"<gzip>" + HTML, "identity": HTML}
ROUTES: list[Route] = [
    Page("/", "pages/index.html"),
    Page("/index.html", "pages/index.html"),
    Page("/own/", "pages/index.html", allows={"script-src": ["'sha256-x='"]}),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a build of one page."""
    write(tmp_path, "pages/index.html", HTML, ".br", ".gz")
    return tmp_path


@pytest.mark.parametrize("coding", CODINGS)
async def test_codings(coding: str, root: Path) -> None:
    wish = {"Accept-Encoding": coding}
    async with served(*ROUTES, root=root) as server:
        answer = await server.get("/", **wish)
        head = await server.get("/", method="HEAD", **wish)
    assert (answer.status, answer.content) == (200, CODINGS[coding])
    assert answer.headers.get("content-encoding", "identity") == coding
    assert answer.headers["content-length"] == str(len(CODINGS[coding]))
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert (head.status, head.content) == (200, b"")
    answer.headers.pop("date"), head.headers.pop("date")
    assert head.headers == answer.headers


async def test_pages_that_are_known_are_not_sent_again(root: Path) -> None:
    async with served(*ROUTES, root=root) as server:
        etags = set()
        for coding in CODINGS:
            wish = {"Accept-Encoding": coding}
            etag = (await server.get("/", **wish)).headers["etag"]
            again = await server.get("/index.html", **wish, **{"If-None-Match": f"W/{etag}"})
            assert (again.status, again.content) == (304, b"")
            assert again.headers["etag"] == etag
            etags.add(etag)
        assert len(etags) == len(CODINGS)


async def test_pages_are_served_from_memory(root: Path) -> None:
    async with served(*ROUTES, root=root) as server:
        for file in (root / "pages").iterdir():
            file.unlink()
        assert (await server.get("/")).content == HTML


async def test_without_companions_a_page_comes_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, "pages/index.html", HTML)
    async with served(*ROUTES, root=tmp_path) as server:
        answer = await server.get("/", **{"Accept-Encoding": "gzip, br"})
    assert answer.content == HTML
    assert "vary" not in answer.headers


async def test_a_page_that_is_missing_is_not_found(tmp_path: Path) -> None:
    async with served(*ROUTES, root=tmp_path) as server:
        assert (await server.get("/")).status == 404


async def test_another_policy_makes_another_etag(root: Path) -> None:
    """Browsers do not take over the policy of an answer 304."""
    etags = set()
    for policy in ({"default-src": ["'self'"]}, {"default-src": ["'none'"]}, {}):
        async with served(*ROUTES, root=root, policy=policy) as server:
            etags |= {(await server.get(url)).headers["etag"] for url in ("/", "/own/")}
    assert len(etags) == 5


async def test_other_headers_make_another_etag(root: Path) -> None:
    etags = set()
    for headers in ({}, {"X-Frame-Options": "DENY"}, {"X-Frame-Options": None}):
        async with served(*ROUTES, root=root, headers=headers) as server:
            etags.add((await server.get("/")).headers["etag"])
    assert len(etags) == 3


async def test_what_a_page_allows_holds_for_that_page_only(root: Path) -> None:
    async with served(*ROUTES, root=root) as server:
        common = (await server.get("/")).headers["content-security-policy"]
        own = (await server.get("/own/")).headers["content-security-policy"]
        missing = (await server.get("/missing")).headers["content-security-policy"]
    assert common == missing
    assert own == common.replace("script-src 'self'", "script-src 'self' 'sha256-x='")
    assert own != common
