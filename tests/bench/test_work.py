"""The floor and dbgen do the same work, or no ratio between them means anything."""

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from bench.contenders.contender import Contender
from bench.contenders.dbgen import DBGEN
from bench.contenders.floor import FLOOR
from bench.contenders.installing import Installed, copy_app
from bench.serving import served
from bench.wire import Line, connect
from bench.work.work import START, UPDATES

DEADLINE = 30


class _Page:
    """What a page would show, in the order in which it arrives."""

    def __init__(self) -> None:
        self._shown: asyncio.Queue[tuple[str, object]] = asyncio.Queue()

    def received(self, _: Line, text: bytes) -> None:
        frame: dict[str, Any] = json.loads(text)
        of_state = frame["signal"] == "data"
        items = frame["load"].items() if of_state else [(frame["signal"], frame.get("load"))]
        for name, value in items:
            if not name.startswith("__"):
                self._shown.put_nowait((name, value))

    async def next(self) -> tuple[str, object]:
        return await asyncio.wait_for(self._shown.get(), DEADLINE)


@pytest.mark.parametrize("contender", [FLOOR, DBGEN], ids=lambda each: each.name)
def test_work_of_an_app(contender: Contender, tmp_path: Path) -> None:
    copy_app(contender, tmp_path / "app")
    with served(Installed(contender, tmp_path / "app", Path(sys.prefix))) as server:
        asyncio.run(_use(contender, server.port))


async def _use(contender: Contender, port: int) -> None:
    page = _Page()
    assert contender.protocol is not None
    line = await connect(port, contender.protocol, page.received)
    assert await page.next() == ("doubled", 2 * START)
    line.send(b'{"signal":"number","load":7}')
    assert await page.next() == ("doubled", 14)
    line.send(b'{"signal":"run"}')
    assert await page.next() == ("status", "running")
    for number in range(1, UPDATES + 1):
        name, text = await page.next()
        assert name == "progress"
        assert re.fullmatch(rf"update {number}: \d\.\d{{5}}", str(text))
    assert await page.next() == ("status", "done")
    line.close()
