"""Load: 50 clients that each wait for the reply before they ask again."""

import asyncio
import statistics
import time
from itertools import count
from typing import Final

from bench.contenders.contender import Protocol, Unable
from bench.contenders.installing import Installed
from bench.figures.figure import Figure, Measure, Sample, Tools
from bench.processes import cpu_seconds
from bench.serving import Server, served
from bench.wire import Line, connect, run_lines

_CLIENTS: Final = 50
_SECONDS: Final = 10.0
_SHORT_SECONDS: Final = 2.0
_WARM_UP_SECONDS: Final = 0.5


def _sample(installed: Installed, tools: Tools) -> Sample:
    protocol = installed.contender.protocol
    if protocol is None:
        raise Unable("its socket speaks a protocol that belongs to its own page")
    with served(installed) as server:
        seconds = _SHORT_SECONDS if tools.short else _SECONDS
        return run_lines(_Lockstep().run(server, protocol, seconds))


class _Lockstep:
    """Clients that ask, and ask again as soon as they have the answer."""

    def __init__(self) -> None:
        self._trips: list[float] = []
        self._asked: dict[Line, float] = {}
        # Every number is another one than before: a state that does not change is not sent.
        self._numbers = count(1)

    async def run(self, server: Server, protocol: Protocol, seconds: float) -> Sample:
        """Ask for a while; return what came of it."""
        # A server that answers somebody who sleeps pays for the waking, the more the slower it is.
        awake = asyncio.ensure_future(_stay_awake())
        lines = [await connect(server.port, protocol, self._received) for _ in range(_CLIENTS)]
        await asyncio.sleep(_WARM_UP_SECONDS)
        self._trips.clear()
        cpu = cpu_seconds(server.pid)
        await asyncio.sleep(seconds)
        cpu = cpu_seconds(server.pid) - cpu
        trips = list(self._trips)
        awake.cancel()
        for line in lines:
            line.close()
        percentiles = statistics.quantiles(trips, n=100, method="inclusive")
        return {
            "per_core": len(trips) / cpu,
            "p50": 1000 * percentiles[49],
            "p99": 1000 * percentiles[98],
        }

    def _received(self, line: Line, text: bytes) -> None:
        if b'"doubled"' not in text:
            return
        now = time.perf_counter()
        if (asked := self._asked.get(line)) is not None:
            self._trips.append(now - asked)
        self._asked[line] = now
        line.send(b'{"signal":"number","load":%d}' % next(self._numbers))


async def _stay_awake() -> None:
    while True:  # noqa: ASYNC110 - there is nothing to wait for
        await asyncio.sleep(0)


FIGURE: Final = Figure(
    "load",
    "50 clients in lockstep",
    (
        Measure("per_core", "messages per second per core", "/s", 0, True),
        Measure("p50", "request to reply, p50", "ms", 2),
        Measure("p99", "request to reply, p99", "ms", 2),
    ),
    _sample,
)
