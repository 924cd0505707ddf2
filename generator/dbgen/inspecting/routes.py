"""Read routes.py: whether it assigns ROUTES, and the patterns that are written out."""

import ast
import builtins
from collections.abc import Iterator
from typing import TypeGuard

from dbgen.inspecting.python_source import Module
from dbgen.inspecting.trees import bound_names
from dbgen.project import RoutePattern, RoutesModule
from dbgen_schema import Problem, did_you_mean, suggest

_NO_CLASS = ast.Constant | ast.Lambda | ast.List | ast.Tuple | ast.Dict | ast.Set | ast.JoinedStr


def routes_of(module: Module) -> RoutesModule | Problem | None:
    """Return the routes of a routes.py or what is wrong with them; None if it assigns none."""
    assigned = list(_assigned(module))
    if not assigned:
        return next(_misspelt(module), None)
    for value in assigned:
        if isinstance(value, ast.Constant | ast.Dict | ast.Set | ast.JoinedStr):
            hint = "ROUTES is a list of (pattern, handler class, keyword arguments)"
            message = "ROUTES is not a list"
            return Problem(module.file, value.lineno, value.col_offset + 1, "DB501", message, hint)
    for item in (item for value in assigned for item in _items(value)):
        if _is_no_route(item):
            hint = "write (pattern, handler class, {keyword arguments})"
            message = "this item of ROUTES is no route"
            return Problem(module.file, item.lineno, item.col_offset + 1, "DB501", message, hint)
    patterns = [pattern for value in assigned for pattern in _patterns(value)]
    written_out = tuple(pattern for pattern in patterns if pattern)
    complete = len(written_out) == len(patterns)
    return RoutesModule(module.name, module.file, written_out, complete)


def _assigned(module: Module) -> Iterator[ast.expr]:
    for node in module.statements:
        if isinstance(node, ast.Assign) and any(_is_routes(target) for target in node.targets):
            yield node.value
        elif isinstance(node, ast.AnnAssign | ast.AugAssign) and _is_routes(node.target):
            if node.value is not None:
                yield node.value
        elif isinstance(node, ast.ImportFrom) and any(
            (alias.asname or alias.name) == "ROUTES" for alias in node.names
        ):
            yield ast.Name("ROUTES", lineno=node.lineno, col_offset=node.col_offset)


def _misspelt(module: Module) -> Iterator[Problem]:
    """Yield the lists of the module that may have been meant to be ROUTES."""
    for node in module.statements:
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Name) and suggest(target.id, ["ROUTES"]):
                place = (module.file, target.lineno, target.col_offset + 1)
                message = f"this module assigns `{target.id}`, and no ROUTES"
                yield Problem(*place, "DB501", message, "did you mean `ROUTES`?")


def _is_routes(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "ROUTES"


def _items(value: ast.expr) -> list[ast.expr]:
    return value.elts if isinstance(value, ast.List | ast.Tuple) else []


def _is_no_route(item: ast.expr) -> bool:
    """Return whether an item is certainly no pair or triple of text, class and map."""
    if not isinstance(item, ast.Tuple | ast.List):
        return isinstance(item, ast.Constant | ast.Dict | ast.Set | ast.JoinedStr)
    if any(isinstance(part, ast.Starred) for part in item.elts):
        return False
    if len(item.elts) not in (2, 3):
        return True
    pattern, handler, *arguments = item.elts
    wrong_pattern = isinstance(pattern, ast.Constant) and not isinstance(pattern.value, str)
    wrong_arguments = any(
        isinstance(part, ast.Constant | ast.List | ast.Tuple | ast.Set) for part in arguments
    )
    return wrong_pattern or isinstance(handler, _NO_CLASS) or wrong_arguments


def undefined_handlers(module: Module) -> Iterator[Problem]:
    """Yield the handler classes of ROUTES that nothing in the module defines or imports."""
    if module.stars:
        return
    items = [item for value in _assigned(module) for item in _items(value)]
    handlers = [item.elts[1] for item in items if _has_handler(item)]
    wanted = [node for node in handlers if isinstance(node, ast.Name)]
    known = {*bound_names(module.tree), *dir(builtins)} if wanted else set[str]()
    if _computes_names(module):
        return
    for node in wanted:
        if node.id not in known:
            hint = did_you_mean(node.id, known) or "define it here, or import it"
            message = f"nothing here defines `{node.id}`"
            yield Problem(module.file, node.lineno, node.col_offset + 1, "DB501", message, hint)


def _computes_names(module: Module) -> bool:
    names = (node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name))
    return any(name in ("exec", "globals", "locals", "vars") for name in names)


def _has_handler(item: ast.expr) -> TypeGuard[ast.Tuple | ast.List]:
    return isinstance(item, ast.Tuple | ast.List) and len(item.elts) > 1


def _patterns(value: ast.expr) -> Iterator[RoutePattern | None]:
    """Return the patterns of a list of routes, None for each part that is computed."""
    if not isinstance(value, ast.List | ast.Tuple):
        yield None
        return
    for item in value.elts:
        first = item.elts[0] if isinstance(item, ast.Tuple | ast.List) and item.elts else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield RoutePattern(first.value, first.lineno, first.col_offset + 1)
        else:
            yield None
