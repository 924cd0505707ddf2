"""Find statements that end the server when a module is imported, or keep it from starting."""

import ast
from collections.abc import Iterator

from dbgen.inspecting.modules import Modules
from dbgen.inspecting.python_source import Module, absolute, dotted, resolve
from dbgen.inspecting.trees import binders
from dbgen_schema import Problem, did_you_mean

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


def missing_imports(module: Module, modules: Modules) -> Iterator[Problem]:
    """Yield the relative imports of a module that find nothing, outside of any `if` or `try`."""
    package = module.name if module.is_package else module.name.rpartition(".")[0]
    for node in module.tree.body:
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        if not 0 < node.level <= package.count(".") + bool(package):
            continue
        name = absolute(node, package)
        if not modules.has(name):
            column = node.col_offset + 1
            message = f"there is no module `{'.' * node.level}{node.module}`"
            hint = did_you_mean(name.rpartition(".")[2], modules.beside(name))
            hint = hint or "the server imports this module when it starts, and would fail"
            yield Problem(module.file, node.lineno, column, "DB218", message, hint)


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
