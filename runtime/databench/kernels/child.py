"""The process of a kernel: `python -m databench.kernels MODULE CLASS DESCRIPTOR`.

It imports the module, makes one instance of the class, and runs actions for the server until the
channel closes. That happens however the server ends, and is the end of this process and of all
that it has started.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import importlib.util
import logging
import os
import queue
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import FrameType
from typing import Any

from databench import storage
from databench.actions import NO_MESSAGE, ArgumentsError, NoMessage
from databench.analysis import Analysis
from databench.coroutines import Finished
from databench.imports import own_files
from databench.kernels.base import HandlerError, KernelError, Start
from databench.kernels.channel import Channel
from databench.kernels.in_process import Instance
from databench.kernels.lifetime import kill_group
from databench.kernels.replica import ReplicaStorage
from databench.limits import LIMITS
from databench.log import configure_logging
from databench.loose import take_loose_failures

_EXIT_TIME = 1.0
_CANCEL_TIME = 0.5


class Interrupted(BaseException):
    """Raised in a handler that keeps the event loop busy although its action is cancelled."""


class ChildSession:
    """What the analysis of this process sees of its session: a way to emit."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def emit(self, signal: str, message: object = NO_MESSAGE) -> Awaitable[object]:
        """Send a signal to the page; returns when the server has room for it."""
        load = {} if isinstance(message, NoMessage) else {"message": message}
        self._channel.send({"emit": signal, **load})
        return Finished()

    def kernel_failed(self, what: str, details: str) -> None:
        """Have the server say what has failed."""
        self._channel.send({"beside": what, "details": details})

    def kernel_died(self, error: KernelError) -> None:
        """Do nothing: a process does not learn of its own end."""


class Child:
    """One instance and the actions that run on it."""

    def __init__(self, connection: socket.socket) -> None:
        self._channel = Channel(connection)
        self._messages = self._channel.receive()
        self._setup: dict[str, Any] = next(self._messages)["start"]
        self._storage = ReplicaStorage(self._setup["data"], self._write)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._cancelled = threading.Event()
        self._inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end = asyncio.Event()
        configure_logging(self._setup["log"])
        storage.install(self._storage)
        # A thread, so that neither an import nor a busy handler hides the end of the server.
        threading.Thread(target=self._receive, daemon=True).start()

    def run(self, cls: type[Analysis]) -> None:
        """Serve one session with an instance of cls, then return."""
        signal.signal(signal.SIGUSR1, _interrupt)
        # As in the server: what the start has made stays.
        gc.freeze()
        gc.enable()
        asyncio.run(self._serve(cls))

    async def _serve(self, cls: type[Analysis]) -> None:
        session = ChildSession(self._channel)
        if "DATABENCH_SOURCES" in os.environ:
            take_loose_failures(session.kernel_failed)
        start = Start(self._setup["id"], session, LIMITS)
        self._instance = Instance(self._setup["name"], cls, start)
        try:
            await self._instance.start()
        except HandlerError as error:
            self._channel.send({"failed": error.details})
            return
        self._channel.send({"ready": self._abilities()})
        self._loop = asyncio.get_running_loop()
        self._take_all()
        await self._end.wait()

    def end_group(self) -> None:
        """Take along what this process has started, if the server wanted its end."""
        if self._end.is_set():
            sys.stdout.flush()
            sys.stderr.flush()
            kill_group(os.getpgid(0))

    def _abilities(self) -> dict[str, list[str]]:
        return {
            "reachable": sorted(self._instance.reachable),
            "concurrent": sorted(self._instance.concurrent),
            "modules": own_files(),
        }

    def _receive(self) -> None:
        """Hand messages to the event loop until the channel closes, then end the process."""
        with contextlib.suppress(OSError):
            for message in self._messages:
                self._inbox.put(message)
                self._wake(self._take_all)
                if "cancel" in message:
                    self._insist()
        self._wake(self._end.set)
        threading.Event().wait(_EXIT_TIME)
        kill_group(os.getpgid(0))

    def _wake(self, callback: Callable[[], None]) -> None:
        # The loop may have ended already; then so has everything that could be told.
        with contextlib.suppress(RuntimeError):
            if self._loop is not None:
                self._loop.call_soon_threadsafe(callback)

    def _take_all(self) -> None:
        while not self._inbox.empty():
            self._take(self._inbox.get())

    def _insist(self) -> None:
        """Interrupt the main thread if the event loop does not get to a cancellation in time."""
        if not self._cancelled.wait(_CANCEL_TIME):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
        self._cancelled.clear()

    def _take(self, message: dict[str, Any]) -> None:
        if "perform" in message:
            number = message["perform"]
            task = asyncio.ensure_future(self._perform(number, message))
            self._tasks[number] = task
            task.add_done_callback(lambda _: self._tasks.pop(number))
        elif "cancel" in message:
            self._cancelled.set()
            if task_ := self._tasks.get(message["cancel"]):
                task_.cancel()
        elif "set" in message:
            self._storage.follow(message["domain"], message["set"], message["text"], message["own"])

    async def _perform(self, number: int, message: dict[str, Any]) -> None:
        outcome: dict[str, str] = {}
        try:
            rest = self._instance.begin(message["action"], message.get("message", NO_MESSAGE))
            if rest is not None:
                await rest()
        except ArgumentsError as error:
            outcome = {"arguments": str(error)}
        except HandlerError as error:
            outcome = {"failed": error.details}
        self._channel.send({"done": number, **outcome})

    def _write(self, domain: str, key: str, text: str) -> None:
        self._channel.send({"set": key, "domain": domain, "text": text})


_current: list[Child] = []


def serve_class(cls: type[Analysis]) -> None:
    """Serve the session of this process with an instance of cls, then return.

    Raises:
        RuntimeError: this process was not started by a server.
    """
    if not _current:
        raise RuntimeError(
            "an analysis with `kernel: py` is started by its server: run `dbgen serve`"
        )
    _current.pop().run(cls)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise Interrupted


def _with_siblings(module: str) -> None:
    """Let a module import files of its own folder by their bare names, as a script can."""
    spec = importlib.util.find_spec(module)
    if spec is not None and spec.origin is not None:
        sys.path.append(str(Path(spec.origin).parent))


def main() -> None:
    """Run the kernel that the command line describes."""
    gc.disable()
    module, class_name, descriptor = sys.argv[1:]
    if "DATABENCH_SOURCES" in os.environ:
        # Imported here: only a server in development has its kernels do this.
        from databench.sources import install_as_told  # noqa: PLC0415

        install_as_told()
    # What the analysis starts must not keep the channel open when this process has ended.
    os.set_inheritable(int(descriptor), False)
    child = Child(socket.socket(fileno=int(descriptor)))
    _current.append(child)
    _with_siblings(module)
    analysis = importlib.import_module(module)
    # A file that ends in `event_loop()` outside of `if __name__ == "__main__"` has served already.
    if _current:
        serve_class(getattr(analysis, class_name))
    logging.shutdown()
    child.end_group()
