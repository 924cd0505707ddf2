"""Browsers that read slowly or not at all: W11 of the attacks, and the outbox itself."""

import asyncio
import struct
from collections.abc import Sequence

import pytest

from databench.limits import LIMITS, Limits
from databench.outbox import Frame, Outbox

from .serving import Client, Served, served, socket
from .test_hostile_frames import masked, upgraded

MEGABYTE = 1024 * 1024


async def never_reads(
    server: Served, action: bytes
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Ask for an action and read nothing of what it emits."""
    reader, writer = await upgraded(server)
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    writer.write(masked(1, b'{"__connect": null}') + masked(1, action))
    return reader, writer


async def end_of(reader: asyncio.StreamReader) -> bytes:
    """Read up to the goodbye to those who read too slowly; return the last bytes."""
    end = b""
    while not end.endswith(b"frames are read too slowly"):
        end = end[-1000:] + await reader.read(MEGABYTE)
    return end


async def emits(client: Client) -> None:
    await client.send("echo", 1)
    assert await client.load("echo") == 1


async def test_too_much_unsent_closes_the_socket_while_others_go_on() -> None:
    limits = Limits(unsent_size=4 * MEGABYTE)
    async with served(socket("in_process", "queueing", "Flooding"), limits=limits) as server:
        neighbour, _ = await server.ready()
        flood = b'{"signal": "flood", "load": [40, 1000000]}'
        reader, writer = await never_reads(server, flood)
        await emits(neighbour)
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        assert struct.pack("!H", 1013) in await end_of(reader)
        writer.close()
        await emits(neighbour)


@pytest.mark.parametrize(
    ("limit", "frames", "size"),
    [(4, 1, 5 * MEGABYTE), (4, 5, MEGABYTE), (1, 1, 5 * MEGABYTE)],
)
async def test_what_one_handler_sends_arrives_however_large_it_is(
    kind: str, limit: int, frames: int, size: int
) -> None:
    limits = Limits(unsent_size=limit * MEGABYTE)
    async with served(socket(kind, "queueing", "Flooding"), limits=limits) as server:
        client, _ = await server.ready()
        work = {"frames": frames, "size": size, "__process_id": 1}
        for _ in range(2):
            await client.send("flood", work)
            loads = [await client.load("flood") for _ in range(frames)]
            assert {len(load) for load in loads} == {size}
            assert await client.load("__process") == {"id": 1, "status": "end"}


async def test_newcomers_get_much_state_and_what_follows_it(kind: str) -> None:
    async with served(socket(kind, "queueing", "Welcoming")) as server:
        first, _ = await server.ready()
        await first.send("grow", [6, MEGABYTE])
        await first.until("done")
        newcomer = await server.hello()
        assert len(await newcomer.load("class_data")) == 6
        assert await newcomer.load("welcome") == "later"
        await newcomer.send("flood", [1, 10])
        assert await newcomer.load("flood") == "x" * 10


async def test_the_log_says_how_handlers_are_made_to_wait(
    caplog: pytest.LogCaptureFixture,
) -> None:
    limits = Limits(unsent_size=MEGABYTE)
    async with served(socket("in_process", "queueing", "Flooding"), limits=limits) as server:
        witness, _ = await server.ready()
        reader, writer = await never_reads(server, b'{"signal": "forever", "load": 1000000}')
        assert await witness.load("class_data") == {"disconnected": 1}
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        assert struct.pack("!H", 1013) in await end_of(reader)
        writer.close()
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("probe: a browser reads too slowly for what it is sent")
    assert "`await self.emit(...)`" in line
    assert "unsent_size" in line
    assert hasattr(LIMITS, "unsent_size")


async def test_an_endless_flood_ends_with_its_connection() -> None:
    limits = Limits(unsent_size=MEGABYTE, queued_actions=1)
    async with served(socket("in_process", "queueing", "Flooding"), limits=limits) as server:
        witness, _ = await server.ready()
        _, writer = await never_reads(server, b'{"signal": "forever", "load": 100000}')
        for _ in range(10):
            writer.write(masked(1, b'{"signal": "echo", "load": 1}'))
        assert await witness.load("class_data") == {"disconnected": 1}
        writer.close()
        await server.settle(1)
        await emits(witness)


async def test_handlers_that_wait_are_as_fast_as_their_reader() -> None:
    limits = Limits(unsent_size=MEGABYTE)
    async with served(socket("in_process", "queueing", "Flooding"), limits=limits) as server:
        client, _ = await server.ready()
        await client.send("patient", [60, 500_000])
        numbers = [(await client.load("patient"))[0] for _ in range(60)]
        assert numbers == list(range(60))
        await client.until("done")


async def test_a_process_is_held_back_by_its_reader() -> None:
    limits = Limits(unsent_size=2 * MEGABYTE)
    async with served(socket("own_process", "queueing", "Flooding"), limits=limits) as server:
        client, _ = await server.ready()
        await client.send("flood", [40, 500_000])
        loads = [await client.load("flood") for _ in range(40)]
        assert {len(load) for load in loads} == {500_000}
        await emits(client)


async def test_the_newest_state_always_arrives() -> None:
    limits = Limits(unsent_size=2 * MEGABYTE)
    async with served(socket("in_process", "queueing", "Flooding"), limits=limits) as server:
        client, _ = await server.ready()
        await client.send("states", [2000, 10_000])
        frames = await client.until("done")
    numbers = [frame["load"]["value"][0] for frame in frames if frame["signal"] == "data"]
    assert numbers == sorted(numbers)
    assert numbers[-1] == 1999
    assert len(numbers) < 2000


class Network:
    """Takes frames one by one, when the test lets it."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.room = asyncio.Semaphore(0)

    def write(self, texts: Sequence[bytes]) -> asyncio.Task[None]:
        return asyncio.create_task(self._take(texts))

    async def _take(self, texts: Sequence[bytes]) -> None:
        for text in texts:
            await self.room.acquire()
            self.taken.append(text)


async def test_superseded_frames_count_as_sent_and_keep_the_order() -> None:
    network = Network()
    outbox = Outbox(network.write, lambda: None, Limits(coalesce_size=0))
    frames = [(b"a", None), (b"1", ("data", "x")), (b"b", None), (b"2", ("data", "x"))]
    futures = [outbox.send(text, key) for text, key in frames]
    network.room = asyncio.Semaphore(10)
    await asyncio.gather(*futures)
    assert network.taken == [b"a", b"b", b"2"]


async def test_small_backlogs_keep_every_frame() -> None:
    network = Network()
    outbox = Outbox(network.write, lambda: None, Limits(coalesce_size=100))
    for number in range(3):
        outbox.send(b"%d" % number, ("data", "x"))
    network.room = asyncio.Semaphore(10)
    await outbox.drain()
    assert network.taken == [b"0", b"1", b"2"]


class Filled:
    """An outbox with a limit of 10 whose network takes one frame for each that is let through."""

    def __init__(self) -> None:
        self.network = Network()
        self.frames: list[Frame] = []
        self.overflows = 0
        self.outbox = Outbox(self.network.write, self._overflowed, Limits(unsent_size=10))

    def _overflowed(self) -> None:
        self.overflows += 1

    async def burst(self, *sizes: int) -> None:
        """Send frames in one turn, and let it end."""
        self.frames += [self.outbox.send(b"x" * size) for size in sizes]
        await asyncio.sleep(0)

    async def reads(self, frames: int) -> None:
        """Let frames leave."""
        for _ in range(frames):
            self.network.room.release()
        await asyncio.gather(*self.frames[:frames])
        del self.frames[:frames]


@pytest.mark.parametrize("sizes", [[40], [10] * 4, [1] * 40, [1000], [1, 1000, 1], [1000, 40]])
async def test_a_burst_is_in_transmission(sizes: list[int]) -> None:
    filled = Filled()
    await filled.burst(*sizes)
    assert filled.overflows == 0
    await filled.reads(len(sizes))
    assert [len(text) for text in filled.network.taken] == sizes


@pytest.mark.parametrize("sizes", [[10] * 4 + [1], [30, 30], [1000, 40, 1], [1000, 1000]])
async def test_a_burst_has_an_end(sizes: list[int]) -> None:
    filled = Filled()
    await filled.burst(*sizes)
    assert filled.overflows == 1


async def test_what_is_added_to_a_burst_later_counts() -> None:
    filled = Filled()
    await filled.burst(40)
    await filled.burst(5)
    await filled.burst(5)
    assert filled.overflows == 0
    await filled.burst(1)
    assert filled.overflows == 1


async def test_what_has_left_does_not_count_any_more() -> None:
    filled = Filled()
    await filled.burst(20, 20)
    await filled.burst(10)
    await filled.reads(3)
    for _ in range(3):
        await filled.burst(40)
        await filled.burst(4, 6)
        await filled.reads(3)
    assert filled.overflows == 0


async def test_the_limit_holds_for_whoever_reads_but_falls_behind() -> None:
    filled = Filled()
    big = 64 * 1024
    await filled.burst(big)
    await filled.burst(8)
    await filled.reads(1)
    await filled.burst(2)
    assert filled.overflows == 0
    await filled.burst(9)
    assert filled.overflows == 1


async def test_overflow_is_told_once_and_nobody_waits_for_ever() -> None:
    network, overflows = Network(), []
    outbox = Outbox(network.write, lambda: overflows.append(1), Limits(unsent_size=5))
    futures = [outbox.send(b"xxx") for _ in range(10)]
    await asyncio.gather(*futures[1:])
    assert overflows == [1]


async def test_whoever_gives_up_waiting_can_wait_again() -> None:
    network = Network()
    frame = Outbox(network.write, lambda: None).send(b"x")
    for _ in range(2):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(frame, 0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await frame
    network.room.release()
    await frame


async def test_whoever_gives_up_waiting_does_so_alone() -> None:
    network = Network()
    frame = Outbox(network.write, lambda: None).send(b"x")
    one, other = [asyncio.ensure_future(waits_for(frame)) for _ in range(2)]
    await asyncio.sleep(0)
    one.cancel()
    await asyncio.wait([one])
    network.room.release()
    await other


async def waits_for(frame: Frame) -> None:
    await frame


async def test_what_is_sent_in_one_go_leaves_together() -> None:
    written: list[list[bytes]] = []
    outbox = Outbox(lambda texts: written.append(list(texts)), lambda: None)
    for text in (b"a", b"b", b"c"):
        outbox.send(text)
    assert written == []
    await asyncio.sleep(0)
    assert written == [[b"a", b"b", b"c"]]


async def test_what_is_waited_for_leaves_at_once_with_all_before_it() -> None:
    written: list[list[bytes]] = []
    outbox = Outbox(lambda texts: written.append(list(texts)), lambda: None)
    outbox.send(b"a")
    waiting = outbox.send(b"b").__await__()
    next(waiting, None)
    assert written == [[b"a", b"b"]]


async def test_handlers_that_wait_for_every_frame_give_others_their_turn() -> None:
    outbox = Outbox(lambda _: None, lambda: None)
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(others())
    for _ in range(100):
        await outbox.send(b"x")
    task.cancel()
    assert turns >= 40
