"""`log`, `warn` and `error` between browser and Python's logging, both ways."""

import logging

import pytest

from databench.limits import Limits

from .serving import served, socket

LEVELS = [("log", logging.INFO), ("warn", logging.WARNING), ("error", logging.ERROR)]


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    records = [record for record in caplog.records if record.name == "databench.probe"]
    return [(record.levelno, record.getMessage()) for record in records]


@pytest.mark.parametrize(("level", "number"), LEVELS)
async def test_the_log_of_the_page_reaches_the_log_of_the_server(
    level: str, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with served(socket("in_process")) as server:
        client, _ = await server.ready()
        await client.until("steps")
        for load in ("text", {"a": 1}, [1, 2], None, 0):
            await client.send(level, load)
        await client.send(level)
        assert [frame["signal"] for frame in await client.ask("show")] == ["show"]
    texts = ['"text"', '{"a":1}', "[1,2]", "null", "0", "[]"]
    assert lines(caplog) == [(number, f"frontend: {text}") for text in texts]


@pytest.mark.parametrize(("level", "number"), LEVELS)
async def test_the_log_of_the_analysis_reaches_page_and_server(
    level: str, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with served(socket("in_process")) as server:
        client, _ = await server.ready()
        frames = await client.ask("to_log", {"level": level, "message": {"a": "ä"}})
    assert frames == [{"signal": level, "load": {"a": "ä"}}]
    assert lines(caplog) == [(number, 'backend: {"a":"ä"}')]


async def test_the_log_of_a_process_reaches_the_page_and_the_terminal(
    capfd: pytest.CaptureFixture[str],
) -> None:
    async with served(socket("own_process")) as server:
        client, _ = await server.ready()
        await client.send("warn", "from the page")
        frames = await client.ask("to_log", {"level": "error", "message": "from the analysis"})
        assert frames[-1] == {"signal": "error", "load": "from the analysis"}
        client.close()
        await server.settle()
    written = capfd.readouterr().err.splitlines()
    assert any('frontend: "from the page"' in line for line in written)
    assert any('backend: "from the analysis"' in line for line in written)


FORGERIES = ["a\nb", "a\r\nb", "\x1b[31ma", "a\u2028b", "a\x85b", "a\x0bb", "\u202eb", "\x9b31m"]


@pytest.mark.parametrize("text", FORGERIES, ids=ascii)
async def test_a_page_cannot_forge_lines(text: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with served(socket("in_process")) as server:
        client, _ = await server.ready()
        await client.send("log", text)
        await client.send("log", {text: [text]})
        await client.ask("show")
    written = [line for _, line in lines(caplog)]
    assert len(written) == 2
    assert all(line.isprintable() for line in written)


async def test_long_messages_are_cut(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with served(socket("in_process")) as server:
        client, _ = await server.ready()
        await client.send("error", "x" * 500_000)
        await client.ask("show")
    assert len(lines(caplog)[0][1]) < 3000


async def test_the_log_of_a_page_is_limited(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    limits = Limits(log_burst=3, log_rate=0.001)
    async with served(socket("in_process"), limits=limits) as server:
        client, _ = await server.ready()
        for number in range(10):
            await client.send("error", number)
        await client.ask("show")
        neighbour, _ = await server.ready()
        await neighbour.send("error", "mine")
        await neighbour.ask("show")
    wanted = ["frontend: 0", "frontend: 1", "frontend: 2", 'frontend: "mine"']
    assert [line for _, line in lines(caplog)] == wanted
