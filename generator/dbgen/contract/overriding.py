"""The methods of a class and its bases that can run: no method that is overridden for good."""

import ast
from collections.abc import Iterable, Iterator

from dbgen.contract.ancestry import Ancestry
from dbgen.inspecting.classes import Method
from dbgen.inspecting.modules import FoundClass, Modules
from dbgen.inspecting.python_source import dotted, top_level
from dbgen.inspecting.trees import children


def methods_of(found: FoundClass) -> Iterator[Method]:
    """Yield the methods that a class defines itself."""
    return (node for node in top_level(found.node.body) if isinstance(node, Method))


def overridden(found: Ancestry, modules: Modules) -> frozenset[Method]:
    """Return the methods that a subclass replaces, and that no method calls all the same."""
    replaced: list[Method] = []
    later: set[str] = set()
    for each in reversed(found.classes):
        replaced += (node for node in methods_of(each) if node.name in later)
        later.update(filter(_is_shared, _own_names(each.node)))
    if not replaced:
        return frozenset()
    calls = _CallsOfBases(found.classes, modules)
    for each in found.classes:
        calls.read(each)
    return frozenset(node for node in replaced if not calls.may_reach(node.name))


def _own_names(node: ast.ClassDef) -> Iterator[str]:
    """Yield the names that a class surely gives another value than its bases do."""
    for statement in node.body:
        if isinstance(statement, Method | ast.ClassDef):
            yield statement.name
        elif isinstance(statement, ast.Assign):
            yield from (each.id for each in statement.targets if isinstance(each, ast.Name))
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            yield from (each.id for each in [statement.target] if isinstance(each, ast.Name))


def _is_shared(name: str) -> bool:
    """Return whether subclasses mean the same by a name: `__name` is each class's own."""
    return not name.startswith("__") or name.endswith("__")


class _CallsOfBases:
    """Which names are asked for by `super().name` or `Base.name`."""

    def __init__(self, classes: Iterable[FoundClass], modules: Modules) -> None:
        self._classes = frozenset(each.path for each in classes)
        self._modules = modules
        self._names: set[str] = set()
        self._all = False

    def may_reach(self, name: str) -> bool:
        """Return whether a method of this name may run, though subclasses have another one."""
        return self._all or name in self._names

    def read(self, found: FoundClass) -> None:
        """Take in all that a class says."""
        waiting: list[ast.AST] = [found.node]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Attribute):
                if _is_super(node.value):
                    self._names.add(node.attr)
                    continue
                if self._is_base(node.value, found):
                    self._names.add(node.attr)
            elif isinstance(node, ast.Name) and node.id == "super":
                # It is kept, or given to somebody.
                self._all = True
            waiting += children(node)

    def _is_base(self, node: ast.expr, found: FoundClass) -> bool:
        path, module = dotted(node), found.module
        head = path.partition(".")[0]
        is_global = head in module.bindings or head in module.classes or module.stars
        return bool(path and is_global) and self._modules.canonical(path, module) in self._classes


def _is_super(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    )
