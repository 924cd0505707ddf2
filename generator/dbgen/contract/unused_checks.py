"""Find handlers that no page calls, and signals and state that no page listens to."""

from collections.abc import Collection, Container, Iterable, Iterator, Set
from dataclasses import dataclass, field

from dbgen.contract.action_checks import problem
from dbgen.contract.facts import (
    BUILT_IN_SIGNALS,
    LEVELS,
    LIFE_CYCLE,
    STORES,
    PageSide,
    Place,
    PythonSide,
)
from dbgen_schema import Problem, suggest

_NOT_FOR_PAGES = LIFE_CYCLE | LEVELS | {"*", *STORES.values()}


@dataclass(slots=True)
class Unused:
    """What has no use in any of the analyses that have it: classes may share their bases."""

    _used: set[Place] = field(default_factory=set)
    _unused: dict[Place, Problem] = field(default_factory=dict)

    def add(self, page: PageSide, python: PythonSide, mentioned: Container[str]) -> None:
        """Take in one analysis."""
        self._add_handlers(page, python, mentioned)
        hears = page.connected and page.hears_known
        for place, found in _signals(page, python):
            self._add(place, found if hears else None)
        for place, found in _keys(page, python):
            self._add(place, found if hears else None)

    def problems(self) -> list[Problem]:
        """Return a warning for everything without a use."""
        return [found for place, found in self._unused.items() if place not in self._used]

    def _add(self, place: Place, found: Problem | None) -> None:
        if found is None:
            self._used.add(place)
        else:
            self._unused[place] = found

    def _add_handlers(self, page: PageSide, python: PythonSide, mentioned: Container[str]) -> None:
        knows = page.connected and page.sends_known and python.handlers_known
        sent = {each.action for each in page.sent}
        called = _with_meant(sent | _NOT_FOR_PAGES, sent, python.handlers.keys())
        for action, handlers in python.handlers.items():
            for handler in handlers:
                used = not (knows and handler.plain) or action in called
                used = used or handler.method in mentioned
                self._add(handler.place, None if used else _handler(action, handler.place))


def _with_meant(used: Set[str | None], names: Set[str], options: Set[str]) -> Set[str | None]:
    """Return what is used, and the options that were meant; which takes a while to find out."""
    return used if options <= used else used | meant(names, options)


def meant(names: Iterable[str], options: Collection[str]) -> set[str]:
    """Return the options that were proposed for names which are none: one report is enough."""
    return {near for name in names if name not in options if (near := suggest(name, options))}


def _handler(action: str, place: Place) -> Problem:
    message = f"no page sends the action `{action}`"
    hint = f'send it: `<button data-action="{action}">`; or remove the handler'
    return problem(place, "DB309", message, hint)


def _signals(page: PageSide, python: PythonSide) -> Iterator[tuple[Place, Problem | None]]:
    names = {each.signal for each in page.heard}
    # A page that takes the signal for state has been told so already.
    names |= {each.key for each in page.heard if each.signal in STORES and each.key}
    heard = _with_meant(names | BUILT_IN_SIGNALS, names, python.emitted.keys())
    for signal, place in python.emitted.items():
        message = f"no page listens to the signal `{signal}`"
        hint = f'listen: `connection.on("{signal}", ...)`; or remove it'
        yield place, None if signal in heard else problem(place, "DB310", message, hint)


def _keys(page: PageSide, python: PythonSide) -> Iterator[tuple[Place, Problem | None]]:
    signals = {each.signal for each in page.heard}
    for store, state in python.state.items():
        shown = {each.key for each in page.heard if each.signal == store}
        keys = _with_meant(shown, {key for key in shown if key}, state.keys.keys())
        for key, place in state.keys.items():
            used = state.all_read or key in state.read or key in keys or None in keys
            message = f"nothing reads the key `{key}`: no page listens to it, nor does Python ask"
            hint = f"show it: `<p {_attributes(store, key)}></p>`; or remove it"
            is_used = used or key in signals
            yield place, None if is_used else problem(place, "DB311", message, hint)


def _attributes(store: str, key: str) -> str:
    action = f'data-action="{key}"'
    return action if store == "data" else f'{action} data-signal="{store}:{key}"'
