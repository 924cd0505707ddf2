"""Start a contender, wait until its page is there, and end it."""

from __future__ import annotations

import http.client
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from bench.contenders.installing import Installed
from bench.processes import with_compiled_python

_START_TIME: Final = 60.0
_STOP_TIME: Final = 10.0
_POLL_TIME: Final = 0.001


class CannotStart(Exception):
    """A server has not answered; the text has its last words."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers.

    Attributes:
        pid: its process.
        port: on 127.0.0.1.
        page: the address of the page that does the work.
        start_seconds: from the start of the process to the first 200 of the page.
    """

    pid: int
    port: int
    page: str
    start_seconds: float


@contextmanager
def served(installed: Installed) -> Iterator[Server]:
    """Run a contender on a free port for a while."""
    contender = installed.contender
    port = free_port()
    command = installed.command(contender.command, port)
    path = contender.page
    with serving(command, installed.folder, contender.environment, port, path) as server:
        yield server


@contextmanager
def serving(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], port: int, path: str
) -> Iterator[Server]:
    """Run any server that was told a port, and end it afterwards."""
    variables = {**with_compiled_python(), "PYTHONUNBUFFERED": "1", **environment}
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=variables, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            _await_page(process, port, path, said)
            seconds = time.perf_counter() - started
            yield Server(process.pid, port, f"http://127.0.0.1:{port}{path}", seconds)
        finally:
            _stop(process)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _await_page(process: subprocess.Popen[bytes], port: int, path: str, said: IO[bytes]) -> None:
    deadline = time.monotonic() + _START_TIME
    while not _answers(port, path):
        if process.poll() is not None or time.monotonic() > deadline:
            said.seek(0)
            raise CannotStart(said.read().decode(errors="replace")[-2000:])
        time.sleep(_POLL_TIME)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_START_TIME)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_TIME)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
