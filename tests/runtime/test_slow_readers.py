"""Browsers that read slowly or not at all: W11 of the attacks, and the outbox itself."""

import asyncio
import struct
from collections.abc import Sequence

from databench.limits import Limits
from databench.outbox import Outbox

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
        end = b""
        while not end.endswith(b"frames are read too slowly"):
            end = end[-1000:] + await reader.read(MEGABYTE)
        assert struct.pack("!H", 1013) in end
        writer.close()
        await emits(neighbour)


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


async def test_overflow_is_told_once_and_nobody_waits_for_ever() -> None:
    network, overflows = Network(), []
    outbox = Outbox(network.write, lambda: overflows.append(1), Limits(unsent_size=5))
    futures = [outbox.send(b"xxx") for _ in range(10)]
    await asyncio.gather(*futures[1:])
    assert overflows == [1]


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
