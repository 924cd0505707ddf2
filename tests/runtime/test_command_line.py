"""The command line of a server, and its life in a process of its own."""

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from databench.server import parse

from .server_process import refused, running
from .serving import answer
from .test_kernels import gone

ANY_PORT = ("--port", "0")


async def test_port_0_takes_a_free_one_and_the_address_is_printed_on_one_line() -> None:
    async with running(*ANY_PORT) as server:
        (address,) = server.addresses
        assert server.line == f"Test is served on {address}\n"
        assert address.startswith("http://127.0.0.1:")
        assert not address.endswith(":0")
        client = await server.hello()
        await client.until("steps")


@pytest.mark.parametrize("path", ["/lasting/ws", "/lasting_py/ws"])
async def test_garbage_is_looked_for_once_the_start_is_over(path: str) -> None:
    async with running(*ANY_PORT) as server:
        client = await server.hello(path)
        await client.send_frame({"signal": "garbage"})
        assert await client.load("garbage") == [True, True]


async def test_the_environment_is_read_and_the_command_line_wins() -> None:
    async with running(HOST="localhost", PORT="0") as server:
        assert server.addresses[0].startswith("http://localhost:")
    async with running("--host", "127.0.0.1", "--port=0", HOST="nowhere", PORT="1") as server:
        assert server.addresses[0].startswith("http://127.0.0.1:")


async def test_the_prefix_is_printed_and_answered() -> None:
    async with running(*ANY_PORT, "--base-url", "/some/prefix/") as server:
        (address,) = server.addresses
        assert address.endswith("/some/prefix/")
        client = await server.hello("probe/ws")
        await client.until("steps")
    async with running(*ANY_PORT, BASE_URL="/user/a%40b.example/p_1/") as server:
        assert server.addresses[0].endswith("/user/a%40b.example/p_1/")
    async with running(*ANY_PORT, BASE_URL="") as server:
        assert not server.addresses[0].endswith("/")


@pytest.mark.parametrize(
    "path",
    [
        *("", "a", "/a", "a/", "//", "/a//b/", "/./", "/a/../", "/%/", "/a b/", "/é/", "/?/"),
        *("/#/", "http://a.example/", "/a/\n", "/<x>/"),
    ],
)
def test_what_is_no_prefix(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        parse(["--base-url", path])
    assert "argument --base-url: " in (said := capsys.readouterr().err)
    assert "is no path of a folder: expected one such as /some/prefix/" in said


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], []),
        (["--", "--n", "5"], ["--n", "5"]),
        (["--n", "5", "-x", "word"], ["--n", "5", "-x", "word"]),
        (["--", "--port", "5", "--", "a"], ["--port", "5", "--", "a"]),
        (["--por", "7"], ["--por", "7"]),
    ],
)
async def test_unknown_arguments_go_to_the_analyses(
    arguments: list[str], wanted: list[str]
) -> None:
    async with running(*ANY_PORT, *arguments) as server:
        client = await server.hello()
        assert (await client.load("steps"))[1][1] == wanted


async def test_ipv6() -> None:
    async with running(*ANY_PORT, "--host", "::1") as server:
        assert server.addresses[0].startswith("http://[::1]:")
        client = await server.hello()
        await client.until("steps")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("path", ["/lasting/ws", "/lasting_py/ws"])
async def test_signals_stop_cleanly(number: int, path: str, tmp_path: Path) -> None:
    file = tmp_path / "ended"
    async with running(*ANY_PORT) as server:
        client = await server.hello(path)
        await client.send("hold", str(file))
        await client.until("holding")
        stopping = asyncio.ensure_future(server.stop(number))
        assert await client.closed() == 1001
        assert await stopping == 0
    assert file.read_text() == "disconnected\n"


@pytest.mark.parametrize(
    ("path", "action", "load"),
    [("/stubborn/ws", "forever", 10**9), ("/lasting/ws", "in_thread", [])],
)
async def test_handlers_that_do_not_end_do_not_keep_the_server(
    path: str, action: str, load: object
) -> None:
    async with running(*ANY_PORT) as server:
        client = await server.hello(path)
        await client.send(action, load)
        await client.next()
        await client.next()
        assert await server.stop(signal.SIGTERM) == 0


async def test_a_second_signal_ends_at_once() -> None:
    async with running(*ANY_PORT) as server:
        client = await server.hello("/stubborn/ws")
        await client.send("forever", 10**9)
        await client.until("started")
        server.process.send_signal(signal.SIGTERM)
        assert await client.closed() == 1001
        assert await server.stop(signal.SIGTERM) == 1


@pytest.mark.parametrize("action", ["exit_later", "exit_beside"])
async def test_exits_outside_of_handlers_do_not_end_the_server(action: str) -> None:
    async with running(*ANY_PORT) as server:
        client = await server.hello("/lasting/ws")
        await client.ask(action)
        neighbour = await server.hello()
        await neighbour.until("steps")
        assert await server.stop(signal.SIGTERM) == 0


async def test_a_request_handler_that_exits_does_not_end_the_server() -> None:
    async with running(*ANY_PORT) as server:
        port = int(server.addresses[0].rpartition(":")[2])
        request = f"GET /probe/broken/exit HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        client = await server.hello()
        await client.until("steps")
        assert await server.stop(signal.SIGTERM) == 0
        writer.close()


@pytest.mark.parametrize("action", ["family", "forked"])
async def test_what_a_kernel_started_does_not_outlive_a_killed_server(action: str) -> None:
    async with running(*ANY_PORT) as server:
        client = await server.hello("/deadly/ws")
        child = (await client.ask(action))[0]["load"]
        assert await server.stop(signal.SIGKILL) == -9
        await gone(child)


async def test_kernels_do_not_outlive_a_killed_server() -> None:
    async with running(*ANY_PORT) as server:
        client = await server.hello("/deadly/ws")
        busy = await server.hello("/deadly/ws")
        idle_pid = (await client.ask("pid"))[0]["load"]
        await busy.send("spin")
        busy_pid = await busy.load("spinning")
        assert await server.stop(signal.SIGKILL) == -9
        await gone(idle_pid)
        await gone(busy_pid)


async def test_a_taken_port_is_refused_with_a_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, text = await refused("--port", port)
    assert code == 3
    assert text.startswith(f"error: cannot listen on 127.0.0.1:{port}: ")
    assert text.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--port", "99999"], 2),
        (["--host", "203.0.113.1", *ANY_PORT], 3),
        (["--host", "no.such.name.invalid", *ANY_PORT], 3),
        (["--port", "-1"], 2),
        (["--port", "abc"], 2),
        (["--log", "loud"], 2),
    ],
)
async def test_what_cannot_be_is_refused(arguments: list[str], code: int) -> None:
    found, text = await refused(*arguments)
    assert found == code
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--host", "203.0.113.1"], 3),
        (["--ssl-port", "0"], 2),
        (["--port", "abc"], 2),
        (["exit"], 7),
        (["raise"], 1),
    ],
)
async def test_threads_do_not_keep_a_server_that_cannot_run(
    arguments: list[str], code: int
) -> None:
    found, _ = await refused(*ANY_PORT, "threaded", *arguments)
    assert found == code


async def test_threads_do_not_keep_a_server_that_is_stopped() -> None:
    async with running(*ANY_PORT, "threaded") as server:
        assert await server.stop(signal.SIGTERM) == 0


TLS_OPTIONS = [
    ["--ssl-port", "0"],
    ["--ssl-port", "0", "--ssl-certfile", "{cert}"],
    ["--ssl-port", "0", "--ssl-keyfile", "{key}"],
    ["--ssl-certfile", "{cert}", "--ssl-keyfile", "{key}"],
    ["--ssl-port", "0", "--ssl-certfile", "missing", "--ssl-keyfile", "{key}"],
    ["--ssl-port", "0", "--ssl-certfile", "{key}", "--ssl-keyfile", "{key}"],
    ["--ssl-port", "0", "--ssl-certfile", "{cert}", "--ssl-keyfile", "{other}"],
    ["--ssl-port", "0", "--ssl-certfile", "{cert}", "--ssl-keyfile", "{locked}"],
]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Make a certificate for localhost, its key, a key that does not fit and a locked one."""
    folder = tmp_path_factory.mktemp("tls")
    files = {name: str(folder / name) for name in ("cert", "key", "other", "locked")}
    kind = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
    _openssl("genpkey", *kind, "-out", files["key"])
    _openssl("genpkey", *kind, "-out", files["other"])
    _openssl("pkey", "-in", files["key"], "-aes256", "-passout", "pass:x", "-out", files["locked"])
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    _openssl("req", "-x509", "-key", files["key"], "-days", "2", *name, "-out", files["cert"])
    return files


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


@pytest.mark.parametrize("options", TLS_OPTIONS, ids=" ".join)
async def test_tls_without_its_files_does_not_start(
    options: list[str], certificate: dict[str, str]
) -> None:
    code, text = await refused(*ANY_PORT, *(option.format(**certificate) for option in options))
    assert code == 2
    assert text.startswith("error: ")
    assert text.count("\n") == 1


async def test_tls_serves_on_the_same_host(certificate: dict[str, str]) -> None:
    files = {"SSLCERTFILE": certificate["cert"], "SSLKEYFILE": certificate["key"]}
    async with running(*ANY_PORT, SSLPORT="0", **files) as server:
        plain, secure = server.addresses
        assert plain.startswith("http://127.0.0.1:")
        assert secure.startswith("https://127.0.0.1:")
        port = secure.rpartition(":")[2]
        command = [
            "curl",
            "-si",
            "--cacert",
            certificate["cert"],
            "-H",
            f"Origin: {secure}",
            secure,
        ]
        curl = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        raw, _ = await curl.communicate()
        got = answer(raw.replace(b"HTTP/1.1", b"HTTP/1.1", 1))
        assert got.status == 200
        assert "Page" in got.body
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"200" not in await reader.read()
            writer.close()


def test_the_server_imports_nothing_of_the_generator() -> None:
    code = "import databench.application, databench.server"
    process = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code], check=True, capture_output=True, text=True
    )
    imported = {line.rpartition("|")[2].strip() for line in process.stderr.splitlines()}
    assert {"tornado.web", "orjson"} <= imported
    unwanted = ("pydantic", "jinja2", "click", "watchdog", "yaml", "rich", "dbgen", "numpy")
    assert [name for name in imported if name.split(".")[0] in unwanted] == []
    developing = ("databench.develop", "databench.waiting", "databench.sources")
    assert [name for name in imported if name.startswith(developing)] == []


async def test_empty_variables_count_as_none() -> None:
    async with running("--port", "0", HOST="", PORT="", SSLPORT="", SSLCERTFILE="") as server:
        assert server.addresses[0].startswith("http://127.0.0.1:")


async def test_an_empty_host_is_refused() -> None:
    code, text = await refused("--host", "")
    assert code == 2
    assert "expected an address" in text
