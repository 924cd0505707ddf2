"""The app's end of the channel to its supervisor, which keeps the listening sockets.

Messages are JSON, one a line. To the supervisor:

    {"ready": "Title is served on http://..."}           once, when everything is imported
    {"failed": {"error", "traceback", and a place}}      instead of ready: file, line, column
    {"files": [paths of imported Python files]}          whenever there are others
    {"state": {"secret", "domains", "lifetimes"}}        the answer to hand_over, the last message

From the supervisor:

    {"start": {"state": ... or null, "changes": [...], "problems": [...]}}      the answer to ready
    {"change": {"seq", "paths"}}, {"problems": [...]}, {"hand_over": true}
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
import sys
import traceback
from typing import Any, Final

from tornado.ioloop import PeriodicCallback

from databench import storage
from databench.application import Application
from databench.develop.hub import hub_of
from databench.develop.tracebacks import place_of, without_runtime
from databench.imports import own_files
from databench.kernels.own_process import imported_files
from databench.loose import take_loose_failures
from databench.storage import MemoryStorage

SERVICE_RESTART: Final = 1012
"""The close code that has pages come back at once."""

_CHECK_TIME: Final = 500.0
_LONGEST_LINE: Final = 1 << 31
_END_TIME: Final = 1.0


class Control:
    """One app that a supervisor runs.

    Args:
        app: the application.
        stop: set when the app has to end.
    """

    def __init__(self, app: Application, stop: asyncio.Event) -> None:
        self._app = app
        self._stop = stop
        self._started = asyncio.Event()
        self._handing_over = False
        self._hub = hub_of(app)
        self._known = 0
        self._told: list[str] = []
        self._checks = PeriodicCallback(self._tell_files, _CHECK_TIME)

    async def begin(self, descriptor: int, line: str) -> None:
        """Say that the app is ready, and wait until it may serve.

        Args:
            descriptor: a socket to the supervisor; its end, however it comes, ends the app.
            line: says where the app is served.
        """
        channel = socket.socket(fileno=descriptor)
        reader, self._writer = await asyncio.open_connection(sock=channel, limit=_LONGEST_LINE)
        loop, take = asyncio.get_running_loop(), self._hub.failed_beside
        # What fails is told with its exception, and counted.
        logging.getLogger("tornado.access").setLevel(logging.CRITICAL)
        take_loose_failures(lambda what, text: loop.call_soon_threadsafe(take, what, text))
        self._listening = asyncio.ensure_future(self._listen(reader))
        self._tell_files()
        self._say(ready=line)
        self._checks.start()
        await _either(self._started, self._stop)

    async def end(self) -> None:
        """End all sessions; hand over what they leave, if that is wanted."""
        self._hub.close(SERVICE_RESTART, "another version takes over")
        if not self._handing_over:
            await self._app.shut_down()
            return
        await self._app.shut_down(SERVICE_RESTART, _END_TIME)
        self._say(state=self._state())
        with contextlib.suppress(OSError):
            await self._writer.drain()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(OSError):
            while line := await reader.readline():
                self._take(json.loads(line))
        self._stop.set()

    def _take(self, message: dict[str, Any]) -> None:
        if "start" in message:
            self._start(message["start"])
        elif "change" in message:
            self._hub.change([message["change"]])
        elif "problems" in message:
            self._hub.show(message["problems"])
        elif "hand_over" in message:
            self._handing_over = True
            self._stop.set()

    def _start(self, start: dict[str, Any]) -> None:
        if state := start["state"]:
            self._app.issue_with(bytes.fromhex(state["secret"]))
            kept = storage.current()
            if isinstance(kept, MemoryStorage):
                kept.restore(state["domains"], state["lifetimes"])
        self._hub.change(start["changes"])
        self._hub.show(start["problems"])
        self._started.set()

    def _state(self) -> dict[str, object]:
        kept = storage.current()
        values = kept.values() if isinstance(kept, MemoryStorage) else {}
        lifetimes = kept.lifetimes() if isinstance(kept, MemoryStorage) else {}
        return {"secret": self._app.secret.hex(), "domains": values, "lifetimes": lifetimes}

    def _tell_files(self) -> None:
        # Looking at files takes milliseconds, too long for a server at rest.
        if self._known == (known := len(sys.modules) + len(imported_files)):
            return
        self._known = known
        files = sorted({*own_files(), *imported_files})
        if files != self._told:
            self._told = files
            self._say(files=files)

    def _say(self, **message: object) -> None:
        with contextlib.suppress(OSError):
            self._writer.write(json.dumps(message).encode() + b"\n")


async def _either(*events: asyncio.Event) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


def tell_failure(descriptor: int, error: BaseException) -> None:
    """Tell a supervisor, and the log, why the app cannot start."""
    details = "".join(traceback.format_exception(error))
    file, line, column = place_of(error)
    shown = without_runtime(details)
    sys.stderr.write(f"{shown}\n")
    failure = {
        "error": details.strip().rpartition("\n")[2],
        "traceback": shown,
        "file": file,
        "line": line,
        "column": column,
    }
    with contextlib.suppress(OSError), socket.socket(fileno=descriptor) as channel:
        channel.sendall(json.dumps({"failed": failure}).encode() + b"\n")
