"""Functions and classes that are only ever called by their names, so that all calls are known."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tree_sitter import Node

from dbgen.contract.javascript.bindings import Binding
from dbgen.contract.javascript.scopes import Met, Names
from dbgen.script_syntax import FUNCTIONS, key_of, text_of, wrapping

_CLASSES: Final = frozenset({"class", "class_declaration"})
# How a class makes further instances of itself, or of those that extend it.
_MAKES_MORE: Final = re.compile(rb"\bnew\s+this\b|\.\s*constructor\b")
_FIELD_MODIFIERS: Final = frozenset({"accessibility_modifier", "override_modifier", "readonly"})
_GLOBAL: Final = frozenset({"window", "globalThis", "self"})
_NAMING: Final = frozenset({"export_specifier", "import_specifier", "import_clause"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of such a function, and what each of the calls gives for it."""

    binding: Binding
    given: Sequence[tuple[Node, Met]]


class Functions:
    """The functions of all scripts of a page, and the constructors of its classes."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._calls: defaultdict[int, list[Met]] = defaultdict(list)
        found: dict[int, Node | None] = {}
        for met in (*names.calls, *names.creations):
            binding = self._binding(met)
            if binding is None:
                continue
            if id(binding) not in found:
                found[id(binding)] = _function(binding)
            self._calls[id(binding)].append(met)
        self._nodes = {key: function for key, function in found.items() if function}
        for met in names.uses if self._nodes else ():
            self._use(met)
        for exposed in names.modules.exposed():
            self._nodes.pop(id(exposed), None)
        self._keys = {node.id: key for key, node in self._nodes.items()}

    def parameters(self) -> Iterator[Parameter]:
        """Yield the parameters that are given something in every call."""
        for key, function in self._nodes.items():
            yield from self._parameters(function, self._calls[key])

    def parameter(self, call: Met, index: int) -> Binding | None:
        """Return the parameter that gets an argument of a call, if the function is known."""
        binding = self._binding(call)
        function = self._nodes.get(id(binding)) if binding else None
        return self._parameter(function, index) if function else None

    def calls(self, function: Node) -> list[Met] | None:
        """Return all calls of a function, None if they are not known."""
        key = self._keys.get(function.id)
        return None if key is None else self._calls[key]

    def _binding(self, call: Met) -> Binding | None:
        callee = self._names.called[call.node.id].callee
        is_name = callee is not None and callee.type == "identifier"
        return call.scope.find(text_of(callee)) if callee and is_name else None

    def _use(self, met: Met) -> None:
        """Forget a function that somebody else may call."""
        name = text_of(met.node)
        if name in _GLOBAL:
            self._use_of_window(met)
        binding = met.scope.find(name)
        if id(binding) in self._nodes and not (_is_callee(met.node) or _is_naming(met.node)):
            del self._nodes[id(binding)]

    def _use_of_window(self, met: Met) -> None:
        """Forget a function that is used as `window.name`."""
        member = wrapping(met.node).parent
        name = member.child_by_field_name("property") if member is not None else None
        if member is None or name is None:
            return
        key = id(met.scope.top.names.get(text_of(name)))
        is_given = member.parent is not None and member.parent.child_by_field_name("left") == member
        if key in self._nodes and not is_given:
            del self._nodes[key]

    def _parameters(self, function: Node, calls: Iterable[Met]) -> Iterator[Parameter]:
        given = [(met, self._names.called[met.node.id].given) for met in calls]
        if any(node.type == "spread_element" for _, nodes in given for node in nodes):
            return
        for index in range(min(len(nodes) for _, nodes in given)):
            binding = self._parameter(function, index)
            if binding is not None:
                yield Parameter(binding, [(nodes[index], met) for met, nodes in given])

    def _parameter(self, function: Node, index: int) -> Binding | None:
        single = function.child_by_field_name("parameter")
        several = function.child_by_field_name("parameters")
        nodes = [single] if single else several.named_children if several else []
        node = nodes[index] if index < len(nodes) else None
        if node is not None and node.type == "required_parameter" and not _is_field(node):
            node = node.child_by_field_name("pattern")
        scope = self._names.functions.get(function.id)
        if node is None or node.type != "identifier" or scope is None:
            return None
        binding = scope.names.get(text_of(node))
        return binding if binding and not (binding.values or binding.functions) else None


def _is_field(parameter: Node) -> bool:
    """Return whether a parameter of TypeScript becomes a field: `private d`."""
    return any(child.type in _FIELD_MODIFIERS for child in parameter.children)


def _function(binding: Binding) -> Node | None:
    """Return the one function, or constructor of a class, that a name stands for."""
    if binding.functions:
        nodes = binding.functions if not binding.values else []
    else:
        nodes = [] if binding.opaque or binding.path else [node for node, _ in binding.values]
    node = nodes[0] if len(nodes) == 1 else None
    if node is not None and node.type in _CLASSES:
        node = _constructor(node)
    function = node if node is not None and node.type in FUNCTIONS else None
    # It may take what it gets from the list of all arguments.
    return None if function is None or b"arguments" in (function.text or b"") else function


def _constructor(node: Node) -> Node | None:
    """Return the constructor of a class whose instances are all made from outside of it."""
    body = node.child_by_field_name("body")
    has_own_name = node.type == "class" and node.child_by_field_name("name") is not None
    if body is None or has_own_name or _MAKES_MORE.search(body.text or b""):
        return None
    methods = (each for each in body.named_children if each.type == "method_definition")
    return next((each for each in methods if key_of(each) == "constructor"), None)


def _is_callee(node: Node) -> bool:
    outer = wrapping(node)
    call = outer.parent
    if call is None:
        return False
    callee = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    return call.type in ("call_expression", "new_expression") and callee == outer


def _is_naming(node: Node) -> bool:
    parent = node.parent
    if parent is None or parent.type in _NAMING:
        return True
    return parent.child_by_field_name("name") == node
