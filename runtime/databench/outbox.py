"""Frames on their way to one browser: in order, and in bounded memory."""

from __future__ import annotations

import asyncio
import functools
from collections import OrderedDict
from collections.abc import Callable, Generator, Sequence
from typing import Any, Final

from databench.limits import LIMITS, Limits

STATE_SIGNALS: Final = frozenset({"data", "class_data"})

Write = Callable[[Sequence[bytes]], asyncio.Future[None] | None]

# What is written at once cannot be superseded any more, and whoever waits for it waits longer.
_TOGETHER: Final = 64 * 1024
_BURST: Final = 4
"""What is sent in one go may be as many times the limit of what accumulates later."""


class Frame:
    """A frame that was sent; waiting for it ends when it has left, or never will.

    Args:
        outbox: where it waits.
        text: what is written.
        state_key: signal and key, for frames that only the newest of matters.
    """

    __slots__ = ("_left", "_outbox", "_waiters", "state_key", "text")

    def __init__(self, outbox: Outbox, text: bytes, state_key: tuple[str, str] | None) -> None:
        self._outbox = outbox
        self.text = text
        self.state_key = state_key
        self._left = False
        self._waiters: tuple[asyncio.Future[None], ...] = ()

    def __await__(self) -> Generator[Any, None, None]:
        """Write what waits, and go on when this has left; give others a turn now and then."""
        if not self._left:
            self._outbox.flush()
        if not self._left:
            yield from self._waiter()
        elif self._outbox.take_turn():
            yield

    def leave(self) -> None:
        """Let whoever waits go on."""
        self._left = True
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    def _waiter(self) -> asyncio.Future[None]:
        """Return what one task waits for, so that it is cancelled without all others."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiters = (*(other for other in self._waiters if not other.done()), waiter)
        return waiter


class Outbox:
    """Writes frames in order; those that are sent in one go leave together.

    Once more than a little waits, only the newest value of every key of the state is kept: a
    browser that is slow skips values that nobody would have seen.

    What is sent in the turn of the loop in which nothing waited is a burst: it is on its way, and
    says nothing of its reader. Frames that join it later, while some of it still waits, count
    against the limit, because their reader has fallen behind.

    Args:
        write: hands frames to the network; what it returns, if anything, is done
            when they have left.
        overflow: called once when a burst, or what has joined it, exceeds its limit.
    """

    def __init__(self, write: Write, overflow: Callable[[], None], limits: Limits = LIMITS) -> None:
        self._write = write
        self._overflow = overflow
        self._limits = limits
        self._waiting: OrderedDict[Frame, None] = OrderedDict()
        self._state: dict[tuple[str, str], Frame] = {}
        self._size = 0
        self._burst_limit = _BURST * limits.unsent_size
        self._limit = self._burst_limit
        # Of the frames that wait, the bytes that do not count against the limit.
        self._free = 0
        self._leaving: asyncio.Future[None] | None = None
        self._loop = asyncio.get_running_loop()
        self._turn_is_due = False
        self._is_held = False
        self._closed = False

    def send(self, text: bytes, state_key: tuple[str, str] | None = None) -> Frame:
        """Queue a frame; it leaves in this turn of the loop, or as soon as somebody waits for it.

        Args:
            text: the frame.
            state_key: signal and key, for frames that only the newest of matters.
        """
        frame = Frame(self, text, state_key)
        if self._closed:
            frame.leave()
            return frame
        self._append(frame)
        if self._size - self._free > self._limit and not self._lets_pass(len(text)):
            self.close()
            self._overflow()
        elif not self._turn_is_due:
            self._turn_is_due = True
            self._loop.call_soon(self.release)
        return frame

    def hold(self) -> None:
        """Keep what is sent from now on, until it is released or somebody waits for it."""
        self._turn_is_due = True

    def release(self) -> None:
        """Let everything that waits leave."""
        self._turn_is_due = self._is_held = False
        self.flush()
        if self._leaving is not None and self._limit == self._burst_limit:
            self._limit = self._limits.unsent_size
            self._free = self._size

    def take_turn(self) -> bool:
        """Tell whether it is time that others have their turn: the second time in one turn."""
        was_held, self._is_held = self._is_held, self._turn_is_due
        return was_held or not self._turn_is_due

    def flush(self) -> None:
        """Hand to the network what it takes now."""
        while self._waiting and self._leaving is None:
            frames = self._take_some()
            try:
                leaving = self._write([frame.text for frame in frames])
            except Exception:  # noqa: BLE001 - the connection has gone; its owner learns that
                self._leave(frames)
                self.close()
                return
            if leaving is None or leaving.done():
                self._leave(frames)
            else:
                self._leaving = leaving
                leaving.add_done_callback(functools.partial(self._go_on, frames))
        if self._leaving is None:
            self._limit = self._burst_limit

    async def drain(self) -> None:
        """Wait until nothing waits any more."""
        self.flush()
        while self._leaving is not None:
            await asyncio.wait([self._leaving])
            self.flush()

    def close(self) -> None:
        """Forget the frames that wait; whoever waits for them goes on."""
        self._closed = True
        self._leave(list(self._waiting))
        self._waiting.clear()
        self._state.clear()
        self._size = self._free = 0

    def _append(self, frame: Frame) -> None:
        if frame.state_key is not None:
            self._supersede(frame.state_key)
            self._state[frame.state_key] = frame
        self._waiting[frame] = None
        self._size += len(frame.text)

    def _lets_pass(self, size: int) -> bool:
        """Let one frame of a burst pass that is too large by itself: it would never arrive."""
        if self._limit != self._burst_limit or self._free or size <= self._limit:
            return False
        self._free = size
        return True

    def _supersede(self, state_key: tuple[str, str]) -> None:
        older = self._state.pop(state_key, None)
        if older is not None and self._size > self._limits.coalesce_size:
            del self._waiting[older]
            self._size -= len(older.text)
            self._free = min(self._free, self._size)
            older.leave()

    def _take_some(self) -> list[Frame]:
        """Take the first frame, and those behind it that go well with it."""
        frames: list[Frame] = []
        size = 0
        while self._waiting and size < _TOGETHER:
            frame, _ = self._waiting.popitem(last=False)
            size += len(frame.text)
            if frame.state_key is not None and self._state.get(frame.state_key) is frame:
                del self._state[frame.state_key]
            frames.append(frame)
        self._size -= size
        if self._free:
            self._free = max(0, self._free - size)
        return frames

    def _go_on(self, frames: list[Frame], written: asyncio.Future[None]) -> None:
        self._leaving = None
        self._leave(frames)
        if written.cancelled() or written.exception() is not None:
            self.close()
        self.flush()

    @staticmethod
    def _leave(frames: list[Frame]) -> None:
        for frame in frames:
            frame.leave()
