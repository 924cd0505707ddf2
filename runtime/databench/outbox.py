"""Frames on their way to one browser: in order, and in bounded memory."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from databench.limits import LIMITS, Limits

STATE_SIGNALS: Final = frozenset({"data", "class_data"})

Write = Callable[[bytes], Awaitable[object]]


@dataclass(slots=True, eq=False)
class _Frame:
    text: bytes
    state_key: tuple[str, str] | None
    written: asyncio.Future[None]


class Outbox:
    """Writes frames one after the other, each when the one before has left.

    Once more than a little waits, only the newest value of every key of the state is kept: a
    browser that is slow skips values that nobody would have seen.

    Args:
        write: hands one frame to the network; its awaitable is done when the frame has left.
        overflow: called once when the waiting frames exceed the limit.
    """

    def __init__(self, write: Write, overflow: Callable[[], None], limits: Limits = LIMITS) -> None:
        self._write = write
        self._overflow = overflow
        self._limits = limits
        self._waiting: OrderedDict[_Frame, None] = OrderedDict()
        self._state: dict[tuple[str, str], _Frame] = {}
        self._size = 0
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    def send(self, text: bytes, state_key: tuple[str, str] | None = None) -> asyncio.Future[None]:
        """Queue a frame; the future is done when it has left, or never will.

        Args:
            text: the frame.
            state_key: signal and key, for frames that only the newest of matters.
        """
        written = asyncio.get_running_loop().create_future()
        if self._closed:
            written.set_result(None)
            return written
        self._append(_Frame(text, state_key, written))
        if self._size > self._limits.unsent_size:
            self.close()
            self._overflow()
        elif self._task is None:
            self._task = asyncio.ensure_future(self._pump())
        return written

    async def drain(self) -> None:
        """Wait until nothing waits any more."""
        while self._task is not None:
            await self._task

    def close(self) -> None:
        """Forget the frames that wait; whoever waits for them goes on."""
        self._closed = True
        while self._waiting:
            self._take()

    def _append(self, frame: _Frame) -> None:
        if frame.state_key is not None:
            self._supersede(frame.state_key)
            self._state[frame.state_key] = frame
        self._waiting[frame] = None
        self._size += len(frame.text)

    def _supersede(self, state_key: tuple[str, str]) -> None:
        older = self._state.pop(state_key, None)
        if older is not None and self._size > self._limits.coalesce_size:
            del self._waiting[older]
            self._size -= len(older.text)
            _done(older)

    def _take(self) -> _Frame:
        frame, _ = self._waiting.popitem(last=False)
        self._size -= len(frame.text)
        if frame.state_key is not None and self._state.get(frame.state_key) is frame:
            del self._state[frame.state_key]
        if self._closed:
            _done(frame)
        return frame

    async def _pump(self) -> None:
        try:
            while self._waiting:
                frame = self._take()
                try:
                    await self._write(frame.text)
                except Exception:  # noqa: BLE001 - the connection has gone; its owner learns that
                    self.close()
                _done(frame)
        finally:
            self._task = None


def _done(frame: _Frame) -> None:
    if not frame.written.done():
        frame.written.set_result(None)
