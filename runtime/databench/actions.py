"""Actions of an analysis: how methods become handlers, and how a message becomes a call.

The table of a class is built once, when the class is created. It is the only way from the wire
to Python: no name that a browser sends is ever looked up as an attribute.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar, overload

from databench.codec import Json
from databench.coroutines import finish, start

Function = TypeVar("Function", bound=Callable[..., Any])

LIFE_CYCLE: Final = frozenset({"connect", "args", "connected", "disconnected"})
LEVELS: Final = ("log", "warn", "error")
ANY_ACTION: Final = "*"

_POSITIONAL: Final = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class NoMessage:
    """The type of the one value that stands for `no message at all`."""

    def __repr__(self) -> str:
        return "NO_MESSAGE"


NO_MESSAGE: Final = NoMessage()

Message: TypeAlias = "Json | NoMessage"


class Parameters:
    """What the function of a handler takes, looked at when it is first called.

    Attributes:
        function: which one it was; an instance may have another one by the name of its class's.
        signature: its signature.
        counts: how many positional arguments, and nothing else, it surely takes. Binding tells as
            much, and why not, but costs more than all else that happens to a message.
    """

    __slots__ = ("counts", "function", "signature")

    def __init__(self) -> None:
        self.function: object = None
        self.signature = inspect.Signature()
        self.counts = range(0)

    def look_at(self, function: Callable[..., Any]) -> None:
        """Find out what a function takes."""
        self.signature = inspect.signature(function)
        self.counts = _counts(self.signature)
        self.function = function


def _counts(signature: inspect.Signature) -> range:
    parameters = signature.parameters.values()
    if not all(parameter.kind in _POSITIONAL for parameter in parameters):
        return range(0)
    required = [parameter for parameter in parameters if parameter.default is parameter.empty]
    return range(len(required), len(parameters) + 1)


class Handler(NamedTuple):
    """One method of a class that handles an action.

    Attributes:
        action: the action.
        attribute: name of the method.
        parameters: what it takes.
        concurrent: whether it may run beside other actions.
        waits: whether calling it surely does no more than to make something to wait for.
    """

    action: str
    attribute: str
    parameters: Parameters
    concurrent: bool = False
    waits: bool = False


Table = Mapping[str, tuple[Handler, ...]]


class Rest(functools.partial[Awaitable[None]]):
    """Does what is left of an action that was begun; it has to be called and awaited, or abandoned.

    Attributes:
        begun: what a handler returned, which may go on by itself; None if none has begun.
    """

    begun: object = None


class ArgumentsError(TypeError):
    """A message does not fit the parameters of a handler."""


@overload
def on(function: Function, /) -> Function: ...


@overload
def on(*, concurrent: bool = False) -> Callable[[Function], Function]: ...


def on(
    function: Callable[..., Any] | None = None, /, *, concurrent: bool = False
) -> Callable[..., Any]:
    """Mark a method as handler of the action that has its name.

    Args:
        function: the method, when used without parentheses.
        concurrent: let it run beside other actions of its connection instead of after them.
    """
    if function is None:
        return functools.partial(_mark, None, concurrent)
    return _mark(None, concurrent, function)


def on_action(name: str, *, concurrent: bool = False) -> Callable[[Function], Function]:
    """Mark a method as handler of the action called name; `*` handles every action."""
    return functools.partial(_mark, name, concurrent)


def _mark(name: str | None, concurrent: bool, function: Function) -> Function:
    marked: Any = _started(function) if inspect.isgeneratorfunction(function) else function
    marked.action = name or function.__name__
    marked.concurrent = concurrent
    return marked  # type: ignore[no-any-return]


def _started(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a generator function run when it is called, as handlers that call each other expect."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return start(function(*args, **kwargs))

    return call


def table_of(cls: type) -> Table:
    """Return the handlers of a class, inherited ones first, each under its action."""
    handlers: dict[str, Handler] = {}
    for base in reversed(cls.__mro__):
        for attribute, value in vars(base).items():
            handlers.pop(attribute, None)
            handlers.update((handler.attribute, handler) for handler in _handler(attribute, value))
    table: dict[str, tuple[Handler, ...]] = {}
    for handler in handlers.values():
        table[handler.action] = (*table.get(handler.action, ()), handler)
    return table


def _handler(attribute: str, value: object) -> Iterator[Handler]:
    if not callable(value):
        return
    action = getattr(value, "action", None)
    waits = inspect.iscoroutinefunction(value)
    if isinstance(action, str):
        concurrent = bool(getattr(value, "concurrent", False))
        yield Handler(action, attribute, Parameters(), concurrent, waits)
    elif attribute.startswith("on_") and inspect.isroutine(value):
        yield Handler(attribute.removeprefix("on_"), attribute, Parameters(), waits=waits)


def reachable(table: Table) -> frozenset[str]:
    """Return the actions that a browser may ask for, `*` among them if every other one is."""
    return frozenset(table) - LIFE_CYCLE


def arguments(message: Message) -> tuple[list[Json], dict[str, Json]]:
    """Return the positional and the keyword arguments that a message stands for."""
    if isinstance(message, NoMessage):
        return [], {}
    if isinstance(message, list):
        return message, {}
    if isinstance(message, dict):
        return [], message
    return [message], {}


async def run(analysis: object, table: Table, action: str, message: Message) -> None:
    """Run all handlers of an action, one after the other.

    Raises:
        ArgumentsError: the message does not fit a handler.
    """
    await _finish(None, handlers_of(table, action), analysis, action, message)


def within(function: Callable[..., Awaitable[None]], rest: Rest, *arguments: object) -> Rest:
    """Return a rest that calls function with the arguments and another rest."""
    outer = Rest(function, *arguments, rest)
    if rest.begun is not None:
        outer.begun = rest.begun
    return outer


def begin(analysis: object, table: Table, action: str, message: Message) -> Rest | None:
    """Run the handlers of an action up to the first that has to wait; return what is left to do.

    Raises:
        ArgumentsError: the message does not fit a handler.
    """
    handlers = handlers_of(table, action)
    for at, handler in enumerate(handlers):
        if handler.waits:
            return Rest(_finish, None, handlers[at:], analysis, action, message)
        result = _call(analysis, handler, action, message)
        if result is not None:
            later = handlers[at + 1 :]
            rest = Rest(_finish, result, later, analysis, action, message)
            rest.begun = result
            return rest
    return None


def handlers_of(table: Table, action: str) -> tuple[Handler, ...]:
    """Return all handlers of an action, those of every action last."""
    return table.get(action, ()) + table.get(ANY_ACTION, ())


async def _finish(
    result: object,
    later: tuple[Handler, ...],
    analysis: object,
    action: str,
    message: Message,
) -> None:
    if result is not None:
        await finish(result)
    for handler in later:
        await finish(_call(analysis, handler, action, message))


def _call(analysis: object, handler: Handler, action: str, message: Message) -> object:
    positional, keywords = arguments(message)
    method = getattr(analysis, handler.attribute)
    _check_arguments(action, method, handler.parameters, positional, keywords)
    return method(*positional, **keywords)


def _check_arguments(
    action: str,
    method: Callable[..., Any],
    parameters: Parameters,
    positional: list[Json],
    keywords: dict[str, Json],
) -> None:
    # Binding the plain function, with its instance as first argument, also refuses a message
    # that has a key called `self`.
    function = getattr(method, "__func__", method)
    instance = [method.__self__] if inspect.ismethod(method) else []
    if function is not parameters.function:
        parameters.look_at(function)
    if not keywords and len(instance) + len(positional) in parameters.counts:
        return
    try:
        parameters.signature.bind(*instance, *positional, **keywords)
    except TypeError as error:
        raise ArgumentsError(
            f"action {action!r} takes {inspect.signature(method)}: {error}"
        ) from None
