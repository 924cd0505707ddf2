"""The classes of the project that an analysis class is made of, and whether these are all."""

import ast
from dataclasses import dataclass

from dbgen.inspecting.lineage import Lineages
from dbgen.inspecting.modules import FoundClass, Modules
from dbgen.inspecting.python_source import dotted, top_level


@dataclass(frozen=True, slots=True)
class Ancestry:
    """A class and its bases within the project, bases first; `complete` if there are no others."""

    classes: tuple[FoundClass, ...]
    complete: bool


def ancestry(found: FoundClass, modules: Modules) -> Ancestry:
    """Return what a class inherits from, and itself."""
    lineage = Lineages(modules).of(found)
    return Ancestry(lineage.classes, lineage.complete and all(map(_is_plain, lineage.classes)))


def _is_plain(found: FoundClass) -> bool:
    """Return whether the class is what it says, and defined once.

    Of two in an if-else, either may be in use.
    """
    name = found.node.name
    same = [node for node in found.module.tree.body if _defines(node, name)]
    is_alone = len(same) == 1 and not (found.node.keywords or found.node.decorator_list)
    return is_alone and not any(_changes(node, name) for node in top_level(found.module.tree.body))


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
