"""What the two sides of an analysis say to each other: the values that the checks compare."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from dbgen_schema import Problem

STORES = {"data": "set_state", "class_data": "set_class_state"}
"""The signals that state arrives in, and the method of the analysis that sets it."""

LEVELS = frozenset({"log", "warn", "error"})
BUILT_IN_SIGNALS = LEVELS | STORES.keys() | {"__process", "__connect"}
LIFE_CYCLE = frozenset({"connect", "args", "connected", "disconnected"})


class Place(NamedTuple):
    """A place in a file of the project, counted from 1."""

    file: str
    line: int
    column: int


class By(StrEnum):
    """What sends an action."""

    BUTTON = "button"
    TEXT_INPUT = "text input"
    SLIDER = "slider"
    EMIT = "emit"


class Arguments(NamedTuple):
    """What a message becomes for the handler; with `more`, there may be further names."""

    positional: int = 0
    names: tuple[str, ...] = ()
    more: bool = False


class Sent(NamedTuple):
    """An action that a page sends.

    `certain` is False where the page may lack it, `explicit` where the name is only the one that
    an element happens to have; `own_use` tells that the page itself does something with the
    element. The `arguments` are None where they cannot be known, and `changed` where a script may
    send others instead.
    """

    action: str
    place: Place
    by: By
    arguments: Arguments | None = None
    certain: bool = True
    explicit: bool = True
    own_use: bool = False
    changed: bool = False


class Heard(NamedTuple):
    """A signal that a page listens to; the `key` is None for the whole load, or any key of it."""

    signal: str
    key: str | None
    place: Place
    certain: bool = True
    by_script: bool = False


class Repeated(NamedTuple):
    """An id that two elements of a page have, and that is the action of both."""

    name: str
    place: Place
    first: Place


@dataclass(slots=True)
class PageSide:
    """All that the pages of an analysis are known to send and to hear.

    `sends_known` and `hears_known` tell that there is nothing else; `foreign` that a page opens
    connections to an address that it spells out, which may be that of another analysis. `unwired`
    are elements that look as if they listened, `problems` what is wrong with the page by itself,
    `scripts` the files of those that were read.
    """

    sent: list[Sent] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    repeated: list[Repeated] = field(default_factory=list)
    unwired: list[Heard] = field(default_factory=list)
    problems: set[Problem] = field(default_factory=set)
    scripts: set[str] = field(default_factory=set)
    connected: bool = False
    foreign: bool = False
    sends_known: bool = True
    hears_known: bool = True


class Parameters(NamedTuple):
    """The parameters of a handler, without the instance, which a `static` one does not get.

    One without `room` for the instance gets it all the same, so that every call fails.
    """

    positional: tuple[str, ...] = ()
    positional_only: int = 0
    defaults: int = 0
    keyword_only: tuple[str, ...] = ()
    keyword_required: tuple[str, ...] = ()
    varargs: bool = False
    varkw: bool = False
    static: bool = False
    room: bool = True


class Handler(NamedTuple):
    """A method that answers an action; the `parameters` are None where they cannot be known."""

    action: str
    method: str
    place: Place
    parameters: Parameters | None
    plain: bool = True


class Unmarked(NamedTuple):
    """A method that a decorator would make a handler; `replaces` is the one that it ends so."""

    method: str
    place: Place
    replaces: Handler | None = None


@dataclass(slots=True)
class State:
    """What is known of one datastore: where keys are set, which are read back in Python."""

    keys: dict[str, Place] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    known: bool = True
    all_read: bool = False


class Attributes(NamedTuple):
    """The attributes that an analysis reads of its instance, and that nothing seems to give it.

    `absent` has their places by name; the `doubted` ones may come from where nobody can look.
    `classes` are the names of its classes, `modules` are those that they stand in, and `own` are
    the attributes that these classes have.
    """

    absent: Mapping[str, tuple[Place, ...]]
    doubted: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


@dataclass(slots=True)
class PythonSide:
    """All that an analysis is known to handle, to emit and to set.

    `unmarked` are methods by the actions that they would handle if they had a decorator; the
    `attributes` are None if it has all that it asks for.
    """

    name: str
    file: str
    handlers: Mapping[str, tuple[Handler, ...]]
    handlers_known: bool = True
    unmarked: Mapping[str, Unmarked] = field(default_factory=dict)
    emitted: dict[str, Place] = field(default_factory=dict)
    emitted_known: bool = True
    state: dict[str, State] = field(default_factory=lambda: {name: State() for name in STORES})
    attributes: Attributes | None = None

    def forget_sent(self) -> None:
        """Take down that the analysis may emit and set anything."""
        self.emitted_known = False
        for state in self.state.values():
            state.known, state.all_read = False, True

    def without_sent(self) -> "PythonSide":
        """Return the same of an analysis that may emit and set anything."""
        side = replace(self, state={name: replace(state) for name, state in self.state.items()})
        side.forget_sent()
        return side
