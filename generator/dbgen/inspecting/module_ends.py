"""Find statements that end the server when a module is imported, or keep it from starting."""

import ast

from dbgen.inspecting.python_source import Module, dotted, resolve
from dbgen.inspecting.trees import binders
from dbgen_schema import Problem

_EXITS = ("sys.exit", "os._exit", "exit", "quit")


def end_of_import(module: Module) -> Problem | None:
    """Return the problem of a module whose import always raises, exits or goes on for ever."""
    found = ((node, _end(node, module)) for node in module.tree.body)
    node, what = next(((node, what) for node, what in found if what), (None, ""))
    if node is None:
        return None
    hint = "put it into a function, or take it out"
    column = node.col_offset + 1
    message = f"{what} when this module is imported, so that the server cannot start"
    return Problem(module.file, node.lineno, column, "DB217", message, hint)


def _end(node: ast.stmt, module: Module) -> str:
    if isinstance(node, ast.Raise):
        return "an exception is raised"
    if isinstance(node, ast.While) and _is_endless(node):
        return "a loop goes on for ever"
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        path = dotted(node.value.func)
        if resolve(path, module.bindings) in _EXITS and _is_what_it_says(path, module):
            return f"`{path}()` is called"
    return ""


def _is_what_it_says(path: str, module: Module) -> bool:
    """Return whether a path begins with an import, or a builtin that nothing replaces."""
    head = path.partition(".")[0]
    if module.stars and head not in module.bindings:
        return False
    return all(isinstance(node, ast.alias) for node in binders(module.tree, head))


def _is_endless(loop: ast.While) -> bool:
    always = isinstance(loop.test, ast.Constant) and bool(loop.test.value)
    return always and not any(isinstance(node, ast.Break) for node in ast.walk(loop))
