"""The classes of the project that an analysis class is made of, and whether these are all."""

import ast
from dataclasses import dataclass
from typing import Final

from dbgen.inspecting.classes import Method, decorator_paths
from dbgen.inspecting.lineage import Lineages
from dbgen.inspecting.modules import FoundClass, Modules
from dbgen.inspecting.python_source import dotted, top_level

# They give a class no handlers.
_HARMLESS: Final = frozenset({"dataclasses.dataclass", "typing.final", "typing_extensions.final"})


@dataclass(frozen=True, slots=True)
class Ancestry:
    """A class and its bases within the project, bases first.

    They are `plain` if nothing but their bodies says what is in them, and `complete` if there are
    no others either.
    """

    classes: tuple[FoundClass, ...]
    plain: bool
    complete: bool


def ancestry(found: FoundClass, modules: Modules) -> Ancestry:
    """Return what a class inherits from, and itself."""
    lineage = Lineages(modules).of(found)
    plain = all(_is_plain(each, modules) for each in lineage.classes)
    return Ancestry(lineage.classes, plain, lineage.complete and plain)


def _is_plain(found: FoundClass, modules: Modules) -> bool:
    """Return whether the class is what it says, and defined once.

    Of two in an if-else, either may be in use.
    """
    name = found.node.name
    same = [node for node in found.module.tree.body if _defines(node, name)]
    if len(same) != 1 or found.node.keywords or _makes_subclasses(found.node):
        return False
    if not _HARMLESS.issuperset(decorator_paths(found.node, found.module, modules)):
        return False
    return not any(_changes(node, name) for node in top_level(found.module.tree.body))


def _makes_subclasses(node: ast.ClassDef) -> bool:
    """Return whether a class has a say in what its subclasses are."""
    methods = (each for each in top_level(node.body) if isinstance(each, Method))
    return any(method.name == "__init_subclass__" for method in methods)


def _defines(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.ClassDef) and node.name == name


def _changes(node: ast.stmt, name: str) -> bool:
    """Return whether a statement gives a class another attribute."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        call = node.value
        return dotted(call.func) == "setattr" and any(dotted(arg) == name for arg in call.args[:1])
    if not isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(each, ast.Attribute) and dotted(each.value) == name for each in targets)
