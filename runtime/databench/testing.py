"""Test an analysis without a server or a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from databench.actions import NO_MESSAGE, Message, NoMessage, run
from databench.analysis import Analysis


class AnalysisTest:
    """An instance of an analysis whose signals are recorded.

    Works with `await test.trigger('run')` and, in Tornado's gen_test style, with
    `yield test.trigger('run')`.

    Args:
        cls: the class to test.
        cli_args: command line arguments for it.
        request_args: query of the page, a list of values for every key.

    Attributes:
        analysis: the instance.
        emitted_messages: pairs of signal and message, in order; None where there was no message.
    """

    __test__ = False

    def __init__(
        self,
        cls: type[Analysis],
        cli_args: Sequence[str] | None = None,
        request_args: Mapping[str, list[str]] | None = None,
    ) -> None:
        self.emitted_messages: list[tuple[str, Any]] = []
        self.analysis = cls()
        self.analysis.set_emit_fn(self._record).init_databench()
        self._arguments = {
            "cli_args": list(cli_args or []),
            "request_args": dict(request_args or {}),
        }
        self._connecting: asyncio.Future[None] | None = None
        if _loop_is_running():
            self._connecting = asyncio.ensure_future(self._connect())

    def trigger(self, action: str, message: Any = NO_MESSAGE) -> asyncio.Future[None]:
        """Run an action as if the page had sent it; exceptions of handlers come out here.

        Returns:
            A future that is done when all handlers have finished.
        """
        return asyncio.ensure_future(self._trigger(action, message))

    def _record(self, signal: str, message: object) -> None:
        self.emitted_messages.append((signal, None if isinstance(message, NoMessage) else message))

    async def _connect(self) -> None:
        await self._run("connect", NO_MESSAGE)
        await self._run("args", self._arguments)
        await self._run("connected", NO_MESSAGE)

    async def _trigger(self, action: str, message: Message) -> None:
        if self._connecting is None:
            self._connecting = asyncio.ensure_future(self._connect())
        await self._connecting
        await self._run(action, message)

    async def _run(self, action: str, message: Any) -> None:
        await run(self.analysis, type(self.analysis).actions_, action, message)


def _loop_is_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
