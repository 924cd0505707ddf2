"""More connections than the system has room for."""

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .server_process import ServerProcess, running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of another process")

if sys.platform == "linux":
    import resource


async def used(server: ServerProcess) -> None:
    """Use a server once, so that it has opened whatever it needs besides connections."""
    client = await server.hello()
    await client.until("steps")


def leave_room(server: ServerProcess, files: int | None) -> None:
    """Let a server have some more files open than it has, or as many as it wants."""
    pid = server.process.pid
    _, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    now = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    most = hard if files is None else now + files
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (most, hard))


async def connect(server: ServerProcess) -> asyncio.StreamWriter:
    host, _, port = server.addresses[0].rpartition("/")[2].partition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    return writer


@pytest.mark.parametrize("is_room_made", [True, False], ids=["limit", "connections"])
async def test_connections_wait_for_room(is_room_made: bool) -> None:
    async with running("--port", "0") as server:
        await used(server)
        leave_room(server, 2)
        others = [await connect(server) for _ in range(5)]
        assert server.process.stderr is not None
        warning = await server.process.stderr.readline()
        assert b"no room for more connections: Too many open files" in warning
        if is_room_made:
            leave_room(server, None)
        else:
            for each in others:
                each.close()
        client = await server.hello()
        await client.until("steps")
        for each in others:
            each.close()
        assert await server.stop(signal.SIGTERM) == 0
        assert await server.process.stderr.read() == b""


async def test_a_server_that_waits_can_be_stopped() -> None:
    async with running("--port", "0") as server:
        await used(server)
        leave_room(server, 0)
        other = await connect(server)
        assert server.process.stderr is not None
        assert b"no room" in await server.process.stderr.readline()
        assert await server.stop(signal.SIGTERM) == 0
        assert await server.process.stderr.read() == b""
        other.close()


@contextmanager
def soft_limit(files: int) -> Iterator[int]:
    """Let this process, and those that it starts, begin with few files; yield what they may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    try:
        yield hard
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_the_limit_of_files_is_raised() -> None:
    with soft_limit(200) as hard:
        async with running("--port", "0") as server:
            assert resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)[0] == min(
                hard, 65_536
            )
