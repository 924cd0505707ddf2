"""Ids, the data kept under them, and the end of a session: protocol.md 4.1, 4.6 and 10."""

import pytest

from databench import storage
from databench.application import Socket
from databench.identity import Issuer
from databench.limits import Limits

from .serving import Served, kernel, served, socket


async def leave(server: Served) -> str:
    """Be a client that stores a value and leaves; return its id once its session has ended."""
    client, id_ = await server.ready()
    await client.ask("state", {"kept": id_})
    client.close()
    await server.settle()
    return id_


async def data_of(server: Served, id_: object) -> tuple[str, object]:
    client, new_id = await server.ready(__connect=id_)
    return new_id, (await client.ask("show"))[0]["load"][0]


async def test_who_comes_back_with_an_id_finds_its_data(kind: str) -> None:
    async with served(socket(kind)) as server:
        id_ = await leave(server)
        assert await data_of(server, id_) == (id_, {"kept": id_})


async def test_disconnected_runs_once(kind: str) -> None:
    async with served(socket(kind)) as server:
        await leave(server)
        await leave(server)
        client, _ = await server.ready()
        assert (await client.ask("show"))[0]["load"][1] == {"disconnected": 2}


async def test_data_expires() -> None:
    now = [0.0]
    storage.install(storage.MemoryStorage(lambda: now[0]))
    async with served(socket("in_process"), limits=Limits(data_lifetime=60)) as server:
        id_ = await leave(server)
        now[0] = 59
        assert (await data_of(server, id_))[0] == id_
    async with served(socket("in_process"), limits=Limits(data_lifetime=60)) as server:
        id_ = await leave(server)
        now[0] += 61
        new_id, data = await data_of(server, id_)
    assert new_id != id_
    assert data == {}


FOREIGN = [
    *("", "a", "../x", "x" * 100_000, 1, True, {}, [], {"id": "x"}, "Probe", "probe/Probe"),
    "A" * 22 + "." + "0" * 32,
]


@pytest.mark.parametrize("id_", FOREIGN, ids=lambda value: repr(value)[:20])
async def test_ids_that_were_not_issued_get_a_new_session(id_: object) -> None:
    async with served(socket("in_process")) as server:
        other, _ = await server.ready()
        await other.ask("class_state", {"shared": 1})
        await other.ask("state", {"secret": 1})
        new_id, data = await data_of(server, id_)
    assert new_id != id_
    assert data == {}


async def test_parts_of_an_id_open_nothing() -> None:
    async with served(socket("in_process")) as server:
        client, id_ = await server.ready()
        await client.ask("state", {"secret": 1})
        for part in (id_[:-1], id_[:22], id_ + "0", id_.upper(), id_ + "\n", " " + id_):
            new_id, data = await data_of(server, part)
            assert new_id != id_
            assert data == {}


async def test_an_id_of_one_analysis_opens_no_other() -> None:
    other = kernel("in_process", "probe", "Probe", name="other")
    async with served(socket("in_process"), Socket("/other/ws", other)) as server:
        client, id_ = await server.ready("/probe/ws")
        await client.ask("state", {"secret": 1})
        stranger, new_id = await server.ready("/other/ws", __connect=id_)
        assert new_id != id_
        assert (await stranger.ask("show"))[0]["load"] == [{}, {}]


def test_ids_are_recognised_by_their_issuer_only() -> None:
    issuer, other = Issuer(), Issuer()
    id_ = issuer.issue("probe")
    assert issuer.issued("probe", id_)
    assert not issuer.issued("prob", id_)
    assert not other.issued("probe", id_)


def test_ids_differ() -> None:
    issuer = Issuer()
    assert len({issuer.issue("probe") for _ in range(1000)}) == 1000


async def test_a_class_can_bring_its_own_stores() -> None:
    async with served(socket("in_process", "stores", "OwnStores")) as server:
        first, _ = await server.ready()
        await first.ask("write", {"a": 1})
        second = await server.hello()
        assert await second.load("data") == {"a": 1}


def subscribers(*names: str) -> list[object]:
    """Return who hears of changes in domains."""
    return [one for name in names for one in storage.current().open(name).subscribers]


async def test_a_state_that_cannot_be_read_is_reported_and_the_session_goes_on(
    own_storage: storage.MemoryStorage, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(socket("in_process", "stores", "OneStore")) as server:
        client, id_ = await server.ready()
        error = await client.load("error")
        assert await client.ask("write", {"a": 1}) == [{"signal": "data", "load": {"a": 1}}]
        client.close()
        await server.settle()
        assert list(own_storage.lifetimes()) == [f"probe/{id_}"]
    assert "the state of 'probe' could not be told (error " in error
    (line,) = [record.getMessage() for record in caplog.records]
    assert error.partition("(error ")[2].rstrip(")") in line
    assert "class_data" in line
    assert subscribers("everybody") == []


async def test_stores_that_fail_keep_no_others_open(
    own_storage: storage.MemoryStorage, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(socket("in_process", "stores", "UnusualStores")) as server:
        client, id_ = await server.ready()
        assert "could not be told" in await client.load("error")
        client.close()
        await server.settle()
        assert subscribers("nobody") == []
        assert list(own_storage.lifetimes()) == [f"probe/{id_}"]
    told, closed = [record.getMessage() for record in caplog.records]
    assert "value: object" in told
    assert "cannot be closed" in closed


async def test_stores_of_an_instance_that_is_not_finished_are_closed() -> None:
    async with served(socket("in_process", "stores", "HalfMade")) as server:
        client, _ = await server.ready()
        assert "could not start" in await client.load("error")
        assert await client.closed() == 1011
        await server.settle()
    assert subscribers("everybody") == []


async def test_a_session_that_fails_is_reported_and_closed(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("in the machinery")

    monkeypatch.setattr("databench.kernels.in_process.Instance.begin", fail)
    async with served(socket("in_process")) as server:
        client, _ = await server.ready()
        assert "the session has failed (error " in await client.load("error")
        assert await client.closed() == 1011
        await server.settle()
    started, ended = [record.getMessage().partition(" (error ")[0] for record in caplog.records]
    assert started == "probe: the session has failed"
    assert ended == "probe: the end of 'probe' has failed"
