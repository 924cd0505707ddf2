"""Memory: of a server after its start, per open page, and per idle WebSocket."""

import asyncio
import resource
from typing import Final

from bench.chromium import fresh_context, show_first_value
from bench.contenders.contender import Protocol, Unable
from bench.contenders.installing import Installed
from bench.figures.figure import Figure, Measure, Sample, Tools
from bench.figures.first_load import FIRST_VALUE
from bench.processes import memory
from bench.serving import Server, served
from bench.wire import Line, connect, run_lines

_PAGES: Final = 20
_SOCKETS: Final = (1000, 5000)
_AT_ONCE: Final = 50
_SPARE_FILES: Final = 500


def _pages(installed: Installed, tools: Tools) -> Sample:
    with served(installed) as server, fresh_context(tools.browser) as context:
        start = memory(server.pid)
        # The first page brings in what all pages share.
        show_first_value(context.new_page(), server.page, FIRST_VALUE)
        one = memory(server.pid)
        for _ in range(_PAGES):
            show_first_value(context.new_page(), server.page, FIRST_VALUE)
        many = memory(server.pid)
    return {"start_megabytes": start / 1e6, "page_kibibytes": (many - one) / _PAGES / 1024}


def _sockets(installed: Installed, tools: Tools) -> Sample:
    protocol = installed.contender.protocol
    if protocol is None:
        raise Unable("its socket speaks a protocol that belongs to its own page")
    counts = _SOCKETS[:1] if tools.short else _SOCKETS
    _allow_files(max(counts) + _SPARE_FILES)
    with served(installed) as server:
        return run_lines(_idle(server, protocol, counts))


def _allow_files(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count <= hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


async def _idle(server: Server, protocol: Protocol, counts: tuple[int, ...]) -> Sample:
    lines = await _open_lines(server, protocol, _AT_ONCE)
    begin = memory(server.pid)
    sample = {}
    for count in counts:
        while len(lines) < count + _AT_ONCE:
            lines += await _open_lines(server, protocol, _AT_ONCE)
        sample[f"kibibytes_{count}"] = (memory(server.pid) - begin) / count / 1024
    if any(line.closed for line in lines):
        raise ConnectionError("the server has closed sockets meanwhile")
    for line in lines:
        line.close()
    return sample


async def _open_lines(server: Server, protocol: Protocol, count: int) -> list[Line]:
    """Open sockets, and wait until each has got its first value."""
    waiting = count
    done = asyncio.Event()

    def received(_: Line, text: bytes) -> None:
        nonlocal waiting
        if b'"doubled"' in text:
            waiting -= 1
        if waiting == 0:
            done.set()

    lines = await asyncio.gather(*(connect(server.port, protocol, received) for _ in range(count)))
    async with asyncio.timeout(60):
        await done.wait()
    return lines


PAGES: Final = Figure(
    "memory",
    "memory",
    (
        Measure("start_megabytes", "of the server after start", "MB", 1),
        Measure("page_kibibytes", "per session, with 20 open pages", "KiB", 1),
    ),
    _pages,
)

SOCKETS: Final = Figure(
    "idle_sockets",
    "memory of idle WebSockets",
    tuple(
        Measure(f"kibibytes_{count}", f"per WebSocket, of {count:,}", "KiB", 1)
        for count in _SOCKETS
    ),
    _sockets,
)
