"""Actions that come alone are begun at once; those of a crowd wait their turn."""

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import orjson
import pytest

import databench
from databench.application import Socket
from databench.coroutines import Finished
from databench.frames import ActionFrame, Hello
from databench.kernels.in_process import InProcess
from databench.limits import Limits
from databench.session import Session

from .serving import served

ended: list[str] = []


def logged(handler: Any) -> Any:
    """Decorate a handler, as users do: nothing tells that a coroutine comes out."""

    @functools.wraps(handler)
    def call(*args: Any) -> Any:
        return handler(*args)

    return call


class Steps(databench.Analysis):
    """Tells when what is done."""

    gate: ClassVar[asyncio.Event]

    @databench.on
    def plain(self, name: str) -> None:
        self.emit("step", name)

    @databench.on
    def broken(self) -> None:
        raise SystemExit(1)

    @databench.on
    async def slow(self) -> None:
        self.emit("step", "slow begins")
        await self.gate.wait()
        self.emit("step", "slow ends")

    @databench.on
    def endless(self, end: Callable[[], object]) -> Any:
        end()
        try:
            yield asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("endless")
            raise

    @databench.on
    def returning(self, end: Callable[[], object]) -> Awaitable[None]:
        end()
        return self.never()

    async def never(self) -> None:
        ended.append("never")

    @databench.on
    def disconnected(self) -> None:
        ended.append("disconnected")

    @databench.on
    @logged
    async def hasty(self) -> None:
        try:
            async with asyncio.timeout(0):
                await asyncio.Event().wait()
        except TimeoutError:
            self.emit("step", "too late")


class Overflowing(databench.Analysis):
    """Sends more than its reader can have read, and goes on."""

    @databench.on
    def overflow(self) -> Any:
        for _ in range(3):
            self.emit("step", "x" * 1000)
        try:
            yield asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    @databench.on
    def disconnected(self) -> None:
        ended.append("disconnected")


class Sent(list[dict[str, Any]]):
    """What a session has sent."""

    def __init__(self) -> None:
        super().__init__()
        self._more = asyncio.Event()

    def send(self, text: bytes, state_key: tuple[str, str] | None) -> Awaitable[object]:
        """Take a frame."""
        del state_key
        self.append(orjson.loads(text))
        self._more.set()
        return Finished()

    @property
    def steps(self) -> list[str]:
        """The loads of the signal `step`."""
        return [frame["load"] for frame in self if frame["signal"] == "step"]

    async def until(self, step: str) -> None:
        """Wait for a step."""
        async with asyncio.timeout(10):
            while step not in self.steps:
                self._more.clear()
                await self._more.wait()


@asynccontextmanager
async def session(sent: Sent) -> AsyncIterator[Session]:
    """Begin a session, and end it."""
    Steps.gate = asyncio.Event()
    spec = InProcess("steps", Steps)
    begun = Session(spec, "id", Hello(None, {}), sent.send, cli_args=[])
    begun.submit(ActionFrame("plain", ["ready"]), alone=True)
    assert sent.steps == [], "the handlers of the server come first"
    await sent.until("ready")
    yield begun
    await begun.close()


async def test_an_action_that_comes_alone_is_done_at_once() -> None:
    sent = Sent()
    async with session(sent) as visitor:
        visitor.submit(ActionFrame("plain", ["now"], process_id=1), alone=True)
        assert [frame["load"] for frame in sent[-3:]] == [
            {"id": 1, "status": "start"},
            "now",
            {"id": 1, "status": "end"},
        ]


async def test_one_of_a_crowd_is_queued() -> None:
    sent = Sent()
    async with session(sent) as visitor:
        visitor.submit(ActionFrame("plain", ["first"]))
        visitor.submit(ActionFrame("plain", ["second"]), alone=True)
        assert sent.steps == ["ready"]
        await sent.until("second")
        assert sent.steps == ["ready", "first", "second"]


async def test_an_action_waits_for_the_one_that_runs() -> None:
    sent = Sent()
    async with session(sent) as visitor:
        visitor.submit(ActionFrame("slow", {}), alone=True)
        visitor.submit(ActionFrame("plain", ["after"]), alone=True)
        await sent.until("slow begins")
        visitor.submit(ActionFrame("plain", ["last"]), alone=True)
        await asyncio.sleep(0)
        assert sent.steps == ["ready", "slow begins"]
        Steps.gate.set()
        await sent.until("last")
        assert sent.steps == ["ready", "slow begins", "slow ends", "after", "last"]


async def test_a_handler_that_turns_out_to_wait_runs_in_the_task_of_its_session() -> None:
    sent = Sent()
    async with session(sent) as visitor:
        visitor.submit(ActionFrame("hasty", {}), alone=True)
        await sent.until("too late")


async def test_what_is_raised_at_once_ends_only_the_handler() -> None:
    sent = Sent()
    async with session(sent) as visitor:
        visitor.submit(ActionFrame("broken", {}, process_id=1), alone=True)
        assert [frame["signal"] for frame in sent[-3:]] == ["__process", "error", "__process"]
        visitor.submit(ActionFrame("plain", ["goes on"]), alone=True)
        assert sent.steps == ["ready", "goes on"]


@pytest.mark.parametrize(
    ("action", "expected"),
    [("endless", ["endless", "disconnected"]), ("returning", ["disconnected"])],
)
async def test_what_ends_its_session_when_it_begins_is_cancelled(
    action: str, expected: list[str]
) -> None:
    ended.clear()
    sent = Sent()
    closing: list[asyncio.Future[None]] = []
    async with session(sent) as visitor:

        def end() -> None:
            closing.append(asyncio.ensure_future(visitor.close()))

        message: Any = [end]
        assert visitor.submit(ActionFrame(action, message), alone=True) is None
        assert visitor.submit(ActionFrame("plain", ["too late"]), alone=True) is None
        await closing[0]
    assert ended[: len(expected)] == expected
    assert sent.steps == ["ready"]


@pytest.mark.parametrize("alone", [True, False])
async def test_a_handler_that_overflows_does_not_go_on(alone: bool) -> None:
    ended.clear()
    limits = Limits(unsent_size=10)
    route = Socket("/steps/ws", InProcess("steps", Overflowing))
    async with served(route, limits=limits) as server:
        client = await server.hello("/steps/ws")
        if alone:
            await client.until("__connect")
        await client.send("overflow")
        assert await client.closed() == 1013
        await server.settle()
    assert ended == ["cancelled", "disconnected"]


async def test_frames_of_one_packet_leave_others_their_turn() -> None:
    turns: list[int] = []
    turn = 0

    class Counting(databench.Analysis):
        @databench.on
        def count(self) -> None:
            turns.append(turn)

    async def tick() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    async with served(Socket("/count/ws", InProcess("count", Counting))) as server:
        client = await server.hello("/count/ws")
        ticking = asyncio.ensure_future(tick())
        stream: Any = client.connection.protocol.stream  # type: ignore[union-attr]
        frame = b'{"signal":"count"}'
        masked = bytes((0x81, 0x80 | len(frame), 0, 0, 0, 0)) + frame
        await stream.write(masked * 200)
        await client.send("no such action")
        await client.until("warn")
        ticking.cancel()
    assert len(turns) == 200
    assert len(set(turns)) > 3
