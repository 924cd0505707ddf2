"""What can be a handler: protocol.md 6.1."""

import importlib
from typing import Any

import pytest

import databench

from .serving import served, socket


@pytest.mark.parametrize(
    ("action", "load"),
    [
        ("inherited", None),
        ("overridden", "derived"),
        ("prefixed", None),
        ("on_decorated", None),
        ("with dash-and space", None),
        ("native", None),
        ("generated", [1, [2, None, 3], None]),
        ("coroutine", "tornado"),
        ("returns_future", None),
        ("in_thread", "from a thread"),
    ],
)
async def test_kinds_of_handlers(action: str, load: object) -> None:
    async with served(socket("in_process")) as server:
        client = await server.hello()
        await client.until("steps")
        frames = await client.ask(action)
    signal = {"with dash-and space": "named", "on_decorated": "decorated"}.get(action, action)
    wanted = {"signal": signal} if load is None else {"signal": signal, "load": load}
    assert frames == [wanted]


async def test_kinds_of_handlers_in_a_process_of_their_own() -> None:
    async with served(socket("own_process")) as server:
        client = await server.hello()
        for action in ("inherited", "native", "generated", "coroutine", "returns_future"):
            assert (await client.ask(action))[-1]["signal"] == action
        assert (await client.ask("in_thread"))[-1]["load"] == "from a thread"


async def test_decorated_methods_with_the_prefix_keep_their_whole_name() -> None:
    async with served(socket("in_process")) as server:
        client = await server.hello()
        for action in ("decorated", "on_prefixed"):
            await client.send(action)
            assert action in await client.load("warn")


async def test_handlers_called_directly_run_to_their_first_wait(kind: str) -> None:
    async with served(socket(kind)) as server:
        client = await server.hello()
        await client.until("steps")
        steps = [frame["load"] for frame in await client.ask("direct")]
    assert steps[:4] == ["unyielded starts", "after the call", "yielded starts", "unyielded ends"]
    assert steps[4:] == ["yielded ends", "after the yield"]


async def test_handlers_can_be_given_to_a_periodic_callback(kind: str) -> None:
    async with served(socket(kind)) as server:
        client = await server.hello()
        await client.send("periodic")
        assert await client.load("periodic") == 3


def test_decorated_handlers_keep_name_and_documentation() -> None:
    probe: Any = importlib.import_module("probe").Probe
    assert probe.anything.__name__ == "anything"
    assert probe.anything.__doc__ == "Say what it does."
    assert probe.generated.__name__ == "generated"


def test_any_callable_with_an_action_is_a_handler() -> None:
    class Special:
        action = "special"

        def __call__(self) -> None:
            """Do nothing."""

    cls = type("Cls", (databench.Analysis,), {"attribute": Special()})
    assert "special" in cls.actions_  # type: ignore[attr-defined]


def test_an_override_without_a_mark_is_no_handler() -> None:
    class Base(databench.Analysis):
        @databench.on
        def run(self) -> None:
            """Do nothing."""

    class Derived(Base):
        def run(self) -> None:
            """Do nothing."""

    assert "run" in Base.actions_
    assert "run" not in Derived.actions_


def test_several_handlers_of_one_action_run_in_their_order() -> None:
    class Several(databench.Analysis):
        @databench.on_action("run")
        def first(self) -> None:
            """Do nothing."""

        @databench.on_action("run")
        def second(self) -> None:
            """Do nothing."""

    assert [handler.attribute for handler in Several.actions_["run"]] == ["first", "second"]


async def test_tornado_ioloop_is_there_after_importing_only_gen(kind: str) -> None:
    async with served(socket(kind, "meta_guarded", "Old")) as server:
        client = await server.hello()
        await client.send("delayed")
        assert await client.load("delayed") == "now"
