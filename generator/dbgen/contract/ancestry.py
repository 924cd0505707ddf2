"""The classes of the project that an analysis class is made of."""

import ast
from dataclasses import dataclass

from dbgen.inspecting.classes import bases
from dbgen.inspecting.modules import FoundClass, Modules
from dbgen.inspecting.python_source import framework_name

_HARMLESS = ("object", "abc.ABC")


@dataclass(frozen=True, slots=True)
class Ancestry:
    """A class and its bases within the project, bases first; `complete` if there are no others."""

    classes: tuple[FoundClass, ...]
    complete: bool


def ancestry(found: FoundClass, modules: Modules) -> Ancestry:
    """Return what a class inherits from, and itself."""
    return _ancestry(found, modules, frozenset())


def _ancestry(found: FoundClass, modules: Modules, seen: frozenset[str]) -> Ancestry:
    key = f"{found.module.name}.{found.node.name}"
    complete = not (found.node.keywords or found.node.decorator_list) and key not in seen
    classes: list[FoundClass] = []
    for path in reversed(list(bases(found, modules))):
        base = modules.find_class(path) if key not in seen else None
        if base:
            inherited = _ancestry(base, modules, seen | {key})
            classes += [cls for cls in inherited.classes if cls not in classes]
            complete = complete and inherited.complete
        elif framework_name(path) != "Analysis" and path not in _HARMLESS:
            complete = False
    return Ancestry((*classes, found), complete and _is_unique(found))


def _is_unique(found: FoundClass) -> bool:
    """Return whether the class is defined once: of two in an if-else, either may be in use."""
    name = found.node.name
    same = [node for node in found.module.tree.body if _defines(node, name)]
    return len(same) == 1


def _defines(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.ClassDef) and node.name == name
