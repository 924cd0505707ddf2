"""A server below a path of a proxy, and the health check."""

import pytest
from tornado.httpclient import HTTPClientError

from databench.application import Health, Redirect, Route

from .routes import FILES, routes
from .serving import Served, served

PREFIX = "/some/prefix/"


def all_routes() -> list[Route]:
    return [*routes(), Health("/_health"), Redirect("/deep/er", "/probe/")]


def below_prefix(server: Served) -> Served:
    server.app.base_url = PREFIX
    return server


@pytest.mark.parametrize(
    "target", ["/", "/script.js", "/static/a.txt", "/probe/", "/probe/data", "/_health", "/missing"]
)
async def test_the_prefix_makes_no_difference(target: str) -> None:
    async with served(*all_routes(), root=FILES) as server:
        below_prefix(server)
        without = await server.get(target)
        below = await server.get(f"{PREFIX.rstrip('/')}{target}")
    without.headers.pop("date"), below.headers.pop("date")
    assert below == without


async def test_sockets_open_below_the_prefix() -> None:
    async with served(*all_routes(), root=FILES) as server:
        below_prefix(server)
        for path in ("/some/prefix/probe/ws", "/probe/ws"):
            client = await server.connect(path, Origin=f"http://{server.netloc}")
            await client.send_frame({"__connect": None})
            assert (await client.next())["signal"] == "__connect"
        with pytest.raises(HTTPClientError, match="403"):
            await server.connect("/some/prefix/probe/ws", Origin="http://evil.example")
        with pytest.raises(HTTPClientError, match="404"):
            await server.connect("/other/prefix/probe/ws")


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/probe", "probe/"),
        ("/probe?a=1", "probe/?a=1"),
        ("/deep/er", "../probe/"),
        ("/some/prefix/probe", "probe/"),
        ("/some/prefix/deep/er", "../probe/"),
        ("/some/prefix", "prefix/"),
    ],
)
async def test_redirects_hold_below_any_prefix(target: str, location: str) -> None:
    async with served(*all_routes(), root=FILES) as server:
        answer = await below_prefix(server).get(target)
    assert (answer.status, answer.headers["location"]) == (301, location)


@pytest.mark.parametrize(
    "target",
    [
        "/some/prefixes/",
        "/some/",
        "/some",
        "/some/prefix/some/prefix/",
        "/some/prefix/some/prefix",
        "/Some/prefix/",
        "//some/prefix/",
        "/some//prefix/",
        "/x/../some/prefix/",
        "/some/prefix/../../secret.txt",
        "/some/prefix/static/../../secret.txt",
        "/some/prefix//evil.example",
        "/some/prefix//evil.example/probe",
        "/some/prefix/\\evil.example/probe",
    ],
)
async def test_what_is_not_below_the_prefix(target: str) -> None:
    async with served(*all_routes(), root=FILES) as server:
        answer = await below_prefix(server).get(target)
    assert answer.status == 404
    assert "location" not in answer.headers


async def test_handlers_of_analyses_do_not_see_the_prefix() -> None:
    async with served(*all_routes(), root=FILES) as server:
        below_prefix(server)
        for target in ("/some/prefix/probe/where?a=1", "/probe/where?a=1"):
            assert (await server.get(target)).body == "/probe/where /probe/where?a=1 a=1"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_health_is_told_to_anybody(method: str) -> None:
    async with served(*all_routes(), root=FILES) as server:
        for host in (server.netloc, "10.1.2.3:8080", "pod.cluster.example", "evil.example"):
            answer = await server.get("/_health", method=method, Host=host)
            assert answer.status == 200
            assert answer.body == ("ok\n" if method == "GET" else "")
            assert answer.headers["cache-control"] == "no-store"
            assert (await server.get("/_health/", Host=host)).status in (404, 421)
        assert (await server.get("/_health", method="POST")).status == 405
        old = await server.raw(b"GET /_health HTTP/1.0\r\n\r\n")
    assert b" 200 " in old.split(b"\r\n")[0]
