"""The WebSocket of an analysis: hands messages to a session, and its frames to the browser."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from databench.answers import Hardened
from databench.frames import ActionFrame, Hello, Nonsense, parse
from databench.kernels.base import KernelSpec
from databench.outbox import Outbox
from databench.session import Session

if TYPE_CHECKING:
    from databench.application import Application

log = logging.getLogger(__name__)

GOING_AWAY = 1001
_POLICY = 1008
_ERROR = 1011
_TRY_LATER = 1013


class SocketHandler(Hardened, WebSocketHandler):
    """One WebSocket: at most one session, which ends with it."""

    application: Application

    def initialize(self, spec: KernelSpec) -> None:
        """Take the analysis that this socket is for."""
        self._spec = spec
        self._limits = self.application.limits
        self._session: Session | None = None
        self._outbox = Outbox(self._write, self._overflowed, self._limits)
        self._keepalive: asyncio.Task[None] | None = None
        self._alive = asyncio.Event()
        self._paused = False

    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Open the socket; a plain request is a mistake of the client."""
        if self.request.headers.get("Upgrade", "").lower() != "websocket":
            self.send_error(400)
            return
        await super().get(*args, **kwargs)

    def check_origin(self, origin: str) -> bool:
        """Trust the application, which has checked the origin before it chose this handler."""
        del origin
        return True

    def open(self, *_args: str, **_kwargs: str) -> None:
        """Wait for the first frame."""
        self.set_nodelay(True)
        if self.ws_connection is not None and self.ws_connection.stream is not None:
            # While the queue of actions is full nothing is read, the end of the stream included.
            self.ws_connection.stream.set_close_callback(self._end_session)
        self.application.sockets.add(self)
        self._keepalive = asyncio.ensure_future(self._keep_alive())

    async def on_message(self, message: str | bytes) -> None:
        """Handle one message; the next one is read when there is room for it."""
        if self.ws_connection is None:
            # What a browser sends after our goodbye must not start or move anything any more.
            return
        self._alive.set()
        frame = parse(message, self._limits)
        if self._session is None:
            if isinstance(frame, Hello):
                self._session = self.application.begin(self._spec, frame, self)
        elif isinstance(frame, ActionFrame):
            await self._submit(self._session, frame)
        elif isinstance(frame, Nonsense):
            self._session.warn(frame.reason)

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
        session, self._session = self._session, None
        if session is not None:
            self.application.end(session)

    async def _submit(self, session: Session, frame: ActionFrame) -> None:
        self._paused = True
        await session.submit(frame)
        self._paused = False
        self._alive.set()

    async def _write(self, text: bytes) -> None:
        await self.write_message(text)

    def _overflowed(self) -> None:
        log.warning("%s: a browser reads too slowly and is disconnected", self._spec.name)
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
