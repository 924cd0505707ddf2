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
_OF_PROPERTIES: Final = ("getter", "setter", "deleter")
# Python 3.11 has not all of them.
_TYPES: Final = frozenset({"ParamSpec", "TypeAlias", "TypeVar", "TypeVarTuple", "arg"})
_DISPLAYS: Final = (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.JoinedStr)


def attributes_of(
    found: Ancestry, touched: Touched, idle: Container[Method], modules: Modules, *, certain: bool
) -> Attributes | None:
    """Return what an analysis reads and seems not to have; None if it has everything.

    The `idle` methods never run. Unless it is `certain` what the classes are, all is in doubt.
    """
    asked = {name for name in touched.read - touched.replaced if not name.startswith("__")}
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
    """Return whether nothing in the body of a class may give it more.

    Decorators of others may, and objects of others, which may have `__set_name__`.
    """
    values = (node for node in found.node.body if isinstance(node, ast.Assign | ast.AnnAssign))
    return all(
        _is_harmless(path, method)
        for method in methods_of(found)
        for path in decorator_paths(method, found.module, modules)
    ) and all(_is_of_python(node.value, found.module, modules) for node in values if node.value)


def _is_harmless(decorator: str, method: Method) -> bool:
    """Return whether a decorator gives the class and its instances nothing else."""
    head, _, last = decorator.rpartition(".")
    is_of_property = head == method.name and last in _OF_PROPERTIES
    return decorator in _HARMLESS or framework_name(decorator) in MARKING or is_of_property


def _is_of_python(value: ast.expr, module: Module, modules: Modules) -> bool:
    """Return whether a value is of a type that comes with Python."""
    if isinstance(value, _DISPLAYS):
        return True
    if isinstance(value, ast.UnaryOp | ast.BinOp):
        return not any(isinstance(node, ast.Name) for node in ast.walk(value))
    path = dotted(value.func if isinstance(value, ast.Call) else value)
    top = modules.canonical(path, module).partition(".")[0] if path else ""
    return top in sys.stdlib_module_names and not modules.path(top)


def _reads_of_class(
    found: FoundClass, idle: Container[Method], modules: Modules
) -> Iterator[ast.Attribute]:
    """Yield the attributes that the methods of a class ask for when they run."""
    for method in methods_of(found):
        if method not in idle and _OF_CLASSES.isdisjoint(
            decorator_paths(method, found.module, modules)
        ):
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
        elif node.value.id == instance and isinstance(node.ctx, ast.Load):
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
