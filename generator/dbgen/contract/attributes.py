"""Which attributes an analysis reads of its instance, though nothing seems to give it these."""

import ast
import sys
from collections.abc import Container, Iterator
from typing import Final

from dbgen.contract.ancestry import Ancestry
from dbgen.contract.facts import Attributes, Place
from dbgen.contract.handlers import MARKING, PLAIN
from dbgen.contract.instance_uses import Touched
from dbgen.contract.overriding import methods_of
from dbgen.contract.settled import is_settled
from dbgen.inspecting.classes import STATIC, Method, decorator_paths
from dbgen.inspecting.framework import framework_attributes
from dbgen.inspecting.modules import FoundClass, Modules
from dbgen.inspecting.python_source import Module, dotted, framework_name, names_of_class
from dbgen.inspecting.trees import bound_names, children

# Above methods that get no instance.
_OF_CLASSES: Final = frozenset(
    {STATIC, "classmethod", "abc.abstractclassmethod", "abc.abstractstaticmethod"}
)
_HARMLESS: Final = (
    PLAIN | _OF_CLASSES | {"property", "abc.abstractproperty", "functools.cached_property"}
)
# Python 3.11 has not all of them.
_TYPES: Final = frozenset({"ParamSpec", "TypeAlias", "TypeVar", "TypeVarTuple", "arg"})
_DISPLAYS: Final = (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.JoinedStr)


def attributes_of(
    found: Ancestry, touched: Touched, idle: Container[Method], modules: Modules, *, certain: bool
) -> Attributes | None:
    """Return what an analysis reads and seems not to have; None if it has everything.

    The `idle` methods never run. Unless it is `certain` what the classes are, all is in doubt.
    """
    # Python has `__name__` itself, and calls `__name` something else.
    asked = {name for name in touched.read - touched.replaced if "__" not in name}
    if not asked:
        return None
    own = touched.replaced.union(*(names_of_class(each.node) for each in found.classes))
    asked -= own
    # The source of the framework is read only for those that need it.
    asked -= framework_attributes() if asked else set()
    if not asked:
        return None
    if not certain or touched.handed or not all(_is_bare(each, modules) for each in found.classes):
        return Attributes({}, frozenset(asked))
    places: dict[str, list[Place]] = {name: [] for name in asked}
    for each in found.classes:
        for node in _reads_of_class(each, idle, modules):
            if node.attr in places:
                places[node.attr].append(_place(node, each.module))
    return Attributes(
        {name: tuple(found) for name, found in places.items()},
        classes=frozenset(each.node.name for each in found.classes),
        modules=frozenset(each.module.name for each in found.classes),
        own=frozenset(own),
    )


def _is_bare(found: FoundClass, modules: Modules) -> bool:
    """Return whether a class has only what its body and its bases say.

    Decorators of others may give it more, and so may objects of others by `__set_name__`.
    """
    module, body = found.module, found.node.body
    values = (node.value for node in body if isinstance(node, ast.Assign | ast.AnnAssign))
    return (
        all(is_settled(base, module, modules) for base in found.node.bases)
        and all(_has_harmless_decorators(each, module, modules) for each in methods_of(found))
        and all(_is_of_python(value, module, modules) for value in values if value)
    )


def _has_harmless_decorators(method: Method, module: Module, modules: Modules) -> bool:
    """Return whether what is above a method gives the class and its instances nothing else."""
    paths = decorator_paths(method, module, modules)
    for node, path in zip(method.decorator_list, paths, strict=True):
        is_harmless = path in _HARMLESS or framework_name(path) in MARKING
        is_of_property = path.startswith(f"{method.name}.")
        if not is_of_property and not (is_harmless and is_settled(node, module, modules)):
            return False
    return True


def _is_of_python(value: ast.expr, module: Module, modules: Modules) -> bool:
    """Return whether a value is of a type that comes with Python."""
    if isinstance(value, _DISPLAYS):
        return True
    if isinstance(value, ast.UnaryOp | ast.BinOp):
        return not any(isinstance(node, ast.Name) for node in ast.walk(value))
    path = dotted(value.func if isinstance(value, ast.Call) else value)
    top = modules.canonical(path, module).partition(".")[0] if path else ""
    is_of_python = top in sys.stdlib_module_names and not modules.path(top)
    return is_of_python and is_settled(value, module, modules)


def _reads_of_class(
    found: FoundClass, idle: Container[Method], modules: Modules
) -> Iterator[ast.Attribute]:
    """Yield the attributes that the methods of a class ask for when they run."""
    methods = list(methods_of(found))
    last = {method.name: method for method in methods}
    for method in methods:
        decorators = decorator_paths(method, found.module, modules)
        # Without a decorator, the parts of a property among them, the last one replaces the others.
        is_used = bool(decorators) or last[method.name] is method
        if is_used and method not in idle and _OF_CLASSES.isdisjoint(decorators):
            yield from _reads(method)


def _reads(method: Method) -> Iterator[ast.Attribute]:
    """Yield where a method asks its instance for an attribute and nothing catches the failure."""
    parameters = [*method.args.posonlyargs, *method.args.args]
    instance = parameters[0].arg if parameters else ""
    if list(bound_names(method)).count(instance) != 1:
        return
    waiting: list[ast.AST] = [*method.body]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            waiting += _failing(node)
        elif node.value.id == instance:
            yield node


def _failing(node: ast.AST) -> list[ast.AST]:
    """Return what is below a node, but for what may expect exceptions, and for types."""
    if isinstance(node, ast.Try | ast.TryStar) and node.handlers:
        return [*node.handlers, *node.orelse, *node.finalbody]
    if isinstance(node, ast.With | ast.AsyncWith):
        return [*node.items]
    if isinstance(node, Method):
        return [*node.decorator_list, node.args, *node.body]
    if isinstance(node, ast.AnnAssign):
        return [node.target, *filter(None, [node.value])]
    return [] if node.__class__.__name__ in _TYPES else children(node)


def _place(node: ast.Attribute, module: Module) -> Place:
    line, end = node.end_lineno or 0, node.end_col_offset or 0
    return Place(module.file, line, end - len(node.attr.encode()) + 1)
