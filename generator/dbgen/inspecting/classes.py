"""Find the analysis classes of a module and the actions that they handle."""

import ast
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from dbgen.inspecting.lineage import Lineages
from dbgen.inspecting.modules import FoundClass, Modules
from dbgen.inspecting.python_source import (
    Module,
    dotted,
    framework_name,
    top_level,
)
from dbgen.project import Action, AnalysisClass
from dbgen_schema import Problem

Method = ast.FunctionDef | ast.AsyncFunctionDef

STATIC: Final = "staticmethod"
# What they make of a method cannot be called where the runtime finds it: in the class.
_UNCALLABLE: Final = frozenset(
    {
        *("property", "classmethod", "abc.abstractproperty", "abc.abstractclassmethod"),
        *("functools.cached_property", "functools.singledispatchmethod"),
    }
)
_OF_PROPERTIES: Final = (".getter", ".setter", ".deleter")


class _Handlers(NamedTuple):
    by_method: dict[str, Action | None]
    complete: bool = True


def analysis_classes(module: Module, modules: Modules) -> list[AnalysisClass]:
    """Return the classes that a module defines and that derive from databench.Analysis.

    Their actions are not looked for.
    """
    lineages = Lineages(modules)
    found = (FoundClass(module, node) for node in module.classes.values())
    return [_analysis_class(each) for each in found if lineages.of(each).is_analysis]


def imported_class(name: str, module: Module, modules: Modules) -> AnalysisClass | None:
    """Return the analysis class that a module imports under this name, if it does."""
    found = modules.find_class(modules.canonical(name, module))
    if found is None or not Lineages(modules).of(found).is_analysis:
        return None
    return _analysis_class(found)


def named_class(name: str, module: Module, modules: Modules) -> AnalysisClass | None:
    """Return the class that a module knows by this name, unless it is surely no analysis.

    Whoever names a class knows what its bases are, also where these are not in the project.
    """
    found = modules.find_class(modules.canonical(name, module))
    if found is None:
        return None
    lineage = Lineages(modules).of(found)
    return _analysis_class(found) if lineage.is_analysis or lineage.is_undecided else None


def undecided_classes(module: Module, modules: Modules) -> Iterator[ast.ClassDef]:
    """Yield the classes of a module that would be analyses if a base from elsewhere were one."""
    lineages = Lineages(modules)
    nodes = module.classes.values()
    return (node for node in nodes if lineages.of(FoundClass(module, node)).is_undecided)


def _analysis_class(found: FoundClass) -> AnalysisClass:
    module, node = found.module, found.node
    return AnalysisClass(node.name, module.name, module.file, node.lineno)


def with_actions(cls: AnalysisClass, modules: Modules) -> AnalysisClass:
    """Return a class with the actions that it handles, inherited ones too."""
    found = modules.find_class(f"{cls.module}.{cls.name}")
    if found is None:
        return cls
    lineage = Lineages(modules).of(found)
    handlers = [_own_handlers(each, modules) for each in lineage.classes]
    by_method = {name: action for each in handlers for name, action in each.by_method.items()}
    actions = tuple(action for action in by_method.values() if action)
    complete = lineage.complete and all(each.complete for each in handlers)
    return cls._replace(actions=actions, complete=complete)


def _own_handlers(found: FoundClass, modules: Modules) -> _Handlers:
    by_method: dict[str, Action | None] = {}
    complete = True
    for node in top_level(found.node.body):
        if isinstance(node, Method):
            name = action_name(node, decorator_paths(node, found.module, modules))
            complete = complete and name != ""
            by_method[node.name] = _action(name, node, found.module) if name else None
    return _Handlers(by_method, complete)


def _action(name: str, node: Method, module: Module) -> Action:
    return Action(name, node.name, module.file, node.lineno, node.col_offset + 1)


def action_name(node: Method, decorators: Sequence[str]) -> str | None:
    """Return the action of a method, "" if it is computed, None if it handles none.

    The `decorators` are the paths of what stands above it.
    """
    if any(map(is_uncallable, decorators)):
        return None
    for path, decorator in zip(decorators, node.decorator_list, strict=True):
        if path == STATIC:
            # It hides what those below it say of the function.
            break
        kind = framework_name(path)
        if kind == "on":
            return node.name
        if kind == "on_action":
            return _literal_name(decorator)
    return node.name.removeprefix("on_") if node.name.startswith("on_") else None


def decorator_paths(node: Method | ast.ClassDef, module: Module, modules: Modules) -> list[str]:
    """Return where the decorators of a statement are defined, "" for one that is computed."""
    calls = (each.func if isinstance(each, ast.Call) else each for each in node.decorator_list)
    return [path and modules.canonical(path, module) for path in map(dotted, calls)]


def is_uncallable(decorator: str) -> bool:
    """Return whether a decorator makes something of a method that is never a handler."""
    return decorator in _UNCALLABLE or decorator.endswith(_OF_PROPERTIES)


def _literal_name(decorator: ast.expr) -> str:
    call = decorator if isinstance(decorator, ast.Call) else None
    values = [*call.args, *(word.value for word in call.keywords)] if call else []
    first = values[0] if values else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def starts_server(module: Module, modules: Modules) -> Problem | None:
    """Return the problem of a module that calls databench.run() whenever it is imported."""
    for node in module.statements:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            path = dotted(node.value.func)
            if path and framework_name(modules.canonical(path, module)) == "run":
                return Problem(
                    module.file,
                    node.lineno,
                    node.col_offset + 1,
                    "DB206",
                    "databench.run() is called when this module is imported",
                    'put it below `if __name__ == "__main__":`',
                )
    return None
