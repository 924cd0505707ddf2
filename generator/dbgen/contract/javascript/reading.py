"""Read the scripts of a page together, because they share their global names."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tree_sitter import Node

from dbgen.contract.facts import Arguments
from dbgen.contract.javascript.connections import (
    CONNECTION,
    FOREIGN,
    WIRE,
    Kinds,
    is_connection,
    is_foreign,
    is_promise,
    is_require,
)
from dbgen.contract.javascript.escapes import escapes
from dbgen.contract.javascript.messages import arguments_of
from dbgen.contract.javascript.missing_exports import MissingExports, ReadModule
from dbgen.contract.javascript.missing_members import MissingMember, missing_members
from dbgen.contract.javascript.mistakes import first_mistake
from dbgen.contract.javascript.scopes import Met, Names
from dbgen.contract.javascript.signs import ADDS, CHANGES, FORMATS, REPLACES
from dbgen.script_syntax import field as child
from dbgen.script_syntax import key_of, literal, members, parse, text_of


class Spot(NamedTuple):
    """A place in one of the scripts: its number, and the byte there."""

    script: int
    byte: int


class Emitted(NamedTuple):
    """An `emit` of a script; not `certain` where it may be that of something else."""

    action: str
    spot: Spot
    arguments: Arguments | None
    certain: bool = True


class Listened(NamedTuple):
    """An `on` or `once` of a script; the key is None for the whole load or for any key.

    It is not `certain` where it may be that of something else.
    """

    signal: str
    key: str | None
    spot: Spot
    certain: bool = True


@dataclass(slots=True)
class Scripts:
    """What the scripts of a page do with its connection.

    `sends_known` and `hears_known` tell that they do nothing else; `foreign` that they connect to
    an address of their own, `changes` that they may give elements other actions, `wires` that
    they wire all elements of the page, `formats` that they change what elements send, `adds` that
    they may put further elements or scripts into the page, `too_deep` the numbers of those that are
    nested too deeply, so that nothing is known of any. `broken` are the places where a script
    certainly does not parse, with what is wrong there, `missing` what they call and is not there,
    unless other scripts put it there, `unexported` the places of names that a module imports in
    vain, with what is wrong there and a hint.
    """

    emitted: list[Emitted] = field(default_factory=list)
    listened: list[Listened] = field(default_factory=list)
    broken: list[tuple[Spot, str]] = field(default_factory=list)
    missing: list[MissingMember] = field(default_factory=list)
    unexported: list[tuple[Spot, str, str]] = field(default_factory=list)
    triggered: set[str] = field(default_factory=set)
    hooked: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    connected: bool = False
    foreign: bool = False
    wires: bool = False
    changes: bool = False
    formats: bool = False
    adds: bool = False
    too_deep: tuple[int, ...] = ()
    hooks_known: bool = True
    triggers_known: bool = True
    sends_known: bool = True
    hears_known: bool = True

    def forget(self) -> None:
        """Take down that something else may be sent, heard, hooked and triggered."""
        self.sends_known = self.hears_known = self.hooks_known = self.triggers_known = False


class ScriptText(NamedTuple):
    """The text of a script, what others import it by, and the addresses of what it imports."""

    text: bytes
    typescript: bool = False
    module: str = ""
    links: tuple[tuple[str, str], ...] = ()


def read_scripts(texts: list[ScriptText]) -> Scripts:
    """Return what the scripts of a page do; one that does not parse may do anything."""
    found, names = Scripts(), Names()
    modules: dict[int, ReadModule] = {}
    for number, script in enumerate(texts):
        root = parse(script.text, typescript=script.typescript)
        if root is None:
            found.forget()
            found.changes = found.formats = True
            if mistake := first_mistake(script.text, typescript=script.typescript):
                found.broken.append((Spot(number, mistake[0]), mistake[1]))
        else:
            links = dict(script.links)
            names.read(root, number, script.module, links)
            # In TypeScript, an import may be that of a type, of which nothing is left.
            if script.module and not script.typescript:
                modules[number] = ReadModule(script.module, root, links)
            _read_text(script.text, found)
    names.finish()
    found.unexported = _unexported(modules)
    _Reader(found, names, [script.text for script in texts]).read()
    if any(REPLACES.are_in(script.text) for script in texts):
        found.emitted.clear()
        found.changes = True
        found.sends_known = False
    return found


def _unexported(modules: dict[int, ReadModule]) -> list[tuple[Spot, str, str]]:
    exports = MissingExports(modules.values())
    return [
        (Spot(number, each.node.start_byte), each.message, each.hint)
        for number, module in modules.items()
        if module.links
        for each in exports.of(module)
    ]


def _read_text(text: bytes, found: Scripts) -> None:
    found.formats = found.formats or FORMATS.are_in(text)
    if CHANGES.are_in(text):
        found.changes = True
        found.sends_known = found.hears_known = False
    if ADDS.are_in(text):
        found.adds = True
        found.forget()


def _picked(node: Node) -> str | None:
    """Return the name of what a pattern or an index takes out of an object."""
    if node.type == "subscript_expression":
        index = child(node, "index")
        return literal(index) if index else None
    return key_of(node) if node.type == "pair_pattern" else text_of(node)


def _is_free(met: Met) -> bool:
    """Return whether nothing declares a name."""
    return met.scope.find(text_of(met.node)) is None


class _Spoken(NamedTuple):
    """A call of a method of what is certainly, or perhaps, a connection."""

    given: list[Node]
    met: Met
    certain: bool


class _Reader:
    """The evaluation of what was met."""

    def __init__(self, found: Scripts, names: Names, texts: list[bytes]) -> None:
        self._found = found
        self._texts = texts
        self._names = names
        self._kinds = Kinds(names)

    def read(self) -> None:
        found = self._found
        found.words = self._names.words
        if not self._is_borrowed():
            found.missing = missing_members(self._names, self._kinds, self._texts)
        if self._names.imports or self._names.markup:
            found.forget()
        made = (*self._names.calls, *self._names.creations)
        kinds = {self._kinds.of(met.node, met.scope) for met in made}
        found.connected = any(is_connection(kind) or is_promise(kind) for kind in kinds)
        found.foreign = any(map(is_foreign, kinds))
        for met in self._names.calls:
            self._call(met)
        if any(escapes(met, self._kinds) for met in self._expressions()) or self._is_borrowed():
            found.forget()

    def _expressions(self) -> list[Met]:
        names = self._names
        return [*names.uses, *names.members, *names.creations, *names.calls]

    def _is_borrowed(self) -> bool:
        """Return whether `other.x` may be the connection that an object has as its `this.x`."""
        bound, names = self._kinds.bound, self._names
        named = {name for name, binding in names.properties.items() if bound(binding)}
        return bool(named) and (
            not named.isdisjoint(names.setters)
            or any(_picked(met.node) in named for met in names.picks)
            or any(self._is_member_of(named, met) for met in names.members)
            # An attribute of a framework may call it just `x`.
            or any(text_of(met.node) in named and _is_free(met) for met in names.uses)
        )

    def _is_member_of(self, named: set[str], member: Met) -> bool:
        name = text_of(member.node).rpartition(".")[2]
        return name in named and not self._kinds.of(member.node, member.scope)

    def _call(self, met: Met) -> None:
        callee, given = self._names.called[met.node.id]
        if callee is None:
            return
        if is_require(callee):
            self._require(met)
        if self._kinds.of(callee, met.scope) == WIRE:
            self._wire(given, met)
        connection, method = self._kinds.method(callee, met.scope)
        if connection == FOREIGN or not method:
            return
        if method in _METHODS:
            _METHODS[method](self, _Spoken(given, met, connection == CONNECTION))

    def _require(self, met: Met) -> None:
        if not self._kinds.of(met.node, met.scope):
            self._found.forget()

    def _wire(self, given: list[Node], met: Met) -> None:
        root = text_of(given[1]) if len(given) > 1 else "document"
        kind = self._kinds.of(given[0], met.scope) if given else ""
        if root in ("document", "undefined") and kind == CONNECTION:
            self._found.wires = True
        else:
            self._found.sends_known = self._found.hears_known = False

    def _emit(self, spoken: _Spoken) -> None:
        given, met, certain = spoken
        name = self._name(given, met)
        message = given[1] if len(given) > 1 else None
        if name is None:
            self._found.sends_known = False
        else:
            spot = Spot(met.script, given[0].start_byte)
            self._found.emitted.append(Emitted(name, spot, arguments_of(message), certain))

    def _listen(self, spoken: _Spoken) -> None:
        given, met, certain = spoken
        if given and given[0].type == "object":
            self._listen_to_keys(given[0], met, certain=certain)
            return
        name = self._name(given, met)
        if name is None:
            self._found.hears_known = False
        else:
            spot = Spot(met.script, given[0].start_byte)
            self._found.listened.append(Listened(name, None, spot, certain))

    def _listen_to_keys(self, node: Node, met: Met, *, certain: bool) -> None:
        for pair in members(node):
            signal, value = key_of(pair), child(pair, "value")
            if signal is None:
                self._found.hears_known = False
                continue
            key = self._kinds.constant(value, met.scope) if value else None
            spot = Spot(met.script, (value or pair).start_byte)
            self._found.listened.append(Listened(signal, key, spot, certain))

    def _trigger(self, spoken: _Spoken) -> None:
        name = self._name(spoken.given, spoken.met)
        if name is None:
            self._found.triggers_known = False
        else:
            self._found.triggered.add(name)

    def _hook(self, spoken: _Spoken) -> None:
        name = self._name(spoken.given, spoken.met)
        if name is None:
            self._found.hooks_known = False
        else:
            self._found.hooked.add(name)

    def _name(self, given: list[Node], met: Met) -> str | None:
        return self._kinds.constant(given[0], met.scope) if given else None


_METHODS: Final = {
    "emit": _Reader._emit,
    "on": _Reader._listen,
    "once": _Reader._listen,
    "preEmit": _Reader._hook,
    "trigger": _Reader._trigger,
}
