"""An analysis that runs in a process of its own, one for every visitor: the server's side."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import io
import logging
import os
import socket
import sys
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from databench.actions import ArgumentsError, Message, NoMessage, Rest
from databench.datastore import Datastore
from databench.kernels.base import HandlerError, Kernel, KernelError, KernelsInUse, Start
from databench.kernels.channel import pack, unpack
from databench.kernels.lifetime import kill_group
from databench.storage import Domain

log = logging.getLogger(__name__)

imported_files: Final[set[str]] = set()
"""Python files that kernels have imported so far; a developer's server watches them."""

_running: Final[set[ProcessKernel]] = set()
_STOP_TIME: Final = 2.0


class OwnProcess(NamedTuple):
    """Run instances of a class in a process for each.

    Args:
        name: the analysis, as in index.yaml.
        module: module of its class.
        class_name: name of its class.
        version: version of the analyses, told to the page.
    """

    name: str
    module: str
    class_name: str
    version: str | None = None

    def kernel(self, start: Start) -> Kernel:
        """Return a kernel that has not started yet."""
        return ProcessKernel(self, start)


class ProcessKernel:
    """One process with one instance of an analysis in it."""

    def __init__(self, spec: OwnProcess, start: Start) -> None:
        self.reachable: frozenset[str] = frozenset()
        self.concurrent: frozenset[str] = frozenset()
        self._spec = spec
        self._start = start
        self._stores = {
            "data": Datastore(f"{spec.name}/{start.id_}", lifetime=start.limits.data_lifetime),
            "class_data": Datastore(f"{spec.name}/{spec.class_name}"),
        }
        self._domains = {store.domain: store.entries for store in self._stores.values()}
        self._errors: collections.deque[str] = collections.deque(
            maxlen=start.limits.kernel_error_lines
        )
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._done: dict[int, asyncio.Future[None]] = {}
        self._performs = 0
        self._death: KernelError | None = None
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def start(self) -> None:
        """Start the process and wait until its instance is there."""
        limits = self._start.limits
        if len(_running) >= limits.kernels:
            raise KernelsInUse(f"all {limits.kernels} kernels are in use: try again later")
        _running.add(self)
        await self._spawn()
        self._send(start=self._setup())
        try:
            async with asyncio.timeout(limits.kernel_start_time):
                await self._ready
        except TimeoutError:
            raise KernelError(f"no answer within {limits.kernel_start_time:g} s") from None

    def state(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the present values of `data` and `class_data`."""
        return {signal: store.as_dict() for signal, store in self._stores.items()}

    def begin(self, action: str, message: Message) -> Rest:
        """Leave it all to the process."""
        return Rest(self._perform, action, message)

    async def _perform(self, action: str, message: Message) -> None:
        if self._death is not None:
            raise self._death
        self._performs += 1
        number = self._performs
        done = self._done[number] = asyncio.get_running_loop().create_future()
        if isinstance(message, NoMessage):
            self._send(perform=number, action=action)
        else:
            self._send(perform=number, action=action, message=message)
        try:
            await done
        except asyncio.CancelledError:
            self._send(cancel=number)
            raise
        finally:
            del self._done[number]

    async def stop(self) -> None:
        """End the process and whatever it started."""
        self._stopping = True
        for store in self._stores.values():
            store.close()
        for domain in self._domains.values():
            with contextlib.suppress(ValueError):
                domain.replicas.remove(self._changed)
        if self._writer is not None:
            self._writer.close()
        if self._process is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_STOP_TIME):
                    await self._process.wait()
            kill_group(self._process.pid)
            await self._process.wait()
        _running.discard(self)
        # A child that has left the group of the process may hold its streams open for ever.
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _spawn(self) -> None:
        ours, theirs = socket.socketpair()
        read_end, write_end = os.pipe()
        errors = io.FileIO(read_end)
        with theirs, io.FileIO(write_end, "w") as stderr:
            process = self._process = await asyncio.create_subprocess_exec(
                *_command(self._spec, theirs.fileno()),
                stdin=asyncio.subprocess.DEVNULL,
                stderr=stderr,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        reader, self._writer = await asyncio.open_connection(
            sock=ours, limit=self._start.limits.kernel_message_size
        )
        self._tasks = [
            asyncio.ensure_future(self._relay_errors(errors)),
            asyncio.ensure_future(self._listen(process, reader)),
            asyncio.ensure_future(_end_group(process)),
        ]

    def _setup(self) -> dict[str, object]:
        for domain in self._domains.values():
            domain.replicas.append(self._changed)
        return {
            "id": self._start.id_,
            "name": self._spec.name,
            "log": logging.getLogger().getEffectiveLevel(),
            "data": {name: _texts(domain) for name, domain in self._domains.items()},
        }

    def _send(self, **message: object) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(pack(message))

    async def _relay_errors(self, pipe: io.FileIO) -> None:
        # Not a pipe of asyncio's Process: before Python 3.13 its wait() also waits for all children
        # of the process that hold the pipe open.
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), pipe
        )
        with contextlib.closing(transport):
            while chunk := await reader.read(64 * 1024):
                text = chunk.decode("utf-8", "replace")
                self._errors.extend(text.splitlines())
                sys.stderr.write(text)

    async def _listen(
        self, process: asyncio.subprocess.Process, reader: asyncio.StreamReader
    ) -> None:
        try:
            while line := await reader.readline():
                await self._take(unpack(line))
        except (ValueError, KeyError, TypeError, ConnectionError) as error:
            self._errors.append(f"broken message of the kernel: {error}")
        if not self._stopping:
            await self._died(process)

    async def _take(self, message: dict[str, Any]) -> None:
        if "emit" in message:
            # Waiting here is what holds a kernel back that is faster than its browser.
            await self._emit(message)
        elif "set" in message:
            self._write(message["domain"], message["set"], message["text"].encode())
        elif "done" in message:
            self._finish(message)
        elif "beside" in message:
            self._start.session.kernel_failed(message["beside"], message["details"])
        elif "ready" in message:
            self._take_ready(message["ready"])
        elif "failed" in message:
            self._ready.set_exception(HandlerError(message["failed"]))

    def _take_ready(self, ready: dict[str, list[str]]) -> None:
        self.reachable = frozenset(ready["reachable"])
        self.concurrent = frozenset(ready["concurrent"])
        imported_files.update(ready["modules"])
        self._ready.set_result(None)

    async def _emit(self, message: dict[str, Any]) -> None:
        arguments = [message["message"]] if "message" in message else []
        await self._start.session.emit(message["emit"], *arguments)

    def _write(self, domain: str, key: str, text: bytes) -> None:
        if domain in self._domains:
            self._domains[domain].write(key, text, by=self._changed)

    def _changed(self, domain: Domain, key: str, own: bool) -> None:
        """Pass a write on to the process: its own ones, too, so that it learns their order."""
        name = next(name for name, known in self._domains.items() if known is domain)
        self._send(set=key, domain=name, text=domain.values[key].decode(), own=own)

    def _finish(self, message: dict[str, Any]) -> None:
        done = self._done.get(message["done"])
        if done is None or done.done():
            return
        if "arguments" in message:
            done.set_exception(ArgumentsError(message["arguments"]))
        elif "failed" in message:
            done.set_exception(HandlerError(message["failed"]))
        else:
            done.set_result(None)

    async def _died(self, process: asyncio.subprocess.Process) -> None:
        # What it was about to say is read, unless a child holds the stream open.
        await asyncio.wait([asyncio.ensure_future(process.wait())], timeout=_STOP_TIME)
        kill_group(process.pid)
        code = await process.wait()
        await asyncio.wait(self._tasks[:1], timeout=_STOP_TIME)
        last = "\n".join(self._errors)
        error = KernelError(f"its process ended with exit code {code}\n{last}".rstrip())
        self._death = error
        if not self._ready.done():
            self._ready.set_exception(error)
            return
        for done in self._done.values():
            if not done.done():
                done.set_exception(error)
        self._start.session.kernel_died(error)


async def _end_group(process: asyncio.subprocess.Process) -> None:
    """End what a process leaves behind: its children would hold the channel to it open."""
    await process.wait()
    kill_group(process.pid)


def _command(spec: OwnProcess, descriptor: int) -> list[str]:
    # -P keeps the current directory off the import path, whatever lies there.
    child = [sys.executable, "-P", "-m", "databench.kernels"]
    return [*child, spec.module, spec.class_name, str(descriptor)]


def _texts(domain: Domain) -> dict[str, str]:
    return {key: text.decode() for key, text in domain.values.items()}
