"""Which names the Python of a project mentions, whatever it does with them."""

import ast
from collections import Counter

from dbgen.contract.trees import walk
from dbgen.inspecting.modules import Modules
from dbgen.inspecting.python_source import Module


class Mentions:
    """The names, attributes and texts of the modules of a project, each counted once."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self._counts: dict[str, Counter[str]] = {}
        self._anywhere: dict[str, bool] = {}

    def of(self, module: Module) -> Counter[str]:
        """Return how often a module mentions each name."""
        if module.name not in self._counts:
            self._counts[module.name] = Counter(_names(module.tree))
        return self._counts[module.name]

    def anywhere(self, name: str) -> bool:
        """Return whether any module of the project uses a name; definitions do not count."""
        if name not in self._anywhere:
            found = any(name in self.of(module) for module in self._modules.loaded())
            self._anywhere[name] = found
        return self._anywhere[name]


def _names(tree: ast.Module) -> list[str]:
    names: list[str] = []
    for node in walk(tree):
        if isinstance(node, ast.Name):
            names.append(node.id)
        elif isinstance(node, ast.Attribute):
            names.append(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.append(node.value)
    return names
