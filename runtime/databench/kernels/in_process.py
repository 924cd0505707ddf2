"""An analysis that runs in the server: no start-up time, one event loop for all visitors."""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from databench.actions import ArgumentsError, Message, Rest, Table, begin, reachable, within
from databench.analysis import Analysis
from databench.kernels.base import HandlerError, Kernel, Start

_STORES: Final = ("data", "class_data")


class InProcess(NamedTuple):
    """Run instances of a class in the server's own process.

    Args:
        name: the analysis, as in index.yaml.
        cls: its class.
        version: version of the analyses, told to the page.
    """

    name: str
    cls: type[Analysis]
    version: str | None = None

    def kernel(self, start: Start) -> Kernel:
        """Return a kernel that has not started yet."""
        return Instance(self.name, self.cls, start)


class Instance:
    """One instance of an analysis and the way to its handlers."""

    def __init__(self, name: str, cls: type[Analysis], start: Start) -> None:
        self._name = name
        self._cls = cls
        self._start = start
        self._table: Table = cls.actions_
        self.reachable = reachable(self._table)
        self.concurrent = concurrent(self._table)
        self.analysis: Analysis

    async def start(self) -> None:
        """Make the instance."""
        try:
            analysis = self._cls()
            analysis.set_emit_fn(self._start.session.emit)
            # What it has opened by the time that it fails is closed, too.
            self.analysis = analysis
            self.analysis = analysis.init_databench(self._start.id_, name=self._name)
        except BaseException as error:
            # As for handlers: whatever a constructor raises, the server goes on.
            raise failure(error) from error

    def state(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the present values of `data` and `class_data`."""
        with _HANDLERS:
            return {signal: getattr(self.analysis, signal).as_dict() for signal in _STORES}

    def begin(self, action: str, message: Message) -> Rest | None:
        """Run the handlers of an action up to the first that has to wait."""
        with _HANDLERS:
            rest = begin(self.analysis, self._table, action, message)
        return None if rest is None else within(self._finish, rest)

    async def _finish(self, rest: Rest) -> None:
        with _HANDLERS:
            await rest()

    async def stop(self) -> None:
        """Close the datastores; the values of `data` stay for whoever comes back."""
        analysis = getattr(self, "analysis", None)
        stores = [getattr(analysis, name, None) for name in _STORES]
        with _HANDLERS, contextlib.ExitStack() as stack:
            for store in stores:
                if store is not None:
                    stack.callback(store.close)


class _Handlers:
    """What runs within are handlers: nothing that they raise, SystemExit included, goes further."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Turn what was raised into a HandlerError."""
        if error is None or isinstance(error, ArgumentsError) or _is_being_cancelled():
            return
        raise failure(error) from error


_HANDLERS: Final = _Handlers()


def _is_being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def concurrent(table: Table) -> frozenset[str]:
    """Return the actions all of whose handlers may run beside others."""
    return frozenset(
        action for action, handlers in table.items() if all(one.concurrent for one in handlers)
    )


def failure(error: BaseException) -> HandlerError:
    """Return what a session is told about an exception of a handler."""
    return HandlerError("".join(traceback.format_exception(error)))
