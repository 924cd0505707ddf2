"""Functions of a script that are only ever called by their names, so that all calls are known."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tree_sitter import Node

from dbgen.contract.javascript.bindings import Binding
from dbgen.contract.javascript.scopes import Met, Names
from dbgen.contract.javascript.syntax import FUNCTIONS, arguments, field, text_of, wrapping

_NAMING: Final = frozenset({"export_specifier", "import_specifier", "import_clause"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of such a function, and what each of the calls gives for it."""

    binding: Binding
    given: Sequence[tuple[Node, Met]]


class Functions:
    """The functions of all scripts of a page."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._calls: defaultdict[int, list[Met]] = defaultdict(list)
        self._nodes: dict[int, Node] = {}
        for met in names.calls:
            binding = _called(met)
            if binding is not None and (function := _function(binding)):
                self._calls[id(binding)].append(met)
                self._nodes[id(binding)] = function
        for met in names.uses:
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
        binding = _called(call)
        function = self._nodes.get(id(binding)) if binding else None
        return self._parameter(function, index) if function else None

    def calls(self, function: Node) -> list[Met] | None:
        """Return all calls of a function, None if they are not known."""
        key = self._keys.get(function.id)
        return None if key is None else self._calls[key]

    def _use(self, met: Met) -> None:
        """Forget a function that somebody else may call."""
        binding = met.scope.find(text_of(met.node))
        if id(binding) in self._nodes and not (_is_callee(met.node) or _is_naming(met.node)):
            del self._nodes[id(binding)]

    def _parameters(self, function: Node, calls: Iterable[Met]) -> Iterator[Parameter]:
        given = [(met, arguments(met.node)) for met in calls]
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
        if node is not None and node.type == "required_parameter":
            node = node.child_by_field_name("pattern")
        scope = self._names.functions.get(function.id)
        if node is None or node.type != "identifier" or scope is None:
            return None
        binding = scope.names.get(text_of(node))
        return binding if binding and not (binding.values or binding.functions) else None


def _called(met: Met) -> Binding | None:
    callee = field(met.node, "function")
    is_name = callee is not None and callee.type == "identifier"
    return met.scope.find(text_of(callee)) if callee and is_name else None


def _function(binding: Binding) -> Node | None:
    """Return the one function that a name stands for."""
    if binding.functions:
        nodes = binding.functions if not binding.values else []
    else:
        nodes = [] if binding.opaque or binding.path else [node for node, _ in binding.values]
    function = nodes[0] if len(nodes) == 1 and nodes[0].type in FUNCTIONS else None
    # It may take what it gets from the list of all arguments.
    return None if function is None or b"arguments" in (function.text or b"") else function


def _is_callee(node: Node) -> bool:
    outer = wrapping(node)
    call = outer.parent
    is_call = call is not None and call.type == "call_expression"
    return call is not None and is_call and call.child_by_field_name("function") == outer


def _is_naming(node: Node) -> bool:
    parent = node.parent
    if parent is None or parent.type in _NAMING:
        return True
    return parent.child_by_field_name("name") == node
