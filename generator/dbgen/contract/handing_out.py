"""Find classes that a module hands to somebody, who may give them more than they say."""

import ast
from collections.abc import Iterator, Set
from typing import Final

from dbgen.inspecting.lineage import HARMLESS
from dbgen.inspecting.modules import ModuleFacts, Modules
from dbgen.inspecting.python_source import FRAMEWORK, Module, dotted, resolve
from dbgen.inspecting.trees import children

BASE: Final = "Analysis"
"""The class of the framework that all analyses derive from."""

# With one of these, a module may give a class attributes all by itself.
_SETTERS: Final = frozenset({"__dict__", "__setattr__", "__subclasses__", "setattr", "vars"})
# How it gets hold of modules without their names.
_FINDERS: Final = frozenset({"__import__", "getmembers", "import_module", "modules"})
_MOST_BASES: Final = 50
_ASKING: Final = frozenset({"isinstance", "issubclass", "super"})
_NAMING: Final = frozenset({"__doc__", "__module__", "__name__", "__qualname__"})


def handed_out(modules: Modules, classes: Set[str], own: Set[str]) -> frozenset[str]:
    """Return which classes somebody gets that may change them, among them maybe the base of all.

    The classes stand in modules of their `own`.
    """
    wanted = classes | {BASE}
    found: set[str] = set()
    for name in {*own, *modules.mentioning(classes | _SETTERS)}:
        module = modules.load(name)
        if not isinstance(module, Module) or _has_all(modules.facts(name), own):
            return frozenset(wanted)
        found.update(_Reader(module, wanted).handed())
    return frozenset(found)


def _has_all(facts: ModuleFacts, own: Set[str]) -> bool:
    """Return whether a module sets attributes, and may do so to whatever is in other modules."""
    whole = facts.imports - {path.rpartition(".")[0] for path in facts.imports}
    gets_modules = not _FINDERS.isdisjoint(facts.mentions) or not whole.isdisjoint(own)
    return gets_modules and not _SETTERS.isdisjoint(facts.mentions)


class _Reader:
    """Reads what one module does with classes."""

    def __init__(self, module: Module, classes: Set[str]) -> None:
        self._module = module
        self._known = {name: name for name in classes}
        for name, path in module.bindings.items():
            if (last := path.rpartition(".")[2]) in classes:
                self._known[name] = last

    def handed(self) -> Iterator[str]:
        """Yield the classes that somebody gets, or that somebody derives from along with others."""
        waiting: list[ast.AST] = [self._module.tree]
        while waiting:
            parent = waiting.pop()
            below = children(parent)
            waiting += below
            for node in below:
                cls = self._class_of(node)
                if cls and not self._leaves_alone(parent, node, cls):
                    yield cls

    def _class_of(self, node: ast.AST) -> str:
        """Return the class that a node stands for, "" for none."""
        if isinstance(node, ast.Name):
            return self._known.get(node.id, "")
        return self._known.get(node.attr, "") if isinstance(node, ast.Attribute) else ""

    def _leaves_alone(self, parent: ast.AST, node: ast.AST, cls: str) -> bool:
        if isinstance(parent, ast.ClassDef):
            # With other bases, a subclass has their attributes, and methods may be for these.
            is_base = len(parent.bases) <= _MOST_BASES and node in parent.bases
            return is_base and (cls == BASE or all(map(self._is_known, parent.bases)))
        if isinstance(parent, ast.Attribute):
            is_read = isinstance(parent.ctx, ast.Load)
            return is_read and (not parent.attr.startswith("__") or parent.attr in _NAMING)
        if isinstance(parent, ast.Call) and node is not parent.func:
            called = self._resolve(parent.func)
            return called in _ASKING or called.partition(".")[0] in FRAMEWORK
        return isinstance(parent, ast.arg | ast.Compare)

    def _is_known(self, base: ast.expr) -> bool:
        return bool(self._class_of(base)) or self._resolve(base) in HARMLESS

    def _resolve(self, node: ast.expr) -> str:
        return resolve(dotted(node), self._module.bindings)
