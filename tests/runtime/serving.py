"""A real server on a port of its own, in the event loop of the test, and clients for it."""

import asyncio
import contextlib
import importlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPRequest
from tornado.netutil import bind_sockets
from tornado.websocket import WebSocketClientConnection, websocket_connect

from databench.application import Application, InProcess, OwnProcess, Route, Socket
from databench.kernels import KernelSpec
from databench.server import listen

HERE = Path(__file__).parent
HELLO: dict[str, Any] = {"__connect": None}

Frame = dict[str, Any]


class Closed(Exception):
    """The server has closed the socket."""

    def __init__(self, code: int | None, reason: str | None) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code


class Client:
    """A browser without a page: frames as they are on the wire."""

    def __init__(self, connection: WebSocketClientConnection) -> None:
        self.connection = connection
        self._ended = False

    async def send(self, signal: str, *load: object) -> None:
        """Ask for an action, with a load if one is given."""
        await self.send_frame({"signal": signal, **({"load": load[0]} if load else {})})

    async def send_frame(self, frame: object) -> None:
        """Send anything as JSON; texts and bytes as they are."""
        raw = frame if isinstance(frame, str | bytes) else json.dumps(frame)
        await self.connection.write_message(raw, binary=isinstance(raw, bytes))

    async def next(self) -> Frame:
        """Return the next frame.

        Raises:
            Closed: there is none any more.
        """
        message = None if self._ended else await self.connection.read_message()
        if message is None:
            self._ended = True
            raise Closed(self.connection.close_code, self.connection.close_reason)
        frame: Frame = json.loads(message, parse_constant=_refuse_constant)
        return frame

    async def until(self, signal: str) -> list[Frame]:
        """Return the frames up to and with the first of a signal."""
        frames = [await self.next()]
        while frames[-1]["signal"] != signal:
            frames.append(await self.next())
        return frames

    async def load(self, signal: str) -> Any:
        """Return the load of the next frame of a signal."""
        return (await self.until(signal))[-1].get("load")

    async def ask(self, action: str, *load: object) -> list[Frame]:
        """Run an action and return the frames between its start and its end."""
        message = load[0] if load else {}
        assert isinstance(message, dict)
        await self.send(action, {**message, "__process_id": 1})
        await self.until("__process")
        return (await self.until("__process"))[:-1]

    async def closed(self) -> int | None:
        """Wait until the server has closed the socket; return the code."""
        with contextlib.suppress(Closed):
            while True:
                await self.next()
        return self.connection.close_code

    def close(self) -> None:
        """Leave."""
        self.connection.close()


def _refuse_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


@dataclass
class Served:
    """A running server."""

    app: Application
    port: int
    clients: list[Client] = field(default_factory=list)

    @property
    def netloc(self) -> str:
        """Return host and port."""
        return f"127.0.0.1:{self.port}"

    async def connect(self, path: str = "/probe/ws", **headers: str) -> Client:
        """Open a WebSocket without saying anything."""
        request = HTTPRequest(f"ws://{self.netloc}{path}", headers=headers)
        self.clients.append(Client(await websocket_connect(request)))
        return self.clients[-1]

    async def hello(self, path: str = "/probe/ws", **handshake: Any) -> Client:
        """Open a WebSocket and say hello."""
        client = await self.connect(path)
        await client.send_frame({**HELLO, **handshake})
        return client

    async def ready(self, path: str = "/probe/ws", **handshake: Any) -> tuple[Client, str]:
        """Open a WebSocket, wait for the reply to the hello and return the id, too."""
        client = await self.hello(path, **handshake)
        return client, (await client.load("__connect"))["analysis_id"]

    async def settle(self, sockets: int = 0) -> None:
        """Wait until only so many sockets are open, and all sessions of the others have ended."""
        while len(self.app.sockets) > sockets or self.app._ending:  # noqa: ASYNC110 - there is no event for this
            await asyncio.sleep(0)

    async def raw(self, request: bytes) -> bytes:
        """Send bytes as they are and return all that comes back until the server closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request)
        try:
            with contextlib.suppress(ConnectionError):
                return await reader.read()
            return b""
        finally:
            writer.close()

    async def get(self, target: str, *, method: str = "GET", **headers: str) -> "Answer":
        """Ask for a target exactly as written."""
        fields = {"Host": self.netloc, "Connection": "close", **headers}
        lines = [f"{method} {target} HTTP/1.1", *(f"{k}: {v}" for k, v in fields.items())]
        return answer(await self.raw("\r\n".join([*lines, "", ""]).encode("latin-1")))


@dataclass
class Answer:
    """An answer as it was on the wire."""

    status: int
    headers: dict[str, str]
    body: str
    content: bytes


def answer(raw: bytes) -> Answer:
    """Read the status, the headers with lower-case names, and the body."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    fields = (line.partition(": ") for line in lines)
    headers = {name.lower(): value for name, _, value in fields}
    return Answer(int(first.split()[1]), headers, body.decode("utf-8", "replace"), body)


@asynccontextmanager
async def served(*routes: Route, root: Path = HERE, **options: Any) -> AsyncIterator[Served]:
    """Serve an application while the block runs."""
    app = Application(root=root, routes=routes, **options)
    server, port = listen(app, bind_sockets(0, "127.0.0.1"), None)
    running = Served(app, port)
    try:
        yield running
    finally:
        server.stop()
        await app.shut_down()
        for client in running.clients:
            client.close()
            await client.closed()
        await server.close_all_connections()


def kernel(kind: str, module: str, class_name: str, name: str = "probe") -> KernelSpec:
    """Return an analysis of `apps`, to be run in the kind of kernel that is asked for."""
    if kind == "own_process":
        return OwnProcess(name, module, class_name, version="1.2")
    return InProcess(name, getattr(importlib.import_module(module), class_name), version="1.2")


def socket(kind: str, module: str = "probe", class_name: str = "Probe") -> Socket:
    """Return the route of an analysis of `apps`, under `/probe/ws`."""
    return Socket("/probe/ws", kernel(kind, module, class_name))


def instances_of(
    monkeypatch: pytest.MonkeyPatch, module: str = "probe", class_name: str = "Probe"
) -> list[object]:
    """Return a list that every new instance of an analysis of `apps` is added to."""
    made: list[object] = []

    def note(self: object) -> None:
        made.append(self)

    cls = getattr(importlib.import_module(module), class_name)
    monkeypatch.setattr(cls, "__init__", note)
    return made
