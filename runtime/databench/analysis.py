"""The base class of every analysis."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, Final, Self, TypeAlias, TypeGuard

from databench.actions import LEVELS, NO_MESSAGE, Message, NoMessage, Table, on, table_of
from databench.codec import encode
from databench.coroutines import Finished
from databench.datastore import Datastore, Results, StateFunction
from databench.identity import new_id
from databench.limits import LIMITS

EmitFunction: TypeAlias = Callable[[str, object], Awaitable[object] | None]

_LEVEL = {"log": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}
_LONGEST_LINE = 2000
_of_others: Final[set[asyncio.Future[object]]] = set()


class Analysis:
    """One visitor's instance of an analysis: derive from it and write handlers.

    Handlers are methods under `@databench.on`, under `@databench.on_action('name')`, or called
    `on_<name>`. They can be plain functions, `async def`, or generators that yield futures.

    Attributes:
        id_: the analysis id, given by the server.
        data: state of this instance; changes are sent to the page as signal `data`.
        class_data: state shared by all instances of the class, sent as `class_data`.
        cli_args: command line arguments that the server did not know itself.
        request_args: query of the page, a list of values for every key.
    """

    actions_: ClassVar[Table]

    id_: str
    data: Datastore
    class_data: Datastore
    cli_args: list[str]
    request_args: dict[str, list[str]]

    # Classes may have an __init__ that does not call this one's: nothing is set up there.
    _emit_fn: EmitFunction | None = None
    _name: str

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.actions_ = table_of(cls)

    def init_databench(self, id_: str | None = None, *, name: str | None = None) -> Self:
        """Prepare an instance: id, arguments and datastores; return it.

        Args:
            id_: the analysis id; a new one is made without it.
            name: the analysis, first part of the domains of its datastores.
        """
        self.id_ = id_ or new_id()
        self._name = name or type(self).__name__
        self.cli_args = []
        self.request_args = {}
        self.init_datastores()
        return self

    def init_datastores(self) -> None:
        """Make `data` and `class_data`; a class may replace this to use other stores."""
        self.data = Datastore(f"{self._name}/{self.id_}", lifetime=LIMITS.data_lifetime)
        self.data.subscribe(lambda change: self.emit("data", change))
        self.class_data = Datastore(f"{self._name}/{type(self).__name__}")
        self.class_data.subscribe(lambda change: self.emit("class_data", change))

    def set_emit_fn(self, emit_fn: EmitFunction) -> Self:
        """Let emit_fn(signal, message) carry what this instance emits; return the instance."""
        self._emit_fn = emit_fn
        return self

    def emit(self, signal: str, message: object = NO_MESSAGE) -> Awaitable[object]:
        """Send a signal to the page; `log`, `warn` and `error` go to Python's logging, too.

        Returns:
            An awaitable that is done when the frame has been handed to the network: a handler
            that waits for it is never faster than its reader.

        Raises:
            TypeError: the message has no JSON form.
        """
        if signal in LEVELS:
            write_log(self._name, signal, "backend", message)
        if self._emit_fn is None:
            return Finished()
        return self._emit_fn(signal, message) or Finished()

    def set_state(
        self, state: Mapping[str, Any] | StateFunction | None = None, **values: object
    ) -> Awaitable[object]:
        """Set values of `data`; takes what Datastore.set_state takes."""
        return _all(self.data.set_state(state, **values))

    def set_class_state(
        self, state: Mapping[str, Any] | StateFunction | None = None, **values: object
    ) -> Awaitable[object]:
        """Set values of `class_data`; takes what Datastore.set_state takes.

        Returns:
            An awaitable that is done when this instance's page has been told. All others are told,
            too, but nobody waits for a page of another visitor.
        """
        return _all(self.class_data.set_state(state, **values))

    @on
    def connect(self) -> None:
        """Handle the start of a connection; the arguments are not there yet."""

    @on
    def args(self, cli_args: list[str], request_args: dict[str, list[str]]) -> None:
        """Take the arguments of the command line and of the page."""
        self.cli_args = cli_args
        self.request_args = request_args

    @on
    def connected(self) -> None:
        """Handle that the connection is ready."""

    @on
    def disconnected(self) -> None:
        """Handle the end of the connection."""

    @on
    def log(self, *message: object, **fields: object) -> None:
        """Write a message of the page to the log."""
        write_log(self._name, "log", "frontend", _one(message, fields))

    @on
    def warn(self, *message: object, **fields: object) -> None:
        """Write a warning of the page to the log."""
        write_log(self._name, "warn", "frontend", _one(message, fields))

    @on
    def error(self, *message: object, **fields: object) -> None:
        """Write an error of the page to the log."""
        write_log(self._name, "error", "frontend", _one(message, fields))


Analysis.actions_ = table_of(Analysis)


def _one(message: tuple[object, ...], fields: Mapping[str, object]) -> object:
    """Return the one value that a page sent, whichever way it became arguments."""
    if fields:
        return fields
    return message[0] if len(message) == 1 else message


def _all(changes: list[list[object]]) -> Awaitable[object]:
    pending = [result for results in changes for result in _own(results) if _is_pending(result)]
    if len(pending) == 1:
        return pending[0]
    return asyncio.gather(*pending) if pending else Finished()


def _own(results: list[object]) -> list[object]:
    """Return what the own subscribers returned; let what those of others began go on by itself."""
    if not isinstance(results, Results):
        return results
    for result in results.others:
        if inspect.iscoroutine(result):
            task = asyncio.ensure_future(result)
            _of_others.add(task)
            task.add_done_callback(_of_others.discard)
    return results.own


def _is_pending(result: object) -> TypeGuard[Awaitable[object]]:
    # Asking whether it is an Awaitable takes as long as all else that happens here.
    return hasattr(result, "__await__") and not isinstance(result, Finished)


def write_log(analysis: str, level: str, origin: str, message: object | Message) -> None:
    """Write what went over the bridge to the logger of an analysis, on one line."""
    logger = logging.getLogger(f"databench.{analysis}")
    if logger.isEnabledFor(_LEVEL[level]):
        logger.log(_LEVEL[level], "%s: %s", origin, _one_line(message))


def _one_line(message: object) -> str:
    if isinstance(message, NoMessage):
        return ""
    try:
        text = encode(message).decode()
    except TypeError:
        text = repr(message)
    return _printable(text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}…")


def _printable(text: str) -> str:
    """Escape what could forge a line of the log, or command the terminal that shows it."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
