"""The names that modules of a page export, and those that others import from them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tree_sitter import Node

from dbgen.contract.javascript.bindings import Binding, Scope
from dbgen.contract.javascript.syntax import text_of, unwrapped

_DEFAULT: Final = "default"


class _Import(NamedTuple):
    node: Node
    module: str
    scope: Scope


@dataclass(slots=True)
class Modules:
    """What the modules of a page give to each other: an import is a name of another module."""

    _exports: dict[str, dict[str, Binding]] = field(default_factory=dict)
    _imports: list[_Import] = field(default_factory=list)

    def add_import(self, node: Node, module: str, scope: Scope) -> None:
        """Note what a statement in a scope imports from a module of the page."""
        self._imports.append(_Import(node, module, scope))

    def export(self, node: Node, module: str, scope: Scope) -> bool:
        """Take in a statement of a module; return whether all that it exports can be followed."""
        exports = self._exports.setdefault(module, {})
        if node.child_by_field_name("source") is not None:
            return False
        value = node.child_by_field_name("value")
        if value is not None:
            exports[_DEFAULT] = Binding([(unwrapped(value), scope)])
            return True
        declaration = node.child_by_field_name("declaration")
        if declaration is not None:
            is_default = any(child.type == _DEFAULT for child in node.children)
            return _export_declared(declaration, exports, scope, is_default=is_default)
        for name, alias in _specifiers(node, "export_specifier"):
            exports[alias] = scope.declare(name)
        return True

    def link(self) -> bool:
        """Give imported names their meaning; return whether all of them have one."""
        linked = [self._link(each) for each in self._imports]
        return all(linked)

    def _link(self, each: _Import) -> bool:
        exports = self._exports.get(each.module, {})
        names = list(_imported(each.node))
        for name, local in names:
            if name in exports:
                each.scope.names[local] = exports[name]
        return all(name in exports for name, _ in names)


def _export_declared(
    declaration: Node, exports: dict[str, Binding], scope: Scope, *, is_default: bool
) -> bool:
    named = [declaration]
    if declaration.type in ("lexical_declaration", "variable_declaration"):
        named = [node for node in declaration.named_children if node.type == "variable_declarator"]
    names = [node.child_by_field_name("name") for node in named]
    for name in names:
        if name is None or name.type not in ("identifier", "type_identifier"):
            return is_default
        exports[_DEFAULT if is_default else text_of(name)] = scope.declare(text_of(name))
    return True


def _imported(statement: Node) -> Iterator[tuple[str, str]]:
    """Yield what a statement imports, each with its local name; all of a module as `*`."""
    clause = next((node for node in statement.named_children if node.type == "import_clause"), None)
    for node in clause.named_children if clause else ():
        if node.type == "identifier":
            yield _DEFAULT, text_of(node)
        elif node.type == "namespace_import":
            yield "*", text_of(node.named_children[0])
        else:
            yield from _specifiers(node, "import_specifier")


def _specifiers(node: Node, kind: str) -> Iterator[tuple[str, str]]:
    """Yield names with their aliases, which are the names themselves where there is none."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        name = found.child_by_field_name("name") if found.type == kind else None
        if name is None:
            waiting.extend(found.named_children)
        else:
            yield text_of(name), text_of(found.child_by_field_name("alias") or name)
