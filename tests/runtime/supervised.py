"""An app in a process of its own, and the supervisor's end of its control socket."""

import asyncio
import json
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tornado.httpclient import HTTPRequest
from tornado.netutil import bind_sockets
from tornado.websocket import websocket_connect

from .serving import Answer, Client, answer

APP = Path(__file__).parent / "apps" / "build"
RUNTIME = Path(__file__).parents[2] / "runtime"

Message = dict[str, Any]


class App:
    """A run of an app."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.process = process
        self._reader = reader
        self._writer = writer

    async def said(self, kind: str) -> Any:
        """Return what the next message of a kind holds."""
        while line := await self._reader.readline():
            message = json.loads(line)
            if kind in message:
                return message[kind]
        raise AssertionError(f"the app ended without {kind!r}: {await self.errors()}")

    def say(self, **message: object) -> None:
        """Send a message."""
        self._writer.write(json.dumps(message).encode() + b"\n")

    def start(
        self, state: object = None, changes: Sequence[object] = (), problems: Sequence[object] = ()
    ) -> None:
        """Let the app answer."""
        self.say(start={"state": state, "changes": changes, "problems": problems})

    async def errors(self) -> str:
        """Wait for the end of the app and return its log."""
        assert self.process.stderr is not None
        return (await self.process.stderr.read()).decode()

    async def end(self) -> None:
        """Leave the app alone, which ends it."""
        self._writer.close()
        await self.process.communicate()


class Supervisor:
    """Keeps the listening socket of apps."""

    def __init__(self, build: Path) -> None:
        self.build = build
        self.sources = [["analyses", str(build.parent / "analyses")], ["", str(build.parent)]]
        (self._listening,) = bind_sockets(0, "127.0.0.1")
        self.netloc = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self._apps: list[App] = []
        self._clients: list[Client] = []

    async def run(self) -> App:
        """Start the app of the build."""
        app = await self._run("-P", "-m", "databench.launch")
        app.say(run={"build": str(self.build), "sources": self.sources})
        return app

    async def wait(self, folder: Path) -> App:
        """Start the app that waits."""
        return await self._run("-P", "-m", "databench.waiting", str(folder))

    async def _run(self, *command: str) -> App:
        ours, theirs = socket.socketpair()
        passed = (theirs.fileno(), self._listening.fileno())
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *command,
                f"--control-fd={passed[0]}",
                f"--listen-fd={passed[1]}",
                pass_fds=passed,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            )
        self._apps.append(App(process, *await asyncio.open_connection(sock=ours, limit=1 << 20)))
        return self._apps[-1]

    async def started(self) -> App:
        """Start the app of the build, and let it answer."""
        app = await self.run()
        await app.said("ready")
        app.start()
        return app

    async def connect(self, path: str, first: object) -> Client:
        """Open a WebSocket and say something."""
        url = f"ws://{self.netloc}{path}"
        self._clients.append(Client(await websocket_connect(HTTPRequest(url))))
        await self._clients[-1].send_frame(first)
        return self._clients[-1]

    async def visit(self, analysis: str = "talker", id_: str | None = None) -> tuple[Client, str]:
        """Open the socket of an analysis; return the id that it has, too."""
        client = await self.connect(f"/{analysis}/ws", {"__connect": id_})
        return client, (await client.load("__connect"))["analysis_id"]

    async def page(self, path: str = "/talker/", **hello: object) -> Client:
        """Open a page that follows edits."""
        said = {"type": "hello", "path": path, "digest": None, "seq": None, "age": 0, **hello}
        return await self.connect("/_develop", said)

    async def get(self, path: str) -> Answer:
        """Ask for a path."""
        host, _, port = self.netloc.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        request = f"GET {path} HTTP/1.1\r\nHost: {self.netloc}\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        try:
            return answer(await reader.read())
        finally:
            writer.close()

    async def end(self) -> None:
        """End everything."""
        for app in self._apps:
            await app.end()
        for client in self._clients:
            client.close()
            await client.closed()
        self._listening.close()


def message_of(kind: str, messages: Sequence[Message]) -> Message:
    """Return the one message of a kind."""
    (found,) = (message for message in messages if message["type"] == kind)
    return found


@asynccontextmanager
async def supervised(folder: Path) -> AsyncIterator[Supervisor]:
    """Make a project with a build in a folder, and supervise apps of it."""
    build = shutil.copytree(APP, folder / "build")
    shutil.copytree(APP / "analyses", folder / "analyses")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(RUNTIME / "databench", build / "databench", ignore=ignored)
    supervisor = Supervisor(build)
    try:
        yield supervisor
    finally:
        await supervisor.end()
