"""The names that modules of a page export, and those that others import from them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tree_sitter import Node

from dbgen.contract.javascript.bindings import Binding, Scope
from dbgen.script_syntax import text_of, unwrapped

_DEFAULT: Final = "default"
_ALL: Final = "*"


class _Import(NamedTuple):
    node: Node
    module: str
    scope: Scope


class _Local(NamedTuple):
    """A name of a module that it exports."""

    scope: Scope
    name: str


class _Remote(NamedTuple):
    """A name of another module, `*` for all of it."""

    module: str
    name: str


@dataclass(slots=True)
class Modules:
    """What the modules of a page give to each other: an import is a name of another module."""

    _exports: dict[str, dict[str, Binding | _Local | _Remote]] = field(default_factory=dict)
    _stars: dict[str, list[str]] = field(default_factory=dict)
    _imports: list[_Import] = field(default_factory=list)
    _imported: dict[tuple[int, str], _Remote] = field(default_factory=dict)
    _wholes: dict[str, Binding] = field(default_factory=dict)

    def add_import(self, node: Node, module: str, scope: Scope) -> None:
        """Note what a statement in a scope imports from a module of the page."""
        self._imports.append(_Import(node, module, scope))
        for name, local in _imported(node):
            self._imported[id(scope), local] = _Remote(module, name)

    def export(self, node: Node, module: str, scope: Scope) -> bool:
        """Take in a statement of a module; return whether all that it exports can be followed."""
        exports = self._exports.setdefault(module, {})
        value = node.child_by_field_name("value")
        if value is not None:
            exports[_DEFAULT] = Binding([(unwrapped(value), scope)])
            return True
        declaration = node.child_by_field_name("declaration")
        if declaration is not None:
            is_default = any(child.type == _DEFAULT for child in node.children)
            return _export_declared(declaration, exports, scope, is_default=is_default)
        for name, alias in _specifiers(node, "export_specifier"):
            exports[alias] = _Local(scope, name)
        return True

    def pass_on(self, node: Node, module: str, source: str) -> None:
        """Take in what a module exports of another one: `export ... from`."""
        exports = self._exports.setdefault(module, {})
        kinds = {child.type: child for child in node.children}
        if "namespace_export" in kinds:
            # The word `default` is no named node, and a comment is one.
            parts = [each for each in kinds["namespace_export"].children if each.type != "comment"]
            exports[text_of(parts[-1])] = _Remote(source, _ALL)
        elif _ALL in kinds:
            self._stars.setdefault(module, []).append(source)
        for name, alias in _specifiers(node, "export_specifier"):
            exports[alias] = _Remote(source, name)

    def link(self) -> bool:
        """Give imported names their meaning; return whether all of them have one."""
        linked = [self._link(each) for each in self._imports]
        return all(linked)

    @property
    def has_wholes(self) -> bool:
        """Whether a name stands for all of a module, once they are linked."""
        return bool(self._wholes)

    def find(
        self, module: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()
    ) -> Binding | None:
        """Return what a module exports by a name; `*` is a name for all of it."""
        if name == _ALL:
            return self._wholes.setdefault(module, Binding(opaque=True, module=module))
        if (module, name) in seen:
            return None
        seen |= {(module, name)}
        found = self._exports.get(module, {}).get(name)
        if isinstance(found, _Local):
            remote = self._imported.get((id(found.scope), found.name))
            found = remote or found.scope.declare(found.name)
        if isinstance(found, _Remote):
            return self.find(found.module, found.name, seen)
        if found is not None or name == _DEFAULT:
            return found
        passed_on = (self.find(source, name, seen) for source in self._stars.get(module, ()))
        return next(filter(None, passed_on), None)

    def exposed(self) -> Iterator[Binding]:
        """Yield what others may use as a part of a whole module."""
        modules = [*self._wholes]
        for module in modules:
            modules += (each for each in self._stars.get(module, ()) if each not in modules)
            for name in self._exports.get(module, ()):
                if found := self.find(module, name):
                    yield found

    def _link(self, each: _Import) -> bool:
        names = list(_imported(each.node))
        found = [(local, self.find(each.module, name)) for name, local in names]
        for local, binding in found:
            if binding is not None:
                each.scope.names[local] = binding
        return all(binding is not None for _, binding in found)


def _export_declared(
    declaration: Node,
    exports: dict[str, Binding | _Local | _Remote],
    scope: Scope,
    *,
    is_default: bool,
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
            yield _ALL, text_of(node.named_children[0])
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
