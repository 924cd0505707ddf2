"""What browsers are told to refuse."""

from pathlib import Path

import pytest

from databench.application import Folder
from databench.security import HEADERS, POLICY, Policy, make_security, policy_text

from .routes import FILES, routes
from .serving import served

SITE = "https://site.example"


def test_the_default_policy_runs_no_script_of_a_page() -> None:
    text = policy_text(POLICY)
    assert "script-src 'self';" in text
    assert "unsafe-eval" not in text
    assert "'unsafe-inline'" not in POLICY["script-src"]
    assert text.startswith("default-src 'self'; ")


def test_headers_by_default() -> None:
    security = make_security(None, {}, [])
    assert security.headers == HEADERS
    assert security.everywhere == {**HEADERS, "Content-Security-Policy": "frame-ancestors 'self'"}


def test_origins_may_frame_and_embed() -> None:
    security = make_security(None, {}, [SITE])
    assert f"frame-ancestors 'self' {SITE}" in security.page_policy({})
    assert security.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "X-Frame-Options" not in security.headers


@pytest.mark.parametrize(
    ("frames", "options"),
    [
        ({}, None),
        ({"frame-ancestors": ["'self'"]}, "SAMEORIGIN"),
        ({"frame-ancestors": ["'none'"]}, "DENY"),
        ({"frame-ancestors": ["'self'", "a.example"]}, None),
    ],
)
def test_a_policy_is_taken_as_it_is(frames: Policy, options: str | None) -> None:
    security = make_security({"default-src": ["*"], **frames}, {}, [SITE])
    assert security.page_policy({}) == policy_text({"default-src": ["*"], **frames})
    assert security.headers.get("X-Frame-Options") == options
    assert ("Content-Security-Policy" in security.everywhere) is bool(frames)


def test_headers_are_replaced_added_and_left_out() -> None:
    headers = {"Referrer-Policy": "no-referrer", "X-Frame-Options": None, "X-Own": "1"}
    security = make_security(None, headers, [])
    assert dict(security.headers) == {
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Own": "1",
    }


@pytest.mark.parametrize(
    ("policy", "allows", "text"),
    [
        ({"script-src": ["'self'"]}, {}, "script-src 'self'"),
        ({"script-src": ["'self'"]}, {"script-src": ["a", "a"]}, "script-src 'self' a"),
        ({"script-src": ["a"]}, {"script-src": ["a"]}, "script-src a"),
        ({"object-src": ["'none'"]}, {"object-src": ["a"]}, "object-src a"),
        ({"default-src": ["a"]}, {"img-src": ["b"]}, "default-src a; img-src a b"),
        ({"script-src": ["a"]}, {"script-src-elem": ["b"]}, "script-src a; script-src-elem a b"),
        ({"img-src": ["a"]}, {"script-src": ["b"]}, "img-src a"),
        ({"default-src": ["a"]}, {"form-action": ["b"]}, "default-src a"),
        ({"default-src": ["'none'"]}, {"img-src": ["b"]}, "default-src 'none'; img-src b"),
        (
            {"script-src": ["'unsafe-inline'"]},
            {"script-src": ["'sha256-x='", "b"]},
            "script-src 'unsafe-inline' b",
        ),
        ({}, {"script-src": ["a"]}, ""),
        ({"upgrade-insecure-requests": []}, {}, "upgrade-insecure-requests"),
    ],
)
def test_what_a_page_allows(policy: Policy, allows: Policy, text: str) -> None:
    assert make_security(policy, {}, []).page_policy(allows) == text


async def test_handlers_of_analyses_only_say_who_may_frame_them() -> None:
    async with served(*routes(), root=FILES) as server:
        for target in ("/probe/data", "/probe/broken/none"):
            answer = await server.get(target)
            assert answer.headers["content-security-policy"] == "frame-ancestors 'self'"
        own = await server.get("/probe/headers")
        assert own.headers["content-security-policy"] == "default-src 'none'"


async def test_assets_redirects_and_refusals_have_the_policy() -> None:
    async with served(*routes(), root=FILES) as server:
        for target in ("/script.js", "/static/a.txt", "/probe", "/missing", "/static/.."):
            policy = (await server.get(target)).headers.get("content-security-policy")
            assert policy == policy_text(POLICY), target
        strange = await server.get("/", Host="evil.example")
        assert strange.headers["content-security-policy"] == policy_text(POLICY)


async def test_pages_in_folders_only_say_who_may_frame_them(tmp_path: Path) -> None:
    (tmp_path / "drawn.svg").write_text("<svg/>")
    for name in ("plot.html", "old.htm"):
        (tmp_path / name).write_text("<script>draw()</script>")
    async with served(Folder(r"/static/(.*)", "."), root=tmp_path) as server:
        for name in ("plot.html", "old.htm"):
            policy = (await server.get(f"/static/{name}")).headers["content-security-policy"]
            assert policy == "frame-ancestors 'self'"
        drawn = await server.get("/static/drawn.svg")
        assert drawn.headers["content-security-policy"] == policy_text(POLICY)


async def test_without_a_policy_none_is_sent() -> None:
    async with served(*routes(), root=FILES, policy={}) as server:
        for target in ("/", "/script.js", "/probe/data", "/missing"):
            assert "content-security-policy" not in (await server.get(target)).headers
