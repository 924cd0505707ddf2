"""Check what pages send against what the class handles."""

from collections.abc import Iterator
from typing import Final

from dbgen.contract.facts import (
    LEVELS,
    LIFE_CYCLE,
    STORES,
    Arguments,
    By,
    Handler,
    PageSide,
    Parameters,
    Place,
    PythonSide,
    Sent,
    Unmarked,
)
from dbgen.contract.fitting import misfit, signature
from dbgen_schema import Problem, Severity, suggest

_SKIP: Final = 'or keep the element to the page itself: `data-skipwire="true"`'
_STATE_ACTIONS: Final = frozenset(STORES.values())
_OF_THE_SERVER: Final = {
    "connect": Arguments(),
    "args": Arguments(names=("cli_args", "request_args")),
    "connected": Arguments(),
    "disconnected": Arguments(),
}


def problem(
    place: Place, code: str, message: str, hint: str, severity: Severity = Severity.WARNING
) -> Problem:
    """Return a problem at a place."""
    return Problem(place.file, place.line, place.column, code, message, hint, severity)


def check_actions(page: PageSide, python: PythonSide) -> Iterator[Problem]:
    """Yield what the pages send in vain, or with the wrong arguments."""
    for sent in page.sent:
        if sent.certain:
            yield from _check_sent(sent, python)
    for repeated in page.repeated:
        message = f"the id `{repeated.name}` is already that of an element"
        hint = f"it is in line {repeated.first.line} of {repeated.first.file}; ids are unique"
        yield problem(repeated.place, "DB308", message, f"{hint}, actions need not be")
    for unwired in page.unwired:
        message = "`data-signal` has no effect on a text without `data-action`"
        hint = f'add `data-action="{unwired.signal.rpartition(":")[2]}"`'
        yield problem(unwired.place, "DB312", message, hint)


def _check_sent(sent: Sent, python: PythonSide) -> Iterator[Problem]:
    action, handlers = sent.action, python.handlers.get(sent.action, ())
    any_action = "*" in python.handlers or not python.handlers_known
    if action in LIFE_CYCLE:
        yield _reserved(sent)
    elif handlers:
        yield from _check_arguments(sent, handlers)
    elif any_action or action in LEVELS:
        return
    elif action in _STATE_ACTIONS:
        yield _state_action(sent, python)
    elif not action:
        yield _nameless(sent)
    else:
        yield _unhandled(sent, python)


def _reserved(sent: Sent) -> Problem:
    message = f"{_who(sent)} sends the action `{sent.action}`, which only the server may send"
    hint = f"choose another name, and let its handler call `self.{sent.action}(...)` if need be"
    return problem(sent.place, "DB305", message, hint, Severity.ERROR)


def _state_action(sent: Sent, python: PythonSide) -> Problem:
    message = f"{_who(sent)} sends `{sent.action}`, but {python.name} lets no page set its state"
    hint = f"define `{sent.action}` in {python.file} under `@databench.on` to allow it"
    return problem(sent.place, "DB305", message, hint, Severity.ERROR)


def _nameless(sent: Sent) -> Problem:
    if sent.by is By.EMIT:
        message = "the script sends an action without a name, which nothing handles"
        return problem(sent.place, "DB303", message, "write its name", Severity.ERROR)
    message = f"the {sent.by} has no `data-action`, `name` or `id`: what it sends has no handler"
    return problem(sent.place, "DB302", message, f"add `data-action`, {_SKIP}")


def _unhandled(sent: Sent, python: PythonSide) -> Problem:
    hint = _handler_hint(sent, python)
    if sent.by is By.EMIT:
        message = (
            f"the script sends the action `{sent.action}`, which {python.name} does not handle"
        )
        return problem(sent.place, "DB303", message, hint, Severity.ERROR)
    if sent.own_use:
        message = f"the {sent.by} also sends the action `{sent.action}`, which nothing handles"
        return problem(sent.place, "DB302", message, f"{hint}, {_SKIP}")
    message = f"the {sent.by} sends the action `{sent.action}`, which {python.name} does not handle"
    return problem(sent.place, "DB301", message, hint, Severity.ERROR)


def _handler_hint(sent: Sent, python: PythonSide) -> str:
    if sent.action in python.unmarked:
        return _decorator_hint(sent.action, python.unmarked[sent.action])
    near = suggest(sent.action, set(python.handlers) - LIFE_CYCLE - {"*"})
    if near:
        return f"did you mean `{near}`?"
    parameters = "self" if sent.by is By.BUTTON else "self, value"
    if sent.arguments is not None and sent.by is By.EMIT:
        given = ["value"] * bool(sent.arguments.positional)
        parameters = ", ".join(["self", *given, *sent.arguments.names])
    if sent.action.isidentifier():
        return f"add `@databench.on` with `def {sent.action}({parameters})` to {python.file}"
    return f'add a method under `@databench.on_action("{sent.action}")` to {python.file}'


def _decorator_hint(action: str, unmarked: Unmarked) -> str:
    decorator = "on" if action == unmarked.method else f'on_action("{action}")'
    method = f"the method `{unmarked.method}` in {_line(unmarked.place)}"
    replaced = unmarked.replaces
    ended = f", which replaces the handler in {_line(replaced.place)}" if replaced else ""
    return f"put `@databench.{decorator}` above {method}{ended}"


def _line(place: Place) -> str:
    return f"{place.file}:{place.line}"


def _check_arguments(sent: Sent, handlers: tuple[Handler, ...]) -> Iterator[Problem]:
    for handler in handlers:
        takes, arguments = handler.parameters, sent.arguments
        if takes and not takes.room:
            yield _roomless(handler, takes)
        elif takes and arguments is not None and not sent.changed:
            fault, meant = misfit(arguments, takes)
            if fault:
                message = f"the handler `{handler.method}` {fault}"
                defined = f"`{signature(handler.method, takes)}` in {_line(handler.place)}"
                hint = "; ".join(filter(None, [meant, _sends(sent), defined]))
                yield problem(sent.place, "DB304", message, hint, Severity.ERROR)


def _roomless(handler: Handler, takes: Parameters) -> Problem:
    message = f"the handler `{handler.method}` takes no instance, so that every call fails"
    hint = f"write `{signature(handler.method, takes._replace(room=True))}`"
    return problem(handler.place, "DB304", message, hint, Severity.ERROR)


def _sends(sent: Sent) -> str:
    if sent.by is By.BUTTON:
        return "a button sends no arguments"
    return "" if sent.by is By.EMIT else f"a {sent.by} sends one value"


def _who(sent: Sent) -> str:
    return "the script" if sent.by is By.EMIT else f"the {sent.by}"


def check_life_cycle(python: PythonSide) -> Iterator[Problem]:
    """Yield the handlers that fail for each visitor: they do not take what the server sends."""
    if not python.handlers_known:
        return
    failing: dict[Place, Problem] = {}
    for action, arguments in _OF_THE_SERVER.items():
        for handler in (*python.handlers.get(action, ()), *python.handlers.get("*", ())):
            for found in _check_call(action, arguments, handler):
                failing.setdefault(handler.place, found)
    yield from failing.values()


def _check_call(action: str, arguments: Arguments, handler: Handler) -> Iterator[Problem]:
    takes = handler.parameters
    if takes and not takes.room:
        yield _roomless(handler, takes)
    elif takes:
        fault, _ = misfit(arguments, takes)
        if fault:
            given = " and ".join(f"`{name}`" for name in arguments.names)
            sends = f"the server sends `{action}` for each visitor, with {given or 'no arguments'}"
            every = "; take `*args, **kwargs`" if handler.action == "*" else ""
            message = f"the handler `{handler.method}` {fault}"
            yield problem(handler.place, "DB304", message, sends + every, Severity.ERROR)
