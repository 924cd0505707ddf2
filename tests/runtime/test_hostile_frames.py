"""Frames that make no sense or ask for too much: W4 to W11 of the attacks."""

import asyncio
import os
import struct

import pytest

from databench.limits import Limits

from .serving import HELLO, Client, Served, instances_of, served, socket

NONSENSE: list[str | bytes] = [
    *("", "nonsense", "{", "5", "null", "true", "[]", '"x"', "NaN", "\ufeff{}", "\0"),
    *('{"signal": ["a"]}', '{"signal": {}}', '{"signal": 1}', '{"signal": null}', "{}"),
    *('{"load": 1}', '{"signal": "echo", "load": NaN}', '{"signal": "echo", "load": 1e999}'),
    *('{"signal": "echo", "load": "\\ud800"}', '{"signal": "echo", "load": ' + "9" * 5000 + "}"),
    *("[" * 100_000, '{"a":' * 100_000, "[" * 500 + "]" * 500, '{"signal": "' + "x" * 201 + '"}'),
    *(b"\xff\xfe", b'"\xc0\xae"', b"\x00", b'{"signal": "\xff"}'),
    '{"signal": "echo", "load": ' + "[" * 70 + "]" * 70 + "}",
]


async def still_works(client: Client) -> None:
    await client.send("echo", "still here")
    assert await client.load("echo") == {"args": ["still here"], "kwargs": {}}


@pytest.mark.parametrize("frame", NONSENSE, ids=lambda value: repr(value)[:25])
async def test_nonsense_draws_a_warning_and_the_connection_goes_on(frame: str | bytes) -> None:
    async with served(socket("in_process")) as server:
        client = await server.hello()
        await client.until("steps")
        await client.send_frame(frame)
        warning = await client.next()
        assert warning["signal"] == "warn"
        assert warning["load"].startswith("expected")
        assert "Traceback" not in warning["load"]
        await still_works(client)


@pytest.mark.parametrize("frame", [b"", b"[1]"])
async def test_much_nonsense_is_not_answered_and_keeps_nobody_waiting(frame: bytes) -> None:
    turns = 0

    async def tick() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with served(socket("in_process"), limits=Limits(log_burst=20, log_rate=0)) as server:
        reader, writer = await upgraded(server)
        writer.write(masked(1, b'{"__connect": null}'))
        await reader.readuntil(b'"steps"')
        ticking = asyncio.ensure_future(tick())
        writer.write(masked(1, frame) * 5000 + masked(1, b'{"signal": "echo", "load": 1}'))
        answers = await reader.readuntil(b'"echo"')
        ticking.cancel()
        writer.close()
    assert answers.count(b'"warn"') == 20
    assert turns > 20


@pytest.mark.parametrize("frame", NONSENSE, ids=lambda value: repr(value)[:25])
async def test_nonsense_before_the_hello_is_passed_over(frame: str | bytes) -> None:
    async with served(socket("in_process")) as server:
        client = await server.connect()
        await client.send_frame(frame)
        await client.send_frame(HELLO)
        assert (await client.next())["signal"] == "__connect"


async def test_random_bytes_raise_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async with served(socket("in_process")) as server:
        client = await server.hello()
        await client.until("steps")
        for _ in range(300):
            await client.send_frame(os.urandom(30))
        await still_works(client)
    assert caplog.records == []


async def test_messages_up_to_the_limit_are_read_and_larger_ones_close_the_socket() -> None:
    limits = Limits(message_size=10_000)
    async with served(socket("in_process"), limits=limits) as server:
        client, neighbour = await server.hello(), await server.hello()
        frame = '{"signal": "echo", "load": "%s"}'
        fitting = "x" * (10_000 - len(frame) + 2)
        await client.send_frame(frame % fitting)
        assert (await client.load("echo"))["args"] == [fitting]
        await client.send_frame(frame % f"{fitting}x")
        assert await client.closed() == 1009
        await still_works(neighbour)


async def upgraded(server: Served) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a WebSocket by hand."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    fields = {
        "Host": server.netloc,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    lines = ["GET /probe/ws HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    assert b" 101 " in (await reader.readuntil(b"\r\n\r\n")).splitlines()[0]
    return reader, writer


def masked(opcode: int, payload: bytes, *, final: bool = True) -> bytes:
    """Return a frame with a mask that changes nothing."""
    head = bytes([(0x80 if final else 0) | opcode])
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else bytes([0xFE]) + struct.pack("!H", size)
    return head + length + b"\0\0\0\0" + payload


async def test_a_declared_length_beyond_the_limit_is_refused_before_it_arrives() -> None:
    async with served(socket("in_process")) as server:
        reader, writer = await upgraded(server)
        writer.write(bytes([0x81, 0xFF]) + struct.pack("!Q", 2**30))
        assert struct.pack("!H", 1009) in await reader.read()
        writer.close()


async def test_fragments_are_put_together_and_limited() -> None:
    async with served(socket("in_process"), limits=Limits(message_size=1000)) as server:
        reader, writer = await upgraded(server)
        writer.write(masked(1, b'{"__conn', final=False) + masked(0, b'ect": null}'))
        assert b"__connect" in await reader.readuntil(b"}}")
        for _ in range(101):
            writer.write(masked(0 if _ else 1, b"x" * 10, final=False))
        assert struct.pack("!H", 1009) in await reader.read()
        writer.close()


@pytest.mark.parametrize("first", [b"", b"{"])
async def test_a_text_between_fragments_ends_the_connection(first: bytes) -> None:
    async with served(socket("in_process")) as server:
        reader, writer = await upgraded(server)
        writer.write(masked(1, first, final=False) + masked(1, b'{"__connect": null}'))
        assert b"__connect" not in await reader.read()
        writer.close()


@pytest.mark.parametrize("size", [100, 125, 126])
async def test_texts_arrive_in_any_pieces(size: int) -> None:
    async with served(socket("in_process")) as server:
        reader, writer = await upgraded(server)
        writer.write(masked(1, b'{"__connect": null}'))
        text = b'{"signal": "echo", "load": "%s"}'
        text %= b"x" * (size + 2 - len(text))
        frame = masked(1, text)
        for piece in range(len(frame) + 1):
            # With the answer to the ping, the server has read what was written with it.
            writer.write(masked(9, b"ping") + frame[:piece])
            await reader.readuntil(b"\x8a\x04ping")
            writer.write(frame[piece:])
            await reader.readuntil(text[-10:-1])
        writer.close()


async def test_invalid_utf_8_in_a_text_frame_ends_only_that_connection() -> None:
    async with served(socket("in_process")) as server:
        neighbour = await server.hello()
        reader, writer = await upgraded(server)
        writer.write(masked(1, b"\xff\xfe"))
        await reader.read()
        writer.close()
        await still_works(neighbour)


async def test_compression_is_not_offered() -> None:
    async with served(socket("in_process")) as server:
        extension = "permessage-deflate; client_max_window_bits"
        client = await server.connect(**{"Sec-WebSocket-Extensions": extension})
        assert "Sec-WebSocket-Extensions" not in (client.connection.headers or {})


async def test_an_endless_queue_is_not_read() -> None:
    limits = Limits(queued_actions=4)
    async with served(socket("in_process", "queueing", "Flooding"), limits=limits) as server:
        neighbour, _ = await server.ready()
        client, _ = await server.ready()
        await client.send("hold")
        await client.until("holding")
        echo = '{"signal": "echo", "load": "%s"}' % ("x" * 100_000)
        unsent = [client.connection.write_message(echo) for _ in range(100)]
        while not (paused := [one for one in server.app.sockets if one._paused]):
            await neighbour.send("echo", 1)
            assert await neighbour.load("echo") == 1
        assert paused[0]._session is not None
        assert paused[0]._session._queue.qsize() == 4
        client.connection.protocol.stream.close()  # type: ignore[union-attr]
        await asyncio.gather(*unsent, return_exceptions=True)


async def test_leaving_with_a_full_queue_ends_the_session() -> None:
    limits = Limits(queued_actions=2, hello_time=0.05, ping_interval=0.05, ping_timeout=0.5)
    async with served(socket("in_process", "queueing", "Flooding"), limits=limits) as server:
        witness, _ = await server.ready()
        client, _ = await server.ready()
        await client.send("hold")
        await client.until("holding")
        for number in range(20):
            await client.send("echo", number)
        client.connection.protocol.stream.close()  # type: ignore[union-attr]
        changes = [await witness.load("class_data"), await witness.load("class_data")]
        assert changes == [{"cancelled": True}, {"disconnected": 1}]
        await server.settle(1)


async def test_who_never_says_hello_is_sent_away() -> None:
    async with served(socket("in_process"), limits=Limits(hello_time=0.05)) as server:
        client = await server.connect()
        assert await client.closed() == 1008


async def test_a_hello_after_the_goodbye_starts_no_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = instances_of(monkeypatch)
    async with served(socket("in_process"), limits=Limits(hello_time=0.05)) as server:
        reader, writer = await upgraded(server)
        assert struct.pack("!H", 1008) in await reader.readuntil(b"nothing was said")
        writer.write(masked(1, b'{"__connect": null}') + masked(8, b""))
        await reader.read()
        writer.close()
        await server.settle()
    assert made == []


async def test_a_hello_that_was_not_read_in_time_starts_no_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limits = Limits(queued_actions=1)
    async with served(socket("in_process", "queueing", "Flooding"), limits=limits) as server:
        witness, _ = await server.ready()
        made = instances_of(monkeypatch, "queueing", "Flooding")
        _, writer = await upgraded(server)
        writer.write(masked(1, b'{"__connect": null}') + masked(1, b'{"signal": "hold"}'))
        writer.write(masked(1, b'{"signal": "echo", "load": 1}') * 10)
        writer.write(masked(1, b'{"__connect": null}') * 3)
        while not any(one._paused for one in server.app.sockets):
            await witness.send("echo", 1)
            await witness.load("echo")
        writer.transport.abort()
        assert await witness.load("class_data") == {"cancelled": True}
        assert await witness.load("class_data") == {"disconnected": 1}
        await server.settle(1)
    assert len(made) == 1


async def test_silent_peers_are_closed_and_their_sessions_end() -> None:
    limits = Limits(hello_time=0.05, ping_interval=0.05, ping_timeout=0.05)
    async with served(socket("in_process", "queueing", "Flooding"), limits=limits) as server:
        witness, _ = await server.ready()
        reader, writer = await upgraded(server)
        writer.write(masked(1, b'{"__connect": null}') + masked(1, b'{"signal": "hold"}'))
        assert await witness.load("class_data") == {"cancelled": True}
        assert await witness.load("class_data") == {"disconnected": 1}
        received = await reader.readuntil(b"no answer to a ping")
        assert b"\x89\x04ping" in received
        assert struct.pack("!H", 1001) in received
        writer.close()
        await server.settle(1)


async def test_peers_that_answer_pings_stay() -> None:
    limits = Limits(hello_time=0.02, ping_interval=0.02, ping_timeout=1)
    async with served(socket("in_process"), limits=limits) as server:
        reader, writer = await upgraded(server)
        writer.write(masked(1, b'{"__connect": null}'))
        for _ in range(5):
            await reader.readuntil(b"\x89\x04ping")
            writer.write(masked(10, b"ping"))
        writer.write(masked(1, b'{"signal": "echo", "load": 1}'))
        await reader.readuntil(b'{"signal":"echo"')
        writer.close()
