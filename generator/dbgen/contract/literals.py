"""Texts and keys that Python source spells out."""

import ast
from collections import Counter
from functools import cached_property

from dbgen.inspecting.python_source import top_level
from dbgen.inspecting.trees import bound_names


class Constants:
    """The names of a module that stand for one text, and are never bound to anything else."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree

    def get(self, name: str) -> str | None:
        """Return the text of a name, if it always has this one."""
        return self._values.get(name)

    @cached_property
    def _values(self) -> dict[str, str]:
        count = Counter(bound_names(self._tree))
        values: dict[str, str] = {}
        for node in top_level(self._tree.body):
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
                # It may bring any of the names that are bound before.
                values.clear()
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name, value = node.targets[0].id, _text(node.value)
                if value is not None and count[name] == 1:
                    values[name] = value
        return values


def _text(node: ast.expr) -> str | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else None


def texts(node: ast.expr, constants: Constants) -> frozenset[str] | None:
    """Return the texts that an expression may have, or None if they are computed."""
    if isinstance(node, ast.IfExp):
        first, second = texts(node.body, constants), texts(node.orelse, constants)
        return first | second if first is not None and second is not None else None
    text = constants.get(node.id) if isinstance(node, ast.Name) else _text(node)
    return None if text is None else frozenset({text})


def dict_keys(node: ast.expr, constants: Constants) -> list[tuple[str, ast.expr]] | None:
    """Return the keys of a map with their places, or None if some are computed."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
        return _keyword_keys(node)
    if isinstance(node, ast.Constant) and node.value is None:
        return []
    if not isinstance(node, ast.Dict):
        return None
    found: list[tuple[str, ast.expr]] = []
    for key in node.keys:
        names = texts(key, constants) if key else None
        if names is None or key is None:
            return None
        found.extend((name, key) for name in sorted(names))
    return found


def _keyword_keys(call: ast.Call) -> list[tuple[str, ast.expr]] | None:
    if call.args or any(word.arg is None for word in call.keywords):
        return None
    return [(word.arg, word.value) for word in call.keywords if word.arg]
