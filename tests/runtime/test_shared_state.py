"""`class_data`, shared by all visitors of an analysis wherever their instances run."""

import asyncio

from databench import storage
from databench.limits import Limits

from .serving import Client, Frame, served, socket
from .test_slow_readers import MEGABYTE, emits, never_reads


async def test_class_data_reaches_every_session(kind: str) -> None:
    async with served(socket(kind)) as server:
        first, second = await server.hello(), await server.hello()
        await first.ask("show")
        await second.ask("show")
        await first.send("class_state", {"a": [1], "b": None})
        for client in (first, second):
            assert await client.load("class_data") == {"a": [1]}
            assert await client.load("class_data") == {"b": None}
        assert (await second.ask("show"))[0]["load"] == [{}, {"a": [1], "b": None}]


async def test_data_stays_with_its_instance(kind: str) -> None:
    async with served(socket(kind)) as server:
        first, second = await server.hello(), await server.hello()
        assert await first.ask("state", {"a": 1}) == [{"signal": "data", "load": {"a": 1}}]
        assert (await second.ask("show"))[0]["load"] == [{}, {}]


async def test_who_writes_reads_the_own_value_at_once(kind: str) -> None:
    async with served(socket(kind)) as server:
        client, _ = await server.ready()
        await client.ask("increment", {"key": "count", "times": 20})
        assert (await client.ask("show"))[0]["load"][1] == {"count": 20}


async def last_count(client: Client) -> object:
    shown: list[Frame] = await client.ask("show")
    return shown[-1]["load"][1]["count"]


async def test_concurrent_writers_end_on_the_same_value(kind: str) -> None:
    async with served(socket(kind)) as server:
        clients = [await server.hello() for _ in range(3)]
        work = {"key": "count", "times": 100}
        await asyncio.gather(*(client.ask("increment", work) for client in clients))
        # One more write passes through the server after all others, and back to every copy.
        await clients[0].send("class_state", {"last": True})
        for client in clients:
            while "last" not in await client.load("class_data"):
                pass
        counts = [await last_count(client) for client in clients]
    assert len(set(map(str, counts))) == 1


async def test_unchanged_values_are_told_to_nobody(kind: str) -> None:
    async with served(socket(kind)) as server:
        client, _ = await server.ready()
        assert len(await client.ask("class_state", {"a": 1})) == 1
        assert await client.ask("class_state", {"a": 1}) == []
        assert len(await client.ask("class_state", {"a": 1.0})) == 1
        assert len(await client.ask("state", {"a": None})) == 1


async def test_stores_of_ended_sessions_hear_nothing(kind: str) -> None:
    async with served(socket(kind)) as server:
        client, _ = await server.ready()
        await client.ask("show")
        domain = storage.current().open("probe/Probe")
        assert len(domain.subscribers) + len(domain.replicas) == 1
        client.close()
        await server.settle()
        assert (domain.subscribers, domain.replicas) == ([], [])


async def test_nobody_waits_for_a_visitor_who_does_not_read(kind: str) -> None:
    async with served(socket(kind, "queueing", "Flooding")) as server:
        first, second = [(await server.ready())[0] for _ in range(2)]
        _, writer = await never_reads(server, b'{"signal": "flood", "load": [12, 1000000]}')
        while not any(one._outbox._leaving for one in server.app.sockets):
            await emits(second)
        await first.send("share", [3, 10])
        await first.until("shared")
        assert (await second.load("class_data"))["value"][0] == 0
        writer.close()


async def test_who_shares_waits_for_the_own_page(kind: str) -> None:
    limits = Limits(unsent_size=MEGABYTE)
    async with served(socket(kind, "queueing", "Flooding"), limits=limits) as server:
        client, _ = await server.ready()
        await client.send("share", [30, 500_000])
        frames = await client.until("shared")
    assert [frame["load"]["value"][0] for frame in frames[:-1]] == list(range(30))


async def test_subscribers_that_are_coroutines_run_for_every_visitor() -> None:
    async with served(socket("in_process", "sharing", "Asynchronous")) as server:
        clients = [await server.hello() for _ in range(2)]
        for client in clients:
            await client.until("ready")
        await clients[0].send("write")
        for client in clients:
            assert await client.load("heard") == {"value": 1}
