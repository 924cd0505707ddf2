"""What a server does for its developer: reload pages, and tell a supervisor what it runs."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
import sys
from dataclasses import dataclass
from typing import Any, Final

from tornado.ioloop import PeriodicCallback
from tornado.websocket import WebSocketHandler

from databench.imports import own_files
from databench.kernels.own_process import imported_files
from databench.routes import Build, Rule

_BUILD: Final = secrets.token_hex(8)
_CHECK_TIME: Final = 500.0


class ReloadHandler(WebSocketHandler):
    """Tells pages which run of the server they talk to; another one makes them reload."""

    def check_origin(self, origin: str) -> bool:
        """Trust the application, which has checked the origin before it chose this handler."""
        del origin
        return True

    def open(self, *_args: Any, **_kwargs: Any) -> None:
        """Say which run this is."""
        self.write_message(json.dumps({"build": _BUILD}))

    def on_message(self, message: str | bytes) -> None:
        """Ignore what pages say."""
        del message


@dataclass(frozen=True, slots=True)
class Develop:
    """The socket that reloads pages."""

    url: str

    def rule(self, build: Build) -> Rule:
        """Return how Tornado is told."""
        del build
        return f"{self.url}$", ReloadHandler, {}


def report(descriptor: int, line: str, stop: asyncio.Event) -> None:
    """Tell a supervisor, as JSON lines, that the server is ready and which files it has imported.

    Args:
        descriptor: a socket to the supervisor; its end, however it comes, sets stop.
        line: the line that says where the server is.
        stop: ends the server.
    """
    channel = socket.socket(fileno=descriptor)
    channel.setblocking(False)
    loop = asyncio.get_running_loop()
    told: list[str] = []
    known = 0

    def ended() -> None:
        if not channel.recv(1024):
            loop.remove_reader(channel)
            stop.set()

    def tell() -> None:
        nonlocal known
        # Looking at files takes milliseconds, too long for a server at rest.
        if known == (known := len(sys.modules) + len(imported_files)):
            return
        files = sorted({*own_files(), *imported_files})
        if files != told:
            told[:] = files
            channel.sendall(json.dumps({"line": line, "files": files}).encode() + b"\n")

    loop.add_reader(channel, ended)
    tell()
    PeriodicCallback(tell, _CHECK_TIME).start()
