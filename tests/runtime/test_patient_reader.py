"""What a stream reads with: nothing is lost, and nothing is tried in vain."""

import socket
from collections.abc import Iterator

import pytest

from databench.websocket import PatientReader

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Two sockets that are connected, the first of which does not wait."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs:
        yield ours, theirs


def test_the_attempt_after_the_last_bytes_is_left_out(pair: Pair) -> None:
    ours, theirs = pair
    read = PatientReader(ours)
    buffer = bytearray(8)
    theirs.sendall(b"12345")
    assert read(buffer) == 5
    theirs.sendall(b"67")
    assert read(buffer) is None
    assert read(buffer) == 2
    assert buffer.startswith(b"67")


def test_bytes_that_fill_the_buffer_are_followed_by_the_next(pair: Pair) -> None:
    ours, theirs = pair
    read = PatientReader(ours)
    theirs.sendall(b"12345")
    assert [read(bytearray(4)), read(bytearray(4))] == [4, 1]


def test_nothing_and_the_end(pair: Pair) -> None:
    ours, theirs = pair
    read = PatientReader(ours)
    assert read(bytearray(4)) is None
    theirs.close()
    assert [read(bytearray(4)), read(bytearray(4))] == [0, 0]
