"""Start and end of actions: protocol.md 4.4."""

import pytest

from .serving import Frame, served, socket


def process(id_: object, status: str) -> Frame:
    return {"signal": "__process", "load": {"id": id_, "status": status}}


@pytest.mark.parametrize("id_", [0, -1, 7, 1.5, "", "text", "x" * 64])
async def test_start_and_end_carry_the_id_as_it_came(id_: object) -> None:
    async with served(socket("in_process")) as server:
        client = await server.hello()
        await client.until("steps")
        await client.send("echo", {"a": 1, "__process_id": id_})
        frames = [await client.next() for _ in range(3)]
    echo = {"signal": "echo", "load": {"args": [], "kwargs": {"a": 1}}}
    assert frames == [process(id_, "start"), echo, process(id_, "end")]


@pytest.mark.parametrize("id_", [None, True, [], {}, "x" * 65])
async def test_other_ids_make_no_sense(id_: object) -> None:
    async with served(socket("in_process")) as server:
        client = await server.hello()
        await client.until("steps")
        await client.send("echo", {"__process_id": id_})
        frame = await client.next()
        assert frame["signal"] == "warn"
        assert "__process_id" in frame["load"]
        await client.send("echo")
        assert (await client.next())["signal"] == "echo"


@pytest.mark.parametrize("action", ["native", "generated", "coroutine", "returns_future"])
async def test_end_comes_after_a_handler_that_waits(kind: str, action: str) -> None:
    async with served(socket(kind)) as server:
        client = await server.hello()
        await client.until("steps")
        await client.send(action, {"__process_id": 1})
        frames = [await client.next() for _ in range(3)]
    assert frames[0] == process(1, "start")
    assert frames[1]["signal"] == action
    assert frames[2] == process(1, "end")


async def test_start_and_end_surround_the_warning_for_an_unknown_action() -> None:
    async with served(socket("in_process")) as server:
        client = await server.hello()
        await client.until("steps")
        await client.send("missing", {"__process_id": 1})
        frames = [await client.next() for _ in range(3)]
    assert [frame["signal"] for frame in frames] == ["__process", "warn", "__process"]


async def test_lists_carry_no_process_id() -> None:
    async with served(socket("in_process")) as server:
        client = await server.hello()
        await client.until("steps")
        await client.send("echo", [{"__process_id": 1}])
        assert (await client.next())["signal"] == "echo"
