"""Real programs of a test: the dbgen command, built servers, and talk to them."""

import asyncio
import json
import os
import queue
import re
import select
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from tornado.websocket import WebSocketClientConnection, websocket_connect

DEADLINE = 30.0
_ADDRESS = re.compile(r"https?://\S+")


def dbgen(
    *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the dbgen command to its end, with additions to the environment."""
    return subprocess.run(
        [sys.executable, "-m", "dbgen", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )


class Program:
    """A program that is running; `url` is the address that it has said it serves."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.url = ""
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")

    @property
    def websocket_url(self) -> str:
        """The address for sockets."""
        return self.url.replace("http", "ws", 1)

    def read_until(self, text: str) -> str:
        """Return the next line of output that holds a text."""
        seen = ""
        while text not in (line := self._lines.get(timeout=DEADLINE)):
            seen += line
            assert line, f"the program ended without saying {text!r}:\n{seen}"
        return line

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> str:
        """Return the body of a page."""
        request = urllib.request.Request(self.url + path, headers=dict(headers or {}))
        with urllib.request.urlopen(request, timeout=DEADLINE) as response:
            return str(response.read().decode())

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask the program to end and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(DEADLINE)


@contextmanager
def started(
    command: Sequence[str | Path], cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Iterator[Program]:
    """Start a program, and end it afterwards."""
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env=None if env is None else dict(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield Program(process)
        finally:
            process.terminate()
            try:
                process.wait(DEADLINE)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def running(
    command: Sequence[str | Path], cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Iterator[Program]:
    """Start a program that serves, wait until it does, and end it afterwards."""
    with started(command, cwd, env) as program:
        match = _ADDRESS.search(program.read_until("http"))
        assert match is not None
        program.url = match[0]
        yield program


@contextmanager
def served_build(build: Path, *arguments: str) -> Iterator[Program]:
    """Run the server of a build on a free port."""
    with running([sys.executable, build / "server.py", "--port", "0", *arguments]) as program:
        yield program


class Visitor:
    """The other end of a WebSocket, as a page would be."""

    def __init__(self, connection: WebSocketClientConnection) -> None:
        self._connection = connection

    async def send(self, frame: Mapping[str, Any]) -> None:
        """Send one frame."""
        await self._connection.write_message(json.dumps(frame))

    async def act(self, action: str, *load: Any) -> None:
        """Send an action, with a load if there is one."""
        await self.send({"signal": action, **({"load": load[0]} if load else {})})

    async def frame(self) -> dict[str, Any]:
        """Return the next frame."""
        message = await asyncio.wait_for(self._connection.read_message(), DEADLINE)
        assert message is not None, "the server closed the socket"
        frame: dict[str, Any] = json.loads(message)
        return frame

    async def load_of(self, signal_name: str, key: str | None = None) -> Any:
        """Return the load of the next frame of a signal; with a key, the value of that key."""
        while True:
            frame = await self.frame()
            if frame["signal"] != signal_name:
                continue
            if key is None:
                return frame.get("load")
            if key in frame["load"]:
                return frame["load"][key]


@asynccontextmanager
async def visit(program: Program, name: str = "", query: str = "") -> AsyncIterator[Visitor]:
    """Open the socket of an analysis and say hello."""
    path = f"/{name}/ws" if name else "/ws"
    connection = await websocket_connect(program.websocket_url + path)
    visitor = Visitor(connection)
    await visitor.send({"__connect": None, "__request_args": query})
    try:
        yield visitor
    finally:
        connection.close()
        # Otherwise the socket is still open when the event loop ends.
        while await asyncio.wait_for(connection.read_message(), DEADLINE) is not None:
            pass


def copy_tree(source: Path, target: Path) -> Path:
    """Copy a folder without caches."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]


def await_end(pid: int) -> None:
    """Wait for the end of a process that is not our own child."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        readable, _, _ = select.select([descriptor], [], [], DEADLINE)
        assert readable, f"process {pid} lives on"
    finally:
        os.close(descriptor)
