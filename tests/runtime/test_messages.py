"""How a message becomes a call: protocol.md 4.2 and 4.3."""

from typing import Any

import pytest

from databench.limits import Limits

from .serving import served, socket

FITTING: list[tuple[list[object], dict[str, Any]]] = [
    ([], {"args": [], "kwargs": {}}),
    ([[1, [2], None]], {"args": [1, [2], None], "kwargs": {}}),
    ([[]], {"args": [], "kwargs": {}}),
    ([{"a": 1, "b": {}}], {"args": [], "kwargs": {"a": 1, "b": {}}}),
    ([{}], {"args": [], "kwargs": {}}),
    ([None], {"args": [None], "kwargs": {}}),
    ([False], {"args": [False], "kwargs": {}}),
    ([0], {"args": [0], "kwargs": {}}),
    ([1.5], {"args": [1.5], "kwargs": {}}),
    ([""], {"args": [""], "kwargs": {}}),
    (["text"], {"args": ["text"], "kwargs": {}}),
    (["__nomessagetoken__"], {"args": [], "kwargs": {}}),
]


async def test_loads_become_arguments(kind: str) -> None:
    async with served(socket(kind)) as server:
        client = await server.hello()
        for load, wanted in FITTING:
            await client.send("echo", *load)
            assert await client.load("echo") == wanted, load


async def test_binary_frames_are_read_like_texts() -> None:
    async with served(socket("in_process")) as server:
        client = await server.hello()
        await client.send_frame(b'{"signal": "echo", "load": "\xc3\xa4"}')
        assert await client.load("echo") == {"args": ["ä"], "kwargs": {}}


@pytest.mark.parametrize(
    "load", [[], [1, 2, 3], {"self": 1, "a": 1}, {"c": 1}, {"cls": 1}, {"a": 1, "c": 1}]
)
async def test_arguments_that_do_not_fit_are_told_to_the_client(kind: str, load: object) -> None:
    async with served(socket(kind)) as server:
        client = await server.hello()
        await client.send("exact", load)
        text = await client.load("error")
        assert "exact" in text
        assert "(a, b=2)" in text
        await client.send("exact", [1])
        assert await client.load("exact") == [1, 2]


@pytest.mark.parametrize("action", ["instance", "static"])
async def test_whatever_can_be_called_is_a_handler(kind: str, action: str) -> None:
    async with served(socket(kind, class_name="Callables")) as server:
        client = await server.hello()
        await client.send(action, [1])
        assert await client.load("called") == [1, []]
        await client.send(action, {"value": 1, "more": 2})
        assert await client.load("called") == [1, 2]
        await client.send(action, [1, 2, 3])
        assert f"action '{action}' takes (value, more=())" in await client.load("error")


async def test_what_replaces_a_handler_has_its_own_arguments(kind: str) -> None:
    async with served(socket(kind, class_name="Callables")) as server:
        client = await server.hello()
        await client.send("replaced")
        assert await client.load("called") == "replaced"
        await client.send("replace")
        await client.send("replaced", [1, 2])
        assert await client.load("called") == [1, 2]


async def test_named_handlers_come_before_those_of_any_action(kind: str) -> None:
    async with served(socket(kind, class_name="Any")) as server:
        client = await server.hello()
        await client.send("known", [1])
        assert await client.load("known") == [1]
        assert await client.load("any") == [[1], {}]
        await client.send("unheard of", {"a": 1})
        assert await client.load("any") == [[], {"a": 1}]


async def test_life_cycle_actions_go_to_the_handlers_of_any_action() -> None:
    async with served(socket("in_process", class_name="Any")) as server:
        client = await server.hello()
        loads = [await client.load("any") for _ in range(3)]
    arguments: dict[str, object] = {"cli_args": [], "request_args": {}}
    assert loads == [[[], {}], [[], arguments], [[], {}]]


async def test_unknown_action_draws_a_warning(kind: str) -> None:
    async with served(socket(kind)) as server:
        client = await server.hello()
        await client.until("steps")
        await client.send("missing")
        frame = await client.next()
    assert frame["signal"] == "warn"
    assert "'missing'" in frame["load"]


NOT_ACTIONS = [
    *("connect", "args", "connected", "disconnected", "*", ""),
    *("set_state", "set_class_state", "emit", "set_emit_fn", "init_databench", "init_datastores"),
    *("__init__", "__class__", "_x", "_emit_fn", "data", "class_data", "actions_", "plain"),
    *("on_prefixed", "steps", "constructor", "__proto__", "e\u0441ho"),
]


@pytest.mark.parametrize("class_name", ["Probe", "Any"])
async def test_the_wire_reaches_handlers_only(kind: str, class_name: str) -> None:
    async with served(socket(kind, class_name=class_name)) as server:
        client = await server.hello()
        for action in NOT_ACTIONS[:5] if class_name == "Any" else NOT_ACTIONS:
            await client.send(action, {"cli_args": ["x"], "request_args": {}})
            assert f"action {action!r}" in await client.load("warn")


async def test_state_is_written_by_browsers_only_where_the_class_says_so(kind: str) -> None:
    async with served(socket(kind, "stores", "Writable")) as server:
        client = await server.hello()
        await client.send("set_state", {"a": 1})
        assert await client.load("data") == {"a": 1}


async def test_frames_arrive_in_the_order_of_the_emits(kind: str) -> None:
    async with served(socket(kind)) as server:
        client = await server.hello()
        await client.until("steps")
        for number in range(30):
            await client.send("echo", number)
        loads = [(await client.next())["load"]["args"][0] for _ in range(30)]
    assert loads == list(range(30))


async def test_actions_run_one_after_the_other(kind: str) -> None:
    async with served(socket(kind)) as server:
        client = await server.hello()
        await client.send("wait")
        await client.until("waiting")
        await client.send("echo", 1)
        await client.send("release")
        signals = [frame["signal"] for frame in await client.until("echo")]
    assert signals == ["waited", "echo"]


async def test_concurrent_handlers_run_beside_each_other() -> None:
    async with served(socket("in_process", "queueing", "Beside")) as server:
        client = await server.hello()
        for number in range(3):
            await client.send("slow", number)
        started = [await client.load("slow") for _ in range(3)]
        await client.send("release")
        ended = [await client.load("done") for _ in range(3)]
    assert started == [0, 1, 2]
    assert sorted(ended) == [0, 1, 2]


async def test_connections_do_not_wait_for_each_other(kind: str) -> None:
    async with served(socket(kind)) as server:
        first = await server.hello()
        await first.send("wait")
        await first.until("waiting")
        second = await server.hello()
        await second.send("echo", 1)
        await second.until("echo")


async def test_the_hundred_and_first_queued_action_is_not_lost() -> None:
    async with served(socket("in_process"), limits=Limits(queued_actions=2)) as server:
        client = await server.hello()
        for number in range(101):
            await client.send("echo", number)
        loads = [(await client.load("echo"))["args"][0] for _ in range(101)]
    assert loads == list(range(101))
