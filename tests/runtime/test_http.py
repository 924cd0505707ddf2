"""Pages, assets, folders and redirects; H of the attacks."""

import http.client

import pytest

from databench.limits import Limits

from .routes import FILES, TARGETS, routes
from .serving import served


@pytest.mark.parametrize(
    ("target", "kind", "body"),
    [
        ("/", "text/html; charset=utf-8", "<!doctype html>"),
        ("/?a=1", "text/html; charset=utf-8", "<!doctype html>"),
        ("/script.js", "text/javascript; charset=utf-8", "console.log"),
        ("/script.js?v=1", "text/javascript; charset=utf-8", "console.log"),
        ("/static/a.txt", "text/plain; charset=utf-8", "hello"),
        ("/static/deep/b.txt", "text/plain; charset=utf-8", "deep"),
        ("/probe/static/a.txt", "text/plain; charset=utf-8", "hello"),
        ("/probe/data", "application/json; charset=UTF-8", '{"data": 7'),
        (
            "/probe/data/a/b",
            "application/json; charset=UTF-8",
            '{"data": null, "path": ["a", "b"]}',
        ),
    ],
)
async def test_what_is_there_is_served(target: str, kind: str, body: str) -> None:
    async with served(*routes(), root=FILES) as server:
        answer = await server.get(target)
    assert answer.status == 200
    assert answer.headers["content-type"] == kind
    assert answer.body.startswith(body)


@pytest.mark.parametrize(
    "target",
    [
        "/missing",
        "/index.html",
        "/script.js.map",
        "/script.jsx",
        "/xscript.js",
        "/gone.js",
        "/SCRIPT.JS",
    ],
)
async def test_what_is_not_there_is_not_found(target: str) -> None:
    async with served(*routes(), root=FILES) as server:
        answer = await server.get(target)
    assert answer.status == 404


async def test_redirects_stay_on_this_server() -> None:
    async with served(*routes(), root=FILES) as server:
        answer = await server.get("/probe?next=//evil.example")
        assert (answer.status, answer.headers["location"]) == (
            301,
            "probe/?next=//evil.example",
        )
        for target in ("//evil.example/%2e%2e", "/\\evil.example", "//evil.example/probe"):
            assert "location" not in (await server.get(target)).headers


async def test_a_plain_request_for_a_socket_is_a_mistake() -> None:
    async with served(*routes(), root=FILES) as server:
        for target in ("/probe/ws", "/_develop"):
            assert (await server.get(target)).status == 400


TRAVERSALS = [
    *("../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "%2e%2e%2fsecret.txt"),
    *("..%5csecret.txt", "..\\secret.txt", "%252e%252e%252fsecret.txt", "....//secret.txt"),
    *("../folder-secret/x.txt", "..%2ffolder-secret%2fx.txt", "/etc/hostname", "//etc/hostname"),
    *("%2fetc%2fhostname", "deep/../../secret.txt", "deep/..%2f../secret.txt", "a.txt%00"),
    *("%00", "a.txt%00.png", "%c0%ae%c0%ae/secret.txt", "%ff", ".hidden", "deep/../.hidden"),
    *(
        "%2ehidden",
        "",
        ".",
        "..",
        "%2e",
        "deep",
        "deep/",
        "a.txt/x",
        "a" * 5000,
        "a/" * 2000,
    ),
    *("\\\\host\\share", "file:///etc/hostname", "x#/../../secret.txt", "~root/x", "%0d%0aX: y"),
    *("folder/..;/secret.txt", "%e2%80%ae", "a.txt::$DATA", "con", "%uff0e%uff0e/secret.txt"),
]


@pytest.mark.parametrize("prefix", ["/static/", "/probe/static/", "/", "/probe/", "/probe/data/"])
async def test_nothing_outside_of_a_folder_is_served(prefix: str) -> None:
    async with served(*routes(), root=FILES) as server:
        for path in TRAVERSALS:
            answer = await server.get(f"{prefix}{path}")
            if answer.status == 200:
                assert answer.body.startswith(("<!doctype html><title>Page", '{"data"')), path
                assert path in ("", "/etc/hostname") or prefix == "/probe/data/", path
            else:
                assert answer.status in (400, 404, 414), (path, answer.status)
            assert "secret" not in answer.body


async def test_paths_are_limited_in_length() -> None:
    async with served(*routes(), root=FILES, limits=Limits(path_size=20)) as server:
        assert (await server.get("/" + "a" * 19)).status == 404
        assert (await server.get("/" + "a" * 20)).status == 414


async def test_existing_and_missing_files_outside_look_the_same() -> None:
    async with served(*routes(), root=FILES) as server:
        there = await server.get("/static/../secret.txt")
        missing = await server.get("/static/../nothing.txt")
    assert (there.status, there.body) == (missing.status, missing.body)


async def test_links_that_lead_out_are_not_followed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    root = tmp_path_factory.mktemp("root")
    (root / "folder").mkdir()
    (root / "folder" / "link.txt").symlink_to(FILES / "secret.txt")
    async with served(*routes(), root=root) as server:
        answer = await server.get("/static/link.txt")
    assert answer.status == 404
    assert "secret" not in answer.body


async def test_head_is_get_without_a_body() -> None:
    async with served(*routes(), root=FILES) as server:
        for target in ("/", "/script.js", "/static/a.txt", "/probe", "/missing"):
            got, head = await server.get(target), await server.get(target, method="HEAD")
            assert head.body == ""
            assert head.status == got.status
            got.headers.pop("date"), head.headers.pop("date")
            assert head.headers == got.headers


METHODS = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "get", "CONNECT"]


@pytest.mark.parametrize("method", METHODS)
async def test_other_methods_are_refused(method: str) -> None:
    async with served(*routes(), root=FILES) as server:
        for target in ("/", "/script.js", "/static/a.txt", "/probe", "/probe/ws"):
            answer = await server.get(target, method=method, **{"X-Echo": "echoed"})
            assert answer.status == 405, target
            assert answer.headers["allow"] == "GET, HEAD"
            assert "echoed" not in answer.body


async def test_conditional_and_range_requests() -> None:
    async with served(*routes(), root=FILES) as server:
        etag = (await server.get("/static/a.txt")).headers["etag"]
        again = await server.get("/static/a.txt", **{"If-None-Match": etag})
        assert (again.status, again.body) == (304, "")
        part = await server.get("/static/a.txt", Range="bytes=1-2")
        assert (part.status, part.body) == (206, "el")


@pytest.mark.parametrize(
    "value",
    ["bytes=0-9e19", "bytes=-99", "bytes=99-", "bytes=5-1", "x", "bytes=0-0," * 900, "bytes=-"],
)
async def test_odd_ranges(value: str) -> None:
    async with served(*routes(), root=FILES) as server:
        assert (await server.get("/static/a.txt", Range=value)).status in (200, 206, 416)
        dates = {"If-Modified-Since": value}
        assert (await server.get("/static/a.txt", **dates)).status in (200, 304)


SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
}


@pytest.mark.parametrize("target", [*TARGETS, "/gone.js", "/static/.."])
async def test_every_answer_has_the_safe_headers(target: str) -> None:
    async with served(*routes(), root=FILES) as server:
        for headers in ({}, {"Host": "evil.example"}, {"Origin": "http://evil.example"}):
            answer = await server.get(target, **headers)
            assert {name: answer.headers.get(name) for name in SAFE} == SAFE
            assert "server" not in answer.headers


async def test_the_upgrade_of_a_socket_does_not_name_the_software() -> None:
    async with served(*routes(), root=FILES) as server:
        client = await server.connect("/probe/ws")
        assert "Server" not in (client.connection.headers or {})


async def test_handlers_of_analyses_may_set_their_own_headers() -> None:
    async with served(*routes(), root=FILES) as server:
        answer = await server.get("/probe/headers")
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_pages_of_other_origins_may_load_what_they_are_trusted_with() -> None:
    options = {"allowed_origins": ["https://good.example"]}
    async with served(*routes(), root=FILES, **options) as server:
        answer = await server.get("/script.js")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "x-frame-options" not in answer.headers


@pytest.mark.parametrize(
    "target", ["/<script>alert(1)</script>", "/static/%3Cscript%3E", "/probe/data"]
)
async def test_error_pages_reveal_and_repeat_nothing(target: str) -> None:
    async with served(*routes(), root=FILES) as server:
        answer = await server.get(target, method="PUT", Cookie="session=cookie-secret")
    assert answer.status >= 400
    for word in ("script", "secret", "Traceback", "tornado", str(FILES), "databench"):
        assert word not in answer.body


@pytest.mark.parametrize("what", ["body", "after"])
async def test_broken_handlers_of_an_analysis_break_only_their_request(what: str) -> None:
    async with served(*routes(), root=FILES) as server:
        await server.get(f"/probe/broken/{what}")
        assert (await server.get("/probe/data")).status == http.client.OK


async def test_bodies_are_limited() -> None:
    async with served(*routes(), root=FILES) as server:
        head = f"POST /probe/data HTTP/1.1\r\nHost: {server.netloc}\r\nConnection: close\r\n"
        form = "Content-Type: application/x-www-form-urlencoded\r\n"
        small = await server.raw(f"{head}{form}Content-Length: 7\r\n\r\nvalue=x".encode())
        assert small.endswith(b"\r\n\r\nx")
        for length in ("Content-Length: 2000000", "Content-Length: -1", "Content-Length: 5_0"):
            refused = await server.raw(f"{head}{length}\r\n\r\n".encode())
            assert refused.split(b" ")[1:2] in ([], [b"400"], [b"413"]), length
        both = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        assert b" 400 " in await server.raw(f"{head}{both}".encode())


@pytest.mark.parametrize(
    "headers", ["X: " + "a" * 70_000, "\r\n".join("X: a" for _ in range(9000)), "X: a\0b"]
)
async def test_headers_are_limited(headers: str) -> None:
    async with served(*routes(), root=FILES) as server:
        request = f"GET / HTTP/1.1\r\nHost: {server.netloc}\r\n{headers}\r\n\r\n"
        raw = await server.raw(request.encode())
        assert b" 200 " not in raw.split(b"\r\n")[0]
        assert (await server.get("/")).status == http.client.OK
