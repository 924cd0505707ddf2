"""What dbgen does beside the work: one change to 100 viewers, and a kernel of its own process."""

import asyncio
import shutil
import statistics
import time
from typing import Final

from bench.contenders.contender import CACHE, ROOT, Protocol
from bench.contenders.dbgen import build, is_dbgen
from bench.contenders.installing import Installed
from bench.figures.figure import Figure, Measure, Sample, Tools
from bench.processes import cpu_seconds
from bench.serving import Server, free_port, serving
from bench.wire import Line, connect, run_lines

_HELLO: Final = b'{"__connect":null,"__request_args":""}'
_SHARED: Final = Protocol("/shared/ws", _HELLO)
_KERNEL: Final = Protocol("/kernel/ws", _HELLO)
_VIEWERS: Final = 100
_CHANGES: Final = 50
_KERNELS: Final = 5


def _sample(installed: Installed, _: Tools) -> Sample:
    folder = CACHE / "apps" / "own"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "apps" / "own", folder)
    build(folder)
    port = free_port()
    command = installed.command(installed.contender.command, port)
    with serving(command, folder, {}, port, "/shared/") as server:
        return run_lines(_measure(server))


async def _measure(server: Server) -> Sample:
    # Before there are kernels: as they end, their processor time is no longer that of the server.
    shared = await _fan_out(server)
    # The first one finds a server that has not done this before.
    kernels = [await _kernel_start(server) for _ in range(1 + _KERNELS)]
    return {"kernel": statistics.median(kernels[1:]), **shared}


async def _kernel_start(server: Server) -> float:
    """Return the milliseconds from opening a socket to the first value of its kernel."""
    done = asyncio.Event()

    def received(_: Line, text: bytes) -> None:
        if b'"number"' in text:
            done.set()

    started = time.perf_counter()
    line = await connect(server.port, _KERNEL, received)
    await done.wait()
    line.close()
    return 1000 * (time.perf_counter() - started)


async def _fan_out(server: Server) -> Sample:
    """Change the state again and again, each time when all viewers have got it."""
    seen: asyncio.Queue[None] = asyncio.Queue()

    def received(_: Line, text: bytes) -> None:
        if b'"number"' in text:
            seen.put_nowait(None)

    lines = [await connect(server.port, _SHARED, received) for _ in range(_VIEWERS)]
    await _all_saw(seen)
    cpu = cpu_seconds(server.pid)
    times = []
    for number in range(1, 1 + _CHANGES):
        started = time.perf_counter()
        lines[0].send(b'{"signal":"number","load":%d}' % number)
        await _all_saw(seen)
        times.append(1000 * (time.perf_counter() - started))
    cpu = cpu_seconds(server.pid) - cpu
    for line in lines:
        line.close()
    return {"fan_out": statistics.median(times), "fan_out_cpu": 1000 * cpu / _CHANGES}


async def _all_saw(seen: asyncio.Queue[None]) -> None:
    for _ in range(_VIEWERS):
        await seen.get()


FIGURE: Final = Figure(
    "sharing",
    "kernels and shared state of dbgen",
    (
        Measure("kernel", "start of a kernel: socket to its first value", "ms", 0),
        Measure("fan_out", "one change, until 100 viewers have it", "ms", 1),
        Measure("fan_out_cpu", "one change, processor time of the server", "ms", 1),
    ),
    _sample,
    takes=is_dbgen,
)
