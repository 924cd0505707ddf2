"""Tell which expressions of a script are certainly connections to the analysis."""

from typing import Final

from tree_sitter import Node

from dbgen.contract.javascript.bindings import Binding, Scope
from dbgen.contract.javascript.functions import Functions, Parameter
from dbgen.contract.javascript.scopes import Met, Names
from dbgen.script_syntax import FUNCTIONS, field, literal, text_of

CONNECTION: Final = "connection"
FOREIGN: Final = "foreign connection"
"""A connection to an address that the page spells out: perhaps another analysis."""
PERHAPS: Final = "perhaps a connection"
"""What is a connection or a promise of one at times, and at times something else."""
WIRE: Final = "Databench.ui.wire"

_MAY_BE: Final = frozenset({CONNECTION, FOREIGN, PERHAPS})
_PROMISES: Final = {"promise of connection": CONNECTION, "promise of foreign": FOREIGN}
_PROMISE_OF: Final = {connection: promise for promise, connection in _PROMISES.items()}
_ITSELF: Final = "itself"
"""What a name is while it is found out what it is: `window.d = d` says nothing new."""
_CHAINED: Final = frozenset({"connect", "emit", "on", "onProcess", "preEmit", "trigger"})
_GLOBAL: Final = frozenset({"window", "globalThis", "self"})
_MOST_HANDED_ON: Final = 5
"""From function to function, as an argument."""
_NOTHING: Final = frozenset({"undefined", "null"})
_WITHOUT_METHODS: Final = frozenset({"undefined", "null", "false", "void 0"})
"""Whoever calls a method of it, does so where the name holds something else."""
_LONG: Final = 10


def is_connection(kind: str) -> bool:
    """Return whether a kind is a connection of either sort."""
    return kind in (CONNECTION, FOREIGN)


def is_promise(kind: str) -> bool:
    """Return whether a kind is a promise of a connection."""
    return kind in _PROMISES


def may_be_connection(kind: str) -> bool:
    """Return whether a kind is a connection, at least at times."""
    return kind in _MAY_BE


def is_require(callee: Node) -> bool:
    """Return whether a call is one of `require`."""
    return callee.type == "identifier" and text_of(callee) == "require"


def matters(kind: str) -> bool:
    """Return whether a kind has to do with the connection or the library."""
    # Most expressions have nothing to do with either.
    return bool(kind) and (kind in _MAY_BE or is_promise(kind) or kind.startswith("Databench"))


def is_foreign(kind: str) -> bool:
    """Return whether a kind has to do with a connection to an address that the page spells out."""
    return FOREIGN in (kind, _PROMISES.get(kind))


class Kinds:
    """What expressions stand for: a part of the library (`Databench.ui`), a connection, or ""."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._has_wholes = names.modules.has_wholes
        self._by_node: dict[int, str] = {}
        self._by_binding: dict[int, str] = {}
        for met in names.calls:
            self._bind_callback(met)
        self.functions = Functions(names)
        for _ in range(_MOST_HANDED_ON):
            if not self._bind_parameters():
                break

    def receives(self, call: Met, index: int) -> bool:
        """Return whether a function of the page gets a connection as an argument of a call."""
        binding = self.functions.parameter(call, index)
        return binding is not None and is_connection(binding.given)

    def _bind_parameters(self) -> bool:
        """Note the connections that functions certainly get; return whether there are more."""
        found = [(each, self._given(each)) for each in self.functions.parameters()]
        fresh = [(each, kind) for each, kind in found if kind and not each.binding.given]
        for each, kind in fresh:
            each.binding.given = kind
        if fresh:
            self._forget()
        return bool(fresh)

    def _given(self, parameter: Parameter) -> str:
        kinds = {self.of(node, met.scope) for node, met in parameter.given}
        kind = kinds.pop() if len(kinds) == 1 else ""
        return kind if is_connection(kind) else ""

    def _forget(self) -> None:
        self._by_node.clear()
        self._by_binding.clear()

    def of(self, node: Node, scope: Scope) -> str:
        """Return the kind of an expression."""
        kind = self._by_node.get(node.id)
        if kind is None:
            kind = self._kind(node, scope)
            if kind != _ITSELF:
                self._by_node[node.id] = kind
        return kind

    def constant(self, node: Node, scope: Scope) -> str | None:
        """Return the text that an expression always has, or None."""
        if node.type == "identifier":
            binding = scope.find(text_of(node))
            if binding is None or binding.opaque or binding.path or len(binding.values) != 1:
                return None
            node = binding.values[0][0]
        return literal(node)

    def _kind(self, node: Node, scope: Scope) -> str:
        form = node.type
        if form == "identifier":
            return self._named(text_of(node), scope)
        if form == "member_expression":
            return self._member(node, scope)
        if form == "new_expression":
            constructor, given = self._names.called[node.id]
            is_ours = constructor and self.of(constructor, scope) == "Databench.Connection"
            return _opened(given) if is_ours else ""
        if form == "call_expression":
            return self._called(node, scope)
        if form == "await_expression":
            return _kept(self.of(node.named_children[0], scope))
        right = field(node, "right") if form == "assignment_expression" else None
        return self.of(right, scope) if right else ""

    def _named(self, name: str, scope: Scope) -> str:
        binding = scope.find(name)
        if binding is None:
            return "Databench" if name == "Databench" else ""
        return self.bound(binding)

    def bound(self, binding: Binding) -> str:
        """Return the kind of what a name stands for."""
        if not binding.values:
            return binding.given
        if id(binding) not in self._by_binding:
            self._by_binding[id(binding)] = _ITSELF
            self._by_binding[id(binding)] = self._assigned(binding)
        return self._by_binding[id(binding)]

    def _assigned(self, binding: Binding) -> str:
        values = binding.values
        held = [each for each in values if not _has_no_methods(each[0])]
        kinds = {self.of(node, scope) for node, scope in held}
        kinds.discard(_ITSELF)
        if binding.opaque or binding.given:
            kinds.add(binding.given)
        if len(kinds) > 1 or (binding.path and len(held) > 1):
            return PERHAPS if any(map(matters, kinds)) else ""
        kind = kinds.pop() if kinds else ""
        if not binding.path:
            return kind
        return f"{kind}.{binding.path}" if kind.startswith("Databench") else ""

    def _member(self, node: Node, scope: Scope) -> str:
        owner, name = field(node, "object"), node.child_by_field_name("property")
        if owner is None or name is None:
            return ""
        if owner.type == "this":
            binding = self._names.properties.get(text_of(name))
            return self.bound(binding) if binding else ""
        if owner.type == "identifier" and text_of(owner) in _GLOBAL:
            return self._named(text_of(name), scope.top)
        part = self._part(node, scope) if self._has_wholes else None
        if part is not None:
            return self.bound(part)
        kind = self.of(owner, scope)
        return f"{kind}.{text_of(name)}" if kind.startswith("Databench") else ""

    def is_module(self, node: Node, scope: Scope) -> bool:
        """Return whether an expression is a whole module of the page: `import * as`."""
        part = self._part(node, scope) if self._has_wholes else None
        return part is not None and bool(part.module)

    def _part(self, node: Node, scope: Scope) -> Binding | None:
        """Return what a name stands for, or a name of a whole module: `module.name`."""
        if node.type == "identifier":
            return scope.find(text_of(node))
        owner = field(node, "object") if node.type == "member_expression" else None
        name = node.child_by_field_name("property") if owner else None
        if owner is None or name is None or owner.type not in ("identifier", "member_expression"):
            return None
        whole = self._part(owner, scope)
        return (
            self._names.modules.find(whole.module, text_of(name))
            if whole and whole.module
            else None
        )

    def _called(self, node: Node, scope: Scope) -> str:
        callee, given = self._names.called[node.id]
        if callee is None:
            return ""
        kind = self.of(callee, scope)
        if kind == "Databench.connect":
            return _opened(given)
        if kind == "Databench.attach":
            return _PROMISE_OF[_opened(given)]
        if kind == WIRE:
            return self.of(given[0], scope) if given else ""
        if is_require(callee) and given:
            return "Databench" if literal(given[0]) == "databench" else ""
        connection, method = self.method(callee, scope)
        return connection if method in _CHAINED else ""

    def method(self, callee: Node, scope: Scope) -> tuple[str, str]:
        """Return the connection and the method of `connection.method`, or two empty texts."""
        owner = field(callee, "object") if callee.type == "member_expression" else None
        name = callee.child_by_field_name("property") if owner else None
        kind = self.of(owner, scope) if owner else ""
        is_known = may_be_connection(kind) or kind == _ITSELF
        return (kind, text_of(name)) if name and is_known else ("", "")

    def _bind_callback(self, met: Met) -> None:
        """Note the connection that a callback gets from the library as its parameter."""
        callee, given = self._names.called[met.node.id]
        # Most calls get no function, and what they call need not be known.
        if callee is None or not any(each.type in FUNCTIONS for each in given):
            return
        kind, index = self._handed_over(callee, given, met.scope)
        function = given[index] if kind and len(given) > index else None
        if function is None or function.type not in FUNCTIONS:
            return
        name = _first_parameter(function)
        inner = self._names.functions.get(function.id)
        if name and inner:
            inner.names[name].given = kind
            self._forget()

    def _handed_over(self, callee: Node, given: list[Node], scope: Scope) -> tuple[str, int]:
        """Return which connection a call hands to the callback at an index of its arguments."""
        if self.of(callee, scope) == "Databench.connect":
            return _opened(given), 3
        connection, method = self.method(callee, scope)
        if method == "connect":
            return connection, 0
        owner = field(callee, "object") if callee.type == "member_expression" else None
        name = callee.child_by_field_name("property")
        if owner and name and text_of(name) == "then":
            return _kept(self.of(owner, scope)), 0
        return "", 0


def _has_no_methods(node: Node) -> bool:
    # Most values are long, and their texts would have to be copied.
    return node.end_byte - node.start_byte < _LONG and text_of(node) in _WITHOUT_METHODS


def _kept(promise: str) -> str:
    """Return what a promise becomes."""
    return PERHAPS if promise == PERHAPS else _PROMISES.get(promise, "")


def _opened(given: list[Node]) -> str:
    """Return the sort of a connection by the arguments that it is made with."""
    return CONNECTION if not given or text_of(given[0]) in _NOTHING else FOREIGN


def _first_parameter(function: Node) -> str:
    single = function.child_by_field_name("parameter")
    several = function.child_by_field_name("parameters")
    first = single or (several.named_children[0] if several and several.named_children else None)
    if first is not None and first.type == "required_parameter":
        first = first.child_by_field_name("pattern")
    return text_of(first) if first is not None and first.type == "identifier" else ""
