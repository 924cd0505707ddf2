"""The first frames of a connection: protocol.md 4.1."""

import re

import pytest

import databench

from .serving import HELLO, served, socket


async def test_reply_comes_first_and_names_id_and_versions(kind: str) -> None:
    async with served(socket(kind)) as server:
        client = await server.hello()
        reply = await client.next()
    assert reply["signal"] == "__connect"
    load = reply["load"]
    assert set(load) == {"analysis_id", "databench_backend_version", "analyses_version"}
    assert load["databench_backend_version"] == databench.__version__
    assert load["analyses_version"] == "1.2"
    assert re.fullmatch(r"[\w-]{22}\.[0-9a-f]{32}", load["analysis_id"])


async def test_connect_then_args_then_connected(kind: str) -> None:
    query = "?a=1&a=2&b=%C3%A4+%26&empty=&c"
    wanted = {"a": ["1", "2"], "b": ["ä &"]}
    async with served(socket(kind), cli_args=["--n", "5"]) as server:
        client = await server.hello(__request_args=query)
        frames = await client.until("steps")
    assert [frame["signal"] for frame in frames] == ["__connect", "steps"]
    assert frames[-1]["load"] == [
        ["connect", [], {}],
        ["args", ["--n", "5"], wanted],
        ["connected", ["--n", "5"], wanted],
    ]


async def test_a_new_visitor_is_known_by_the_address(kind: str) -> None:
    async with served(socket(kind)) as server:
        client = await server.connect("/probe/ws?__connect&a=1&a=%C3%A4")
        frames = await client.until("steps")
        await client.send_frame({**HELLO, "__request_args": "?a=2"})
        await client.send_frame({"signal": "unknown"})
        after = await client.until("warn")
    assert [frame["signal"] for frame in frames] == ["__connect", "steps"]
    assert frames[-1]["load"][-1] == ["connected", [], {"a": ["1", "ä"]}]
    assert [frame["signal"] for frame in after] == ["warn"]


async def test_query_without_question_mark() -> None:
    async with served(socket("in_process")) as server:
        client = await server.hello(__request_args="a=1")
        assert (await client.load("steps"))[1][2] == {"a": ["1"]}


async def test_null_and_absent_query_are_no_arguments() -> None:
    async with served(socket("in_process")) as server:
        for client in (await server.hello(), await server.hello(__request_args=None)):
            assert (await client.load("steps"))[1][2] == {}


async def test_too_many_arguments_count_as_none() -> None:
    async with served(socket("in_process")) as server:
        client = await server.hello(__request_args="a=1&" * 2000)
        assert (await client.load("steps"))[1][2] == {}


async def test_frames_before_the_hello_are_ignored() -> None:
    async with served(socket("in_process")) as server:
        client = await server.connect()
        await client.send("echo", 1)
        await client.send_frame("nonsense")
        await client.send_frame(HELLO)
        frames = await client.until("steps")
    assert [frame["signal"] for frame in frames] == ["__connect", "steps"]


async def test_second_hello_is_ignored() -> None:
    async with served(socket("in_process")) as server:
        client, _ = await server.ready()
        await client.until("steps")
        await client.send_frame(HELLO)
        await client.send("echo", 1)
        assert [frame["signal"] for frame in await client.until("echo")] == ["echo"]


async def test_fields_that_nobody_knows_do_not_matter() -> None:
    async with served(socket("in_process")) as server:
        client = await server.hello(more=[1])
        await client.until("steps")
        await client.send_frame({"signal": "echo", "load": 1, "more": {}})
        assert await client.load("echo") == {"args": [1], "kwargs": {}}


async def test_present_state_follows_the_reply(kind: str) -> None:
    async with served(socket(kind)) as server:
        first, id_ = await server.ready()
        await first.ask("state", {"a": 1, "b": [2]})
        await first.ask("class_state", {"shared": None})
        second = await server.hello(__connect=id_)
        frames = await second.until("steps")
    assert [frame["signal"] for frame in frames] == ["__connect", "data", "class_data", "steps"]
    assert frames[1]["load"] == {"a": 1, "b": [2]}
    assert frames[2]["load"] == {"shared": None}


async def test_a_failing_connect_ends_the_life_cycle_but_not_the_connection(kind: str) -> None:
    async with served(socket(kind, "faults", "FailingConnect")) as server:
        client, _ = await server.ready()
        assert "'connect' failed" in await client.load("error")
        assert await client.ask("steps") == [{"signal": "steps", "load": ["connect"]}]


async def test_an_instance_that_cannot_be_made_is_reported(kind: str) -> None:
    async with served(socket(kind, "faults", "FailingInit")) as server:
        client, _ = await server.ready()
        assert "could not start" in await client.load("error")
        assert await client.closed() == 1011


@pytest.mark.parametrize("query", [5, ["a"], {"a": 1}, True])
async def test_a_query_that_is_no_text_counts_as_none(query: object) -> None:
    async with served(socket("in_process")) as server:
        client = await server.hello(__request_args=query)
        assert (await client.next())["signal"] == "__connect"
