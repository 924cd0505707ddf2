"""Newline-delimited JSON between a server and the process of a kernel.

From the server:

    {"start": {"id", "name", "log", "data": {domain: {key: text}}}}      once, first
    {"perform": n, "action": name, "message": any, absent for none}
    {"cancel": n}
    {"set": key, "domain": name, "text": JSON as text, "own": bool}      after every write

From the kernel:

    {"ready": {"reachable": [...], "concurrent": [...], "modules": [files]}}      once
    {"failed": traceback}                                                instead of ready
    {"emit": signal, "message": any, absent for none}
    {"set": key, "domain": name, "text": JSON as text}
    {"done": n}, with "arguments": text or "failed": traceback where that is what happened

Any program that speaks this on the descriptor it inherits can be a kernel.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import orjson

from databench.codec import encode


def pack(message: dict[str, object]) -> bytes:
    """Return one message as a line.

    Raises:
        TypeError: the message has no JSON form.
    """
    return encode(message) + b"\n"


def unpack(line: bytes) -> dict[str, Any]:
    """Return the message of a line.

    Raises:
        ValueError: the line is no JSON object.
    """
    message = orjson.loads(line)
    if not isinstance(message, dict):
        raise ValueError("expected a JSON object")  # noqa: TRY004 - as any other broken line
    return message


class Channel:
    """The kernel's end: writing waits for the server, which is what holds a fast kernel back."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lines = connection.makefile("rb")

    def send(self, message: dict[str, object]) -> None:
        """Write one message, even while a handler keeps the event loop busy."""
        line = pack(message)
        # Without a server there is nobody to tell, and the end of this process is near.
        with contextlib.suppress(OSError):
            self._connection.sendall(line)

    def receive(self) -> Iterator[dict[str, Any]]:
        """Yield messages until the server closes the channel."""
        for line in self._lines:
            yield unpack(line)
