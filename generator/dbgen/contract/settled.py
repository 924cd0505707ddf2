"""Whether a name stands for one thing only: many modules import it from where it is to be had."""

import ast
from collections import Counter
from typing import Final

from dbgen.inspecting.modules import Modules
from dbgen.inspecting.python_source import FRAMEWORK, Module, dotted, resolve
from dbgen.inspecting.trees import bindings

_DEEPEST: Final = 50


def is_settled(node: ast.expr, module: Module, modules: Modules) -> bool:
    """Return whether a path that a module writes leads to the same place in every run."""
    path = dotted(node.func if isinstance(node, ast.Call) else node)
    for _ in range(_DEEPEST):
        head = path.partition(".")[0]
        if head in modules.once(_rebound, module.name) or module.stars:
            return False
        if head not in module.bindings:
            return True
        path = resolve(path, module.bindings)
        name, _, last = path.rpartition(".")
        if path.partition(".")[0] in FRAMEWORK:
            return True
        further = modules.load(name) if name else None
        if not isinstance(further, Module):
            return True
        module, path = further, last
    return False


def _rebound(modules: Modules, name: str) -> frozenset[str]:
    """Return the names that a module binds more than once, at whatever depth."""
    module = modules.load(name)
    if not isinstance(module, Module):
        return frozenset()
    found = bindings(module.tree)
    count = Counter(name for node, name in found if not _is_of_package(node))
    return frozenset(name for name, times in count.items() if times > 1)


def _is_of_package(node: ast.AST) -> bool:
    """Return whether a node is the `a.b` of `import a.b`, which may stand beside `import a`."""
    return isinstance(node, ast.alias) and "." in node.name and not node.asname
