"""Who is answered: Host and Origin on every kind of route and socket; H2, W1 to W3."""

import pytest
from tornado.httpclient import HTTPClientError

from databench.origins import Visitors

from .routes import FILES, SOCKETS, TARGETS, routes
from .serving import Served, instances_of, served

FOREIGN_ORIGINS = [
    *("http://evil.example", "https://evil.example", "null", "", "file://", "http://", "//"),
    *("http://127.0.0.1", "http://127.0.0.1:1", "http://localhost:{port}", "http://[::1]:{port}"),
    *("http://127.0.0.1:{port}.evil.example", "http://127.0.0.1:{port}@evil.example"),
    *("http://good@evil.example", "http://127.0.0.1:{port}/", "http://127.0.0.1:{port}0"),
    *("ftp://127.0.0.1:{port}", "127.0.0.1:{port}", "http://127.0.0.1.:{port}"),
    *("https://good.example.evil.com", "https://goodXexample", "https://GOOD.example"),
    *("http://good.example", "https://good.example:444", "https://evil.good.example"),
    *("https://good.example ,http://evil.example", "https://good.example/"),
]

FOREIGN_HOSTS = [
    *("evil.example", "evil.example:{port}", "localhost.evil", "127.0.0.1.evil.example:{port}"),
    *("127.0.0.2", "0.0.0.0:{port}", "[::2]:{port}", "192.168.0.1", "localhost@evil.example"),
    *("evil.example/localhost", "localhost:", "localhost:abc", "local host", "good.example.evil"),
]


async def status_of(server: Served, target: str, headers: dict[str, str]) -> int:
    if target not in SOCKETS:
        return (await server.get(target, **headers)).status
    with pytest.raises(HTTPClientError) as refusal:
        await server.connect(target, **headers)
    return refusal.value.code


@pytest.mark.parametrize("target", TARGETS)
async def test_pages_of_strangers_reach_nothing(
    target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = instances_of(monkeypatch)
    options = {"allowed_origins": ["https://good.example"]}
    async with served(*routes(), root=FILES, **options) as server:
        for pattern in FOREIGN_ORIGINS:
            origin = pattern.format(port=server.port)
            headers = {"Origin": origin, "Cookie": "a=b", "Sec-Fetch-Site": "same-origin"}
            assert await status_of(server, target, headers) == 403, origin
    assert made == []


@pytest.mark.parametrize("target", TARGETS)
async def test_foreign_hosts_are_answered_by_nothing(target: str) -> None:
    async with served(*routes(), root=FILES, allowed_hosts=["good.example"]) as server:
        for pattern in FOREIGN_HOSTS:
            host = pattern.format(port=server.port)
            status = await status_of(server, target, {"Host": host})
            assert status in (400, 421), host
            rebound = {"Host": host, "Origin": f"http://{host}"}
            assert await status_of(server, target, rebound) in (400, 421), host


@pytest.mark.parametrize("target", SOCKETS)
async def test_rebinding_reaches_no_socket(target: str) -> None:
    async with served(*routes(), root=FILES) as server:
        host = f"evil.example:{server.port}"
        with pytest.raises(HTTPClientError, match="421"):
            await server.connect(target, Host=host, Origin=f"http://{host}")


@pytest.mark.parametrize("target", SOCKETS)
async def test_own_pages_and_scripts_reach_sockets(target: str) -> None:
    async with served(*routes(), root=FILES) as server:
        await server.connect(target)
        await server.connect(target, Origin=f"http://{server.netloc}")
        for host in (f"localhost:{server.port}", f"[::1]:{server.port}", "LOCALHOST"):
            await server.connect(target, Host=host, Origin=f"http://{host}")


@pytest.mark.parametrize("target", SOCKETS)
async def test_allowed_origins_and_hosts_reach_sockets(target: str) -> None:
    options = {"allowed_origins": ["https://good.example"], "allowed_hosts": ["app.example"]}
    async with served(*routes(), root=FILES, **options) as server:
        await server.connect(target, Origin="https://good.example")
        await server.connect(target, Host="app.example", Origin="https://app.example")


@pytest.mark.parametrize(
    "fields",
    [
        "",
        "Host: {netloc}\r\nHost: {netloc}\r\n",
        "Host: {netloc}\r\nHost: evil.example\r\n",
        "Host: \r\n",
        "Host: " + "a" * 100_000 + "\r\n",
        "Host: {netloc}\r\nOrigin: http://{netloc}\r\nOrigin: http://evil.example\r\n",
        "Host: {netloc}\r\nOrigin: http://evil.example\r\nOrigin: http://{netloc}\r\n",
    ],
)
async def test_missing_and_repeated_headers(fields: str) -> None:
    async with served(*routes(), root=FILES) as server:
        request = f"GET / HTTP/1.1\r\nConnection: close\r\n{fields}\r\n"
        raw = await server.raw(request.format(netloc=server.netloc).encode())
        assert raw.split(b" ")[1:2] in ([], [b"400"], [b"403"], [b"421"], [b"431"])


def test_patterns_of_hosts() -> None:
    visitors = Visitors(["Example.org", "*.example.com"])
    for host in ("example.org", "EXAMPLE.ORG:80", "a.example.com", "a.b.example.com:8080"):
        assert visitors.knows_host(host)
    for host in ("a.example.org", "example.com", "badexample.com", "example.org.", "example.org\n"):
        assert not visitors.knows_host(host)
    assert Visitors(["*"]).knows_host("anything.example")


@pytest.mark.parametrize("address", ["0.0.0.0", "::", ""])
def test_listening_on_all_addresses_answers_for_addresses_but_not_for_names(address: str) -> None:
    visitors = Visitors()
    visitors.add_listening_host(address)
    for host in ("192.168.0.1:80", "[fe80::1]:80", "localhost"):
        assert visitors.knows_host(host)
    assert not visitors.knows_host("evil.example")


def test_the_address_that_is_listened_on_is_known() -> None:
    visitors = Visitors()
    for host in ("10.0.0.1", "fd00::1", "Box.local"):
        visitors.add_listening_host(host)
    for host in ("10.0.0.1:5000", "[fd00::1]:5000", "box.local"):
        assert visitors.knows_host(host)
