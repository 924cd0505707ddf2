"""A session: one visitor of one analysis, with an instance of it and a queue of actions.

A session knows nothing of sockets: it gets frames from its owner and hands out frames through
`send`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any, Final

import databench
from databench.actions import (
    ANY_ACTION,
    LEVELS,
    LIFE_CYCLE,
    NO_MESSAGE,
    ArgumentsError,
    Message,
    NoMessage,
    Rest,
    within,
)
from databench.codec import encode
from databench.coroutines import Finished, abandon
from databench.datastore import Datastore
from databench.failures import Failure, log_failure
from databench.frames import ActionFrame, Hello, ProcessId
from databench.kernels.base import HandlerError, KernelError, KernelsInUse, KernelSpec, Start
from databench.limits import LIMITS, Limits
from databench.outbox import STATE_SIGNALS
from databench.rate import Bucket

log = logging.getLogger(__name__)

_FAILURES: Final = (ArgumentsError, HandlerError, KernelError)

Send = Callable[[bytes, tuple[str, str] | None], Awaitable[object]]


def frame(signal: str, message: object = NO_MESSAGE) -> bytes:
    """Return a frame to the browser.

    Raises:
        TypeError: the message has no JSON form.
    """
    if isinstance(message, NoMessage):
        return encode({"signal": signal})
    try:
        return encode({"signal": signal, "load": message})
    except TypeError as error:
        raise TypeError(f"cannot emit {signal!r}: {error}") from error


class Session:
    """Runs the actions of one visitor, strictly one after the other.

    Args:
        spec: the analysis.
        id_: its id, issued by the server.
        hello: the first frame of the browser.
        send: takes the frames to the browser.
        cli_args: command line arguments for the analysis.
        develop: whether tracebacks may be shown to the browser.
        lost: called when the kernel has died, so that the session is of no more use.
        failed: called with whatever goes wrong in the analysis, to tell the log.
    """

    def __init__(  # noqa: PLR0913 - keyword-only, and each is a different thing
        self,
        spec: KernelSpec,
        id_: str,
        hello: Hello,
        send: Send,
        *,
        cli_args: list[str],
        develop: bool = False,
        lost: Callable[[], None] = lambda: None,
        failed: Callable[[Failure], None] = log_failure,
        limits: Limits = LIMITS,
    ) -> None:
        self._spec = spec
        self.id_ = id_
        self._request_args = hello.request_args
        self._send = send
        self._cli_args = cli_args
        self._develop = develop
        self._lost = lost
        self._failed = failed
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._queue: asyncio.Queue[ActionFrame | Rest] = asyncio.Queue(limits.queued_actions)
        self._idle = False
        self._bucket = Bucket(limits.log_rate, limits.log_burst)
        self._beside: set[asyncio.Future[None]] = set()
        # Open for as long as the session, whatever stores the analysis uses: whether a domain of
        # its id is there tells whether someone who comes back is still known.
        self._presence = Datastore(f"{spec.name}/{id_}", lifetime=limits.data_lifetime)
        self._started = False
        self._connected = False
        self._ending = False
        self._kernel = spec.kernel(Start(id_, self, limits))
        self._task = asyncio.ensure_future(self._run())

    def submit(self, action: ActionFrame, *, alone: bool = False) -> Awaitable[None] | None:
        """Begin an action now if it comes alone or may run beside others; queue it otherwise.

        Args:
            action: the action.
            alone: whether no other one is about to follow. Of many that follow each other, every
                one that was begun at once would keep other visitors waiting.

        Returns:
            What to wait for before there is room for the next one, if anything.
        """
        if self._ending:
            return None
        if self._connected and action.action in self._kernel.concurrent:
            return self._start_beside(action)
        if not (alone and self._idle and self._queue.empty()):
            return self._enqueue(action)
        rest = self._begin(action)
        if rest is not None and self._ending:
            # What it has sent was too much for its reader.
            self._abandon(rest)
            return None
        return None if rest is None else self._enqueue(rest)

    def _enqueue(self, next_: ActionFrame | Rest) -> Awaitable[None] | None:
        try:
            self._queue.put_nowait(next_)
        except asyncio.QueueFull:
            return self._queue.put(next_)
        return None

    def emit(self, signal: str, message: object = NO_MESSAGE) -> Awaitable[object]:
        """Send a signal to the browser; may be called from other threads, too.

        Raises:
            TypeError: the message has no JSON form.
        """
        text = frame(signal, message)
        key = _state_key(signal, message)
        if threading.get_ident() == self._thread:
            return self._send(text, key)
        self._loop.call_soon_threadsafe(self._send, text, key)
        return Finished()

    def warn(self, text: str) -> None:
        """Tell the browser, though not over and over, that what it sent makes no sense."""
        if self._bucket.take():
            self.emit("warn", text)

    def kernel_died(self, error: KernelError) -> None:
        """Report the end of the kernel and give the session up."""
        self._report(f"the analysis {self._spec.name!r} has ended unexpectedly", str(error))
        self._lost()

    def kernel_failed(self, what: str, details: str) -> None:
        """Report what has failed beside the actions."""
        self._failed(Failure(self._spec.name, "", what, details))

    def close(self) -> Coroutine[Any, Any, None]:
        """Begin nothing more; return what cancels what runs, and ends the instance."""
        self._ending = True
        return self._close()

    async def _close(self) -> None:
        """Cancel what runs, run `disconnected` once, and end the instance."""
        with self._reporting(f"the end of {self._spec.name!r} has failed"):
            await self._end_actions()
        with self._reporting(f"the stores of {self._spec.name!r} could not be closed"):
            await self._kernel.stop()
        self._presence.close()

    async def _end_actions(self) -> None:
        self._forget_queue()
        # What was begun just now comes to its first wait: before, it would hear of nothing.
        await asyncio.sleep(0)
        running = {self._task, *self._beside}
        for task in running:
            task.cancel()
        _, stubborn = await asyncio.wait(running, timeout=self._limits.cancel_time)
        if stubborn:
            log.error("%s: a handler ignores its cancellation", self._spec.name)
        if self._started:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._limits.cancel_time):
                    await self._perform(("disconnected", NO_MESSAGE))

    def _forget_queue(self) -> None:
        """Empty the queue, so that whoever waits for room in it goes on."""
        while not self._queue.empty():
            next_ = self._queue.get_nowait()
            if isinstance(next_, Rest):
                self._abandon(next_)

    def _abandon(self, rest: Rest) -> None:
        """Have what an action has begun end with all else that runs."""
        if (begun := abandon(rest.begun)) is not None:
            self._beside.add(begun)

    async def _run(self) -> None:
        with self._reporting("the session has failed"):
            await self._serve()
            return
        if not self._ending:
            self._lost()

    async def _serve(self) -> None:
        if await self._greet():
            self._connected = True
            # A handler may swallow its cancellation.
            while not self._ending:
                self._idle = True
                next_ = await self._queue.get()
                self._idle = False
                await (self._handle(next_) if isinstance(next_, ActionFrame) else next_())

    async def _greet(self) -> bool:
        """Greet the browser and run the handlers that come first; tell whether all is well."""
        self.emit("__connect", self._greeting())
        try:
            await self._kernel.start()
        except KernelsInUse as error:
            self.emit("error", str(error))
            self._lost()
            return False
        except (HandlerError, KernelError) as error:
            details = error.details if isinstance(error, HandlerError) else str(error)
            self._report(f"the analysis {self._spec.name!r} could not start", details)
            self._lost()
            return False
        self._started = True
        self._emit_state()
        arguments: Any = {"cli_args": self._cli_args, "request_args": self._request_args}
        await self._perform(("connect", NO_MESSAGE), ("args", arguments), ("connected", NO_MESSAGE))
        return True

    def _greeting(self) -> dict[str, object]:
        return {
            "analysis_id": self.id_,
            "databench_backend_version": databench.__version__,
            "analyses_version": self._spec.version,
        }

    def _emit_state(self) -> None:
        with self._reporting(f"the state of {self._spec.name!r} could not be told"):
            for signal, values in self._kernel.state().items():
                if values:
                    self.emit(signal, values)

    async def _handle(self, action: ActionFrame) -> None:
        if action.action in self._kernel.concurrent:
            await self._start_beside(action)
        else:
            await self._process(action)

    async def _start_beside(self, action: ActionFrame) -> None:
        if len(self._beside) >= self._limits.queued_actions:
            await asyncio.wait(self._beside, return_when=asyncio.FIRST_COMPLETED)
        if self._ending:
            return
        task = asyncio.ensure_future(self._process(action))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _process(self, frame: ActionFrame) -> None:
        if self._ending:
            return
        if (rest := self._begin(frame)) is not None:
            await rest()

    def _begin(self, frame: ActionFrame) -> Rest | None:
        """Do of an action what need not wait; return what does the rest, if anything is left."""
        self._emit_process(frame.process_id, "start")
        rest = None
        try:
            if self._admits(frame.action):
                rest = self._kernel.begin(frame.action, frame.message)
        except _FAILURES as error:
            self._report_failure(frame.action, error)
        if rest is not None:
            return within(self._finish, rest, frame)
        self._emit_process(frame.process_id, "end")
        return None

    async def _finish(self, frame: ActionFrame, rest: Rest) -> None:
        try:
            await rest()
        except _FAILURES as error:
            self._report_failure(frame.action, error)
        finally:
            self._emit_process(frame.process_id, "end")

    def _admits(self, action: str) -> bool:
        """Tell whether a browser may have an action now; warn it if it never may."""
        if refusal := self._refusal(action):
            self.emit("warn", refusal)
            return False
        return action not in LEVELS or self._bucket.take()

    def _refusal(self, action: str) -> str | None:
        """Return why a browser may not have an action, or None."""
        if action in LIFE_CYCLE:
            return f"action {action!r} belongs to the server"
        reachable = self._kernel.reachable
        if action != ANY_ACTION and (action in reachable or ANY_ACTION in reachable):
            return None
        return f"no handler for action {action!r}"

    async def _perform(self, *actions: tuple[str, Message]) -> None:
        """Run actions of the server, one after the other, up to the first that fails."""
        for action, message in actions:
            try:
                if (rest := self._kernel.begin(action, message)) is not None:
                    await rest()
            except _FAILURES as error:
                self._report_failure(action, error)
                return

    def _report_failure(self, action: str, error: Exception) -> None:
        if isinstance(error, ArgumentsError):
            self.emit("error", str(error))
        elif isinstance(error, HandlerError):
            self._report(f"action {action!r} failed", error.details, action)
        # The end of a kernel is reported once, by `kernel_died`, whatever it takes along.

    @contextlib.contextmanager
    def _reporting(self, what: str) -> Iterator[None]:
        """Report what is raised within, and go on behind it."""
        try:
            yield
        except HandlerError as error:
            self._report(what, error.details)
        except Exception as error:  # noqa: BLE001 - a bug of ours, or of a class that has replaced our parts
            self._report(what, "".join(traceback.format_exception(error)))

    def _report(self, what: str, details: str, action: str = "") -> None:
        """Tell browser and log of a failure, with an id that is in both."""
        failure = Failure(self._spec.name, action, what, details)
        self._failed(failure)
        shown = f"{what} (error {failure.id})"
        self.emit("error", f"{shown}\n{details}" if self._develop else shown)

    def _emit_process(self, process_id: ProcessId | None, status: str) -> None:
        if process_id is not None:
            self.emit("__process", {"id": process_id, "status": status})


def _state_key(signal: str, message: object) -> tuple[str, str] | None:
    if signal in STATE_SIGNALS and isinstance(message, dict) and len(message) == 1:
        return signal, str(next(iter(message)))
    return None
