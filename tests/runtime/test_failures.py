"""Handlers that fail: protocol.md 4.5, and F of the attacks."""

import json

import pytest

from databench.limits import Limits

from .serving import Client, served, socket

KINDS = [
    *("Exception", "SystemExit", "KeyboardInterrupt", "RecursionError", "MemoryError"),
    *("GeneratorExit", "StopIteration", "CancelledError", "BaseException"),
]
STYLES = ["plain", "native", "generated", "yields_native", "yields_list"]


async def survives(client: Client, action: str, kind: str) -> str:
    """Have a handler raise; return the text that the browser gets."""
    frames = await client.ask(action, {"kind": kind})
    assert [frame["signal"] for frame in frames] == ["error"], (action, kind)
    assert await client.ask("fine") == [{"signal": "fine"}]
    return str(frames[0]["load"])


@pytest.mark.parametrize("style", STYLES)
async def test_whatever_a_handler_raises_ends_only_the_handler(kind: str, style: str) -> None:
    async with served(socket(kind, "faults", "Faults")) as server:
        client, _ = await server.ready()
        neighbour, _ = await server.ready()
        for raised in KINDS:
            await survives(client, style, raised)
        assert await neighbour.ask("fine") == [{"signal": "fine"}]


async def test_the_error_has_an_id_that_the_log_repeats_and_tells_nothing(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(socket(kind, "faults", "Faults")) as server:
        client, _ = await server.ready()
        text = await survives(client, "plain", "Exception")
    assert "secret" not in text
    assert "Traceback" not in text
    assert "/" not in text
    error_id = text.partition("(error ")[2].rstrip(")")
    logged = [record.getMessage() for record in caplog.records]
    assert any(error_id in line and "secret-of-the-handler" in line for line in logged)


async def test_the_traceback_is_shown_while_developing(kind: str) -> None:
    async with served(socket(kind, "faults", "Faults"), develop=True) as server:
        client, _ = await server.ready()
        assert "secret-of-the-handler" in await survives(client, "plain", "Exception")


async def test_a_handler_can_catch_what_it_yields() -> None:
    async with served(socket("in_process", "faults", "Faults")) as server:
        client, _ = await server.ready()
        assert await client.ask("catches") == [{"signal": "caught", "load": "ValueError"}]


@pytest.mark.parametrize(("action", "where"), [("unencodable", "answer.object"), ("circular", "")])
async def test_values_without_json_form_fail_with_their_place_in_the_log(
    kind: str, action: str, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(socket(kind, "faults", "Faults")) as server:
        client, _ = await server.ready()
        frames = await client.ask(action)
        assert [frame["signal"] for frame in frames] == ["error"]
    assert where in caplog.text


@pytest.mark.parametrize("action", ["cancellable", "forever"])
async def test_handlers_are_cancelled_when_their_connection_closes(kind: str, action: str) -> None:
    limits = Limits(cancel_time=0.2)
    async with served(socket(kind, "faults", "Stubborn"), limits=limits) as server:
        witness = await server.hello()
        await witness.ask("fine")
        client, _ = await server.ready()
        await client.send(action)
        await client.until("started")
        client.close()
        changes = [await witness.load("class_data"), await witness.load("class_data")]
    assert changes == [{"cancelled": True}, {"disconnected": 1}]


async def test_a_failing_subscriber_does_not_silence_the_others() -> None:
    async with served(socket("in_process", "sharing", "Subscribers")) as server:
        client, _ = await server.ready()
        frames = await client.ask("write")
    assert {"signal": "class_data", "load": {"value": 1}} in frames
    assert "error" not in json.dumps(frames)
