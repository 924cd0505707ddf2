"""The client's end of a WebSocket with nothing to spare, so that what is measured is the server."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar, cast

from bench.contenders.contender import Protocol

_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_NO_MASK: Final = b"\0\0\0\0"
_SHORT, _LONG = 126, 127

_Result = TypeVar("_Result")
Received = Callable[["Line", bytes], None]


class Line(asyncio.Protocol):
    """One WebSocket; `received` gets every text that arrives.

    Args:
        port: of the server, on 127.0.0.1.
        protocol: where the socket is, and what is said first.
        received: called with the line and the text.
    """

    def __init__(self, port: int, protocol: Protocol, received: Received) -> None:
        self._port = port
        self._protocol = protocol
        self._received = received
        self._buffer = bytearray()
        self._is_open = False
        self.closed = False
        self._transport: asyncio.Transport

    def send(self, text: bytes) -> None:
        """Send a text."""
        self._send(_TEXT, text)

    def close(self) -> None:
        """Leave."""
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the socket."""
        # A socket has both directions.
        self._transport = cast("asyncio.Transport", transport)
        host = f"127.0.0.1:{self._port}"
        lines = (
            f"GET {self._protocol.path} HTTP/1.1",
            f"Host: {host}",
            f"Origin: http://{host}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        )
        self._transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end."""
        del exc
        self.closed = True

    def data_received(self, data: bytes) -> None:
        """Take what arrives apart."""
        self._buffer += data
        if not self._is_open and not self._opened():
            return
        while (frame := self._next_frame()) is not None:
            self._take(*frame)

    def _opened(self) -> bool:
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return False
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            raise ConnectionError(f"no socket at {self._protocol.path}: {bytes(head)!r}")
        self._buffer = rest
        self._is_open = True
        if self._protocol.hello is not None:
            self.send(self._protocol.hello)
        return True

    def _next_frame(self) -> tuple[int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1] & 0x7F, 2
        if size >= _SHORT:
            start = 4 if size == _SHORT else 10
            size = int.from_bytes(buffer[2:start])
        if len(buffer) < start + size:
            return None
        text = bytes(buffer[start : start + size])
        opcode = buffer[0] & 0x0F
        del buffer[: start + size]
        return opcode, text

    def _take(self, opcode: int, text: bytes) -> None:
        if opcode == _TEXT:
            self._received(self, text)
        elif opcode == _PING:
            self._send(_PONG, text)
        elif opcode == _CLOSE:
            self._transport.close()

    def _send(self, opcode: int, text: bytes) -> None:
        size = len(text)
        head = bytes((0x80 | opcode, 0x80 | size)) if size < _SHORT else _long_head(opcode, size)
        self._transport.write(head + _NO_MASK + text)


def _long_head(opcode: int, size: int) -> bytes:
    if size < 1 << 16:
        return bytes((0x80 | opcode, 0x80 | _SHORT)) + size.to_bytes(2)
    return bytes((0x80 | opcode, 0x80 | _LONG)) + size.to_bytes(8)


async def connect(port: int, protocol: Protocol, received: Received) -> Line:
    """Open a line; the hello is sent as soon as the server has agreed."""
    loop = asyncio.get_running_loop()
    _, line = await loop.create_connection(
        lambda: Line(port, protocol, received), "127.0.0.1", port
    )
    return line


def run_lines(main: Coroutine[Any, Any, _Result]) -> _Result:
    """Run what uses lines to its end: in a thread, as Playwright has the event loop of this one."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, main).result()
