"""Names of a script and what is assigned to them, by the scopes of JavaScript."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from tree_sitter import Node

from dbgen.contract.javascript.bindings import Binding, Scope
from dbgen.contract.javascript.exports import Modules
from dbgen.contract.javascript.imports import LIBRARY
from dbgen.script_syntax import (
    CALLS,
    FUNCTIONS,
    Called,
    called,
    literal,
    text_of,
    unwrapped,
)

_WORD: Final = re.compile(r"[\w-]+")
_DEEPEST: Final = 400
_NO_LINKS: Final[Mapping[str, str]] = MappingProxyType({})
_BLOCKS: Final = frozenset(
    {"catch_clause", "for_in_statement", "for_statement", "statement_block", "switch_body"}
)
_NAMES: Final = frozenset({"identifier", "shorthand_property_identifier_pattern"})


class Met(NamedTuple):
    """A node of a script, the scope that it stands in, and the number of the script."""

    node: Node
    scope: Scope
    script: int


@dataclass(slots=True)
class Names:
    """What the walk over the scripts of a page has met."""

    top: Scope = field(default_factory=Scope)
    calls: list[Met] = field(default_factory=list)
    creations: list[Met] = field(default_factory=list)
    called: dict[int, Called] = field(default_factory=dict)
    uses: list[Met] = field(default_factory=list)
    members: list[Met] = field(default_factory=list)
    picks: list[Met] = field(default_factory=list)
    functions: dict[int, Scope] = field(default_factory=dict)
    properties: dict[str, Binding] = field(default_factory=dict)
    setters: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    imports: bool = False
    markup: bool = False
    modules: Modules = field(default_factory=Modules)
    _assigned: list[Met] = field(default_factory=list)
    _script: int = 0
    _module: str = ""
    _links: Mapping[str, str] = field(default_factory=dict)

    def read(
        self, root: Node, script: int, module: str = "", links: Mapping[str, str] = _NO_LINKS
    ) -> None:
        """Go through a script; raises RecursionError for absurd nesting.

        A module has an address and names of its own; `links` are the addresses of its imports.
        """
        self._script = script
        self._module, self._links = module, links
        stack = [(root, Scope(self.top) if module else self.top, 0)]
        while stack:
            node, scope, depth = stack.pop()
            if depth > _DEEPEST:
                # Looking for the parents of a node takes ever longer, the deeper it lies.
                raise RecursionError
            if node.type in _MET:
                scope = self._enter(node, scope)
            if node.named_child_count:
                depth += 1
                stack += [(child, scope, depth) for child in reversed(node.named_children)]

    def finish(self) -> None:
        """Take in imports and assignments, now that all declarations are known."""
        self.imports = not self.modules.link() or self.imports
        for met in self._assigned:
            self._assign(met.node, met.scope)

    def _enter(self, node: Node, scope: Scope) -> Scope:
        kind = node.type
        if kind in _COLLECTED:
            getattr(self, _COLLECTED[kind]).append(Met(node, scope, self._script))
            if kind in CALLS:
                self.called[node.id] = called(node)
            return scope
        if kind in FUNCTIONS:
            return self._function(node, scope)
        if kind in _BLOCKS:
            scope = Scope(scope, is_block=True)
        if kind in ("variable_declaration", "lexical_declaration"):
            self._declaration(node, scope)
        elif kind in _DECLARERS:
            self._declare_all(node.child_by_field_name(_DECLARERS[kind]), scope)
        elif kind == "import_statement":
            self._import(node, scope)
        elif kind in ("field_definition", "public_field_definition"):
            self._field(node, scope)
        elif kind == "string_fragment":
            self.words.update(_WORD.findall(text_of(node)))
        else:
            return self._enter_rare(node, scope)
        return scope

    def _enter_rare(self, node: Node, scope: Scope) -> Scope:
        if node.type == "class":
            return _named_by_itself(node, scope)
        if node.type == "class_declaration":
            self._declare_function(node, scope)
        elif node.type == "for_in_statement":
            self._each(node, scope)
        elif node.type == "export_statement":
            known = self._module and self._export(node, scope)
            self.imports = self.imports or not known
        elif node.type in _MARKUP:
            self.markup = True
        return scope

    def _export(self, node: Node, scope: Scope) -> bool:
        source = node.child_by_field_name("source")
        if source is None:
            return self.modules.export(node, self._module, scope)
        address = self._links.get(literal(source) or "")
        if address:
            self.modules.pass_on(node, self._module, address)
        return address is not None

    def _function(self, node: Node, scope: Scope) -> Scope:
        if node.type.endswith("declaration"):
            self._declare_function(node, scope.function)
        if node.type == "method_definition" and _is_setter(node):
            self.setters.add(text_of(node.child_by_field_name("name") or node))
        inner = Scope(_named_by_itself(node, scope) if node.type in _SELF_NAMED else scope)
        self.functions[node.id] = inner
        for parameters in ("parameters", "parameter"):
            self._declare_all(node.child_by_field_name(parameters), inner)
        return inner

    def _declare_function(self, node: Node, scope: Scope) -> None:
        """Declare the name of a function or a class."""
        name = node.child_by_field_name("name")
        if name is not None:
            binding = scope.declare(text_of(name))
            binding.opaque = True
            binding.functions.append(node)

    def _each(self, node: Node, scope: Scope) -> None:
        """Take in the name of a loop, which `for (x of y)` assigns to and does not declare."""
        kind = node.child_by_field_name("kind")
        if kind is None:
            self._assigned.append(Met(node, scope, self._script))
        else:
            target = scope.function if kind.type == "var" else scope
            self._declare_all(node.child_by_field_name("left"), target)

    def _declare_all(self, pattern: Node | None, scope: Scope) -> None:
        for name in _names(pattern) if pattern else ():
            scope.declare(name).opaque = True

    def _declaration(self, node: Node, scope: Scope) -> None:
        target = scope if node.type == "lexical_declaration" else scope.function
        for declarator in node.named_children:
            name = declarator.child_by_field_name("name")
            value = declarator.child_by_field_name("value")
            if name is None:
                continue
            if name.type == "identifier":
                binding = target.declare(text_of(name))
                if value is not None:
                    binding.values.append((unwrapped(value), scope))
            elif name.type == "object_pattern" and value is not None:
                self._destructure(name, unwrapped(value), scope, target)
            else:
                self._declare_all(name, target)

    def _destructure(self, pattern: Node, value: Node, scope: Scope, target: Scope) -> None:
        for child in pattern.named_children:
            key = child.child_by_field_name("key") or child
            name = child.child_by_field_name("value") or child
            if name.type not in _NAMES:
                self._declare_all(name, target)
                continue
            binding = target.declare(text_of(name))
            binding.values.append((value, scope))
            binding.path = text_of(key)

    def _assign(self, node: Node, scope: Scope) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        binding = self._target(unwrapped(left), scope)
        if binding is None:
            for name in _names(left) if left.type.endswith("pattern") else ():
                (scope.find(name) or scope.top.declare(name)).opaque = True
        elif node.type == "assignment_expression":
            binding.values.append((unwrapped(right), scope))
        else:
            binding.opaque = True

    def _target(self, left: Node, scope: Scope) -> Binding | None:
        if left.type == "identifier":
            return scope.find(text_of(left)) or scope.top.declare(text_of(left))
        if left.type != "member_expression":
            return None
        owner, name = left.child_by_field_name("object"), left.child_by_field_name("property")
        if owner is None or name is None:
            return None
        if owner.type == "this":
            return self.properties.setdefault(text_of(name), Binding())
        if text_of(owner) in ("window", "globalThis", "self"):
            return scope.top.declare(text_of(name))
        return None

    def _field(self, node: Node, scope: Scope) -> None:
        name = node.child_by_field_name("property") or node.child_by_field_name("name")
        value = node.child_by_field_name("value")
        if name is not None and value is not None:
            binding = self.properties.setdefault(text_of(name), Binding())
            binding.values.append((unwrapped(value), scope))

    def _import(self, node: Node, scope: Scope) -> None:
        source = node.child_by_field_name("source")
        name = literal(source) if source else None
        if name != LIBRARY:
            self._declare_all(node, scope)
            address = self._links.get(name or "")
            if address is None:
                self.imports = True
            elif address:
                self.modules.add_import(node, address, scope)
            return
        for child in _walk(node):
            if child.type == "import_specifier":
                imported = child.child_by_field_name("name") or child
                local = child.child_by_field_name("alias") or imported
                scope.declare(text_of(local)).given = f"Databench.{text_of(imported)}"
            elif child.type in ("import_clause", "namespace_import"):
                for name_node in child.named_children:
                    if name_node.type == "identifier":
                        scope.declare(text_of(name_node)).given = "Databench"


_COLLECTED: Final = {
    "call_expression": "calls",
    "new_expression": "creations",
    "identifier": "uses",
    "shorthand_property_identifier": "uses",
    "member_expression": "members",
    "pair_pattern": "picks",
    "shorthand_property_identifier_pattern": "picks",
    "subscript_expression": "picks",
    "assignment_expression": "_assigned",
    "augmented_assignment_expression": "_assigned",
}
_DECLARERS: Final = {
    "catch_clause": "parameter",
}
_MARKUP: Final = frozenset({"jsx_element", "jsx_self_closing_element"})
_MET: Final = frozenset(
    {
        *(*FUNCTIONS, *_BLOCKS, *_COLLECTED, *_DECLARERS, *_MARKUP),
        *("variable_declaration", "lexical_declaration", "import_statement", "string_fragment"),
        *("field_definition", "public_field_definition"),
        *("class", "class_declaration", "export_statement"),
    }
)
"""The kinds of nodes that mean something by themselves: most do not."""
_SELF_NAMED: Final = frozenset({"function_expression", "generator_function"})


def _is_setter(method: Node) -> bool:
    first = method.child(0)
    return (
        first is not None
        and not first.is_named
        and any(child.type == "set" for child in method.children)
    )


def _named_by_itself(node: Node, scope: Scope) -> Scope:
    """Return the scope inside of an expression whose name means something only there."""
    name = node.child_by_field_name("name")
    if name is None:
        return scope
    inner = Scope(scope, is_block=True)
    inner.declare(text_of(name)).opaque = True
    return inner


def _walk(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.named_children)


def _names(pattern: Node) -> Iterator[str]:
    return (text_of(node) for node in _walk(pattern) if node.type in _NAMES)
