"""The WebSocket of an analysis: hands messages to a session, and its frames to the browser."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING

from tornado.iostream import IOStream, StreamClosedError
from tornado.util import _websocket_mask
from tornado.websocket import WebSocketClosedError, WebSocketProtocol, WebSocketProtocol13

from databench.frames import ActionFrame, Hello, Nonsense, hello_in, parse
from databench.kernels.base import KernelSpec
from databench.outbox import Outbox
from databench.session import Session
from databench.sockets import TrustedSocket

if TYPE_CHECKING:
    from tornado.websocket import _WebSocketParams

log = logging.getLogger(__name__)

GOING_AWAY = 1001
_POLICY = 1008
_ERROR = 1011
_TRY_LATER = 1013

_CHUNK = 64 * 1024
# Every attempt to read makes a buffer of this size, and clears it.
_READ_AT_ONCE = 4 * 1024
_TEXT = 1
_FINAL_TEXT = 0x80 | _TEXT
_MASKED = 0x80
_TOO_SLOW = (
    "%s: a browser reads too slowly for what it is sent, and is disconnected: handlers that "
    "`await self.emit(...)` after each message wait for it; unsent_size in databench/limits.py, "
    "now %d, lets more bytes wait"
)
_HEAD = 2 + 4
"""Bytes before a short text: what it is, how long, and its mask."""
_SIZE_IN_2_BYTES, _SIZE_IN_8_BYTES = 126, 127


class _Chunked(WebSocketProtocol13):
    """Takes from the stream whatever is there, and frames from that.

    Tornado waits three times for every frame, and each time the system is told anew what is waited
    for. Short texts, which most frames are, are taken as a whole. Everything else, and all checks
    of other frames, are Tornado's.
    """

    def __init__(
        self, handler: SocketHandler, mask_outgoing: bool, params: _WebSocketParams
    ) -> None:
        super().__init__(handler, mask_outgoing, params)
        self._unread = bytearray()

    @property
    def has_more(self) -> bool:
        """Whether something was read that has not been handled yet."""
        return bool(self._unread)

    async def _receive_frame(self) -> None:
        if not self._unread:
            self._unread += await self.stream.read_bytes(_CHUNK, partial=True)
        text = self._short_text()
        if text is None:
            await super()._receive_frame()
        elif (handled := self._handle_message(_TEXT, text)) is not None:
            await handled

    def _short_text(self) -> bytes | None:
        """Take a short text that is there from its first byte to its last, if one comes next."""
        unread = self._unread
        if len(unread) < _HEAD or unread[0] != _FINAL_TEXT:
            return None
        size = unread[1] - _MASKED
        end = _HEAD + size
        is_short = 0 <= size < _SIZE_IN_2_BYTES
        if not is_short or len(unread) < end or self._fragmented_message_buffer is not None:
            return None
        text = _websocket_mask(bytes(unread[2:_HEAD]), bytes(unread[_HEAD:end]))
        del unread[:end]
        self._wire_bytes_in += end
        return text

    async def _read_bytes(self, n: int) -> bytes:
        while len(self._unread) < n:
            self._unread += await self.stream.read_bytes(_CHUNK, partial=True)
        data = bytes(self._unread[:n])
        del self._unread[:n]
        self._wire_bytes_in += n
        return data


class SocketHandler(TrustedSocket):
    """One WebSocket: at most one session, which ends with it."""

    def initialize(self, spec: KernelSpec) -> None:
        """Take the analysis that this socket is for."""
        self._spec = spec
        self._limits = self.application.limits
        self._session: Session | None = None
        self._over = False
        self._outbox = Outbox(self._write, self._overflowed, self._limits)
        self._keepalive: asyncio.Task[None] | None = None
        self._alive = asyncio.Event()
        self._paused = False

    def get_websocket_protocol(self) -> WebSocketProtocol | None:
        """Return what reads and writes frames: version 13 is the only one that there is."""
        protocol = super().get_websocket_protocol()
        if isinstance(protocol, WebSocketProtocol13):
            return _Chunked(self, protocol.mask_outgoing, protocol.params)
        return protocol

    def open(self, *_args: str, **_kwargs: str) -> None:
        """Begin, if the address says who is there; otherwise wait for the first frame."""
        self.set_nodelay(True)
        if self.ws_connection is not None and self.ws_connection.stream is not None:
            _read_patiently(self.ws_connection.stream)
            # While the queue of actions is full nothing is read, the end of the stream included.
            self.ws_connection.stream.set_close_callback(self._end_session)
        self.application.sockets.add(self)
        self._keepalive = asyncio.ensure_future(self._keep_alive())
        hello = hello_in(self.request.query, self._limits)
        if hello is not None:
            self._session = self.application.begin(self._spec, hello, self)

    def on_message(self, message: str | bytes) -> Awaitable[None] | None:
        """Handle one message; the next one is read when there is room for it."""
        if self._over or self.ws_connection is None:
            # What is read after a goodbye, ours or theirs, must not start or move anything.
            return None
        self._alive.set()
        frame = parse(message, self._limits)
        if self._session is None:
            if isinstance(frame, Hello):
                self._session = self.application.begin(self._spec, frame, self)
        elif isinstance(frame, ActionFrame):
            return self._submit(self._session, frame)
        elif isinstance(frame, Nonsense):
            self._session.warn(frame.reason)
        return None

    def _submit(self, session: Session, frame: ActionFrame) -> Awaitable[None] | None:
        self._outbox.hold()
        alone = isinstance(self.ws_connection, _Chunked) and not self.ws_connection.has_more
        waiting = session.submit(frame, alone=alone)
        self._outbox.release()
        return None if waiting is None else self._pause(waiting)

    def on_pong(self, data: bytes) -> None:
        """Note that the browser is still there."""
        del data
        self._alive.set()

    def on_close(self) -> None:
        """End the session."""
        self.application.sockets.discard(self)
        self._outbox.close()
        if self._keepalive is not None:
            self._keepalive.cancel()
        self._end_session()

    def send(self, text: bytes, state_key: tuple[str, str] | None) -> Awaitable[object]:
        """Queue a frame to the browser."""
        return self._outbox.send(text, state_key)

    async def lose(self) -> None:
        """Close because the session is of no more use; the browser may connect again."""
        await self._outbox.drain()
        self.close(_ERROR, "the analysis has ended")

    def go_away(self, code: int) -> None:
        """Close because the server stops."""
        self._end_session()
        self.close(code, "the server stops")

    def _end_session(self) -> None:
        self._over = True
        session, self._session = self._session, None
        if session is not None:
            self.application.end(session)

    async def _pause(self, waiting: Awaitable[None]) -> None:
        self._paused = True
        await waiting
        self._paused = False
        self._alive.set()

    def _write(self, texts: Sequence[bytes]) -> asyncio.Future[None] | None:
        """Write texts in one go, each as a frame of its own."""
        connection = self.ws_connection
        if connection is None or connection.is_closing() or connection.stream is None:
            raise WebSocketClosedError
        # Not by write_message: that is a system call and a task for every text.
        data = b"".join(map(_framed, texts))
        sent = _send_now(connection.stream, data)
        return None if sent == len(data) else connection.stream.write(data[sent:])

    def _overflowed(self) -> None:
        log.warning(_TOO_SLOW, self._spec.name, self._limits.unsent_size)
        self._end_session()
        self.close(_TRY_LATER, "frames are read too slowly")

    async def _keep_alive(self) -> None:
        """Ask for signs of life; close when there are none, or when nobody says hello."""
        await asyncio.sleep(self._limits.hello_time)
        if self._session is None:
            self.close(_POLICY, "nothing was said")
            return
        alive = True
        while alive:
            await asyncio.sleep(self._limits.ping_interval)
            alive = await self._answers()
        self._end_session()
        self.close(GOING_AWAY, "no answer to a ping")

    async def _answers(self) -> bool:
        self._alive.clear()
        with contextlib.suppress(WebSocketClosedError, StreamClosedError):
            self.ping(b"ping")
        try:
            async with asyncio.timeout(self._limits.ping_timeout):
                await self._alive.wait()
        except TimeoutError:
            # While the queue of actions is full nothing is read, pongs included.
            return self._paused
        return True


class PatientReader:
    """Reads for a stream, which tries again after each read, in vain if there was no more.

    That would take a system call and an exception for every message. So the attempt after a read
    that left room in the buffer finds nothing; when there is more, the system tells the stream.
    """

    __slots__ = ("_is_drained", "_socket")

    def __init__(self, socket: socket.socket) -> None:
        self._socket = socket
        self._is_drained = False

    def __call__(self, buf: bytearray | memoryview) -> int | None:
        """Read into a buffer; return the number of bytes, 0 at the end, None if none are there."""
        if self._is_drained:
            self._is_drained = False
            return None
        try:
            size = self._socket.recv_into(buf)
        except BlockingIOError:
            return None
        self._is_drained = 0 < size < len(buf)
        return size


def _read_patiently(stream: IOStream) -> None:
    stream.read_chunk_size = _READ_AT_ONCE
    # TLS has a buffer of its own, of which the system knows nothing.
    if type(stream) is IOStream:
        stream.read_from_fd = PatientReader(stream.socket)  # type: ignore[method-assign]


def _send_now(stream: IOStream, data: bytes) -> int:
    """Send what the system takes at once, if nothing waits before it; return how much it took."""
    if stream.writing():
        return 0
    try:
        # TLS insists on being offered no less when it is offered the same again.
        return stream.write_to_fd(memoryview(data)[:_CHUNK]) or 0
    except OSError:
        # The stream finds out by itself, when it is asked to write the rest.
        return 0


def _framed(text: bytes) -> bytes:
    """Return a text as one frame of a server: RFC 6455, section 5.2."""
    size = len(text)
    if size < _SIZE_IN_2_BYTES:
        return bytes((_FINAL_TEXT, size)) + text
    if size < 1 << 16:
        return bytes((_FINAL_TEXT, _SIZE_IN_2_BYTES)) + size.to_bytes(2, "big") + text
    return bytes((_FINAL_TEXT, _SIZE_IN_8_BYTES)) + size.to_bytes(8, "big") + text
