"""A server in a process of its own, as a generated server.py starts it."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from .serving import HELLO, Client

SERVER = Path(__file__).parent / "apps" / "server.py"


class ServerProcess:
    """A running server."""

    def __init__(self, process: asyncio.subprocess.Process, line: str) -> None:
        self.process = process
        self._clients: list[Client] = []
        self.line = line
        self.addresses: list[str] = re.findall(r"https?://\S+", line)

    async def hello(self, path: str = "/probe/ws") -> Client:
        """Open a WebSocket and say hello."""
        address = self.addresses[0].replace("http", "ws", 1)
        client = Client(await websocket_connect(HTTPRequest(f"{address}{path}")))
        self._clients.append(client)
        await client.send_frame(HELLO)
        return client

    async def end(self) -> None:
        """End the process if it still runs, and all clients."""
        if self.process.returncode is None:
            self.process.kill()
        for client in self._clients:
            client.close()
            await client.closed()
        await self.process.communicate()

    async def stop(self, number: int) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return await self.process.wait()


async def start(*arguments: str, **environment: str) -> asyncio.subprocess.Process:
    """Start a server."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        SERVER,
        *arguments,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def running(*arguments: str, **environment: str) -> AsyncIterator[ServerProcess]:
    """Run a server until the block ends."""
    process = await start(*arguments, **environment)
    assert process.stdout is not None
    server = ServerProcess(process, (await process.stdout.readline()).decode())
    try:
        yield server
    finally:
        await server.end()


async def refused(*arguments: str, **environment: str) -> tuple[int | None, str]:
    """Start a server that cannot run; return its exit code and what it says."""
    process = await start(*arguments, **environment)
    try:
        stdout, stderr = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert stdout == b""
    return process.returncode, stderr.decode()
