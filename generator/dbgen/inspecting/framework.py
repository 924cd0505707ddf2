"""What the framework has to offer: the names in its modules, read and never imported."""

import ast
from functools import cache
from pathlib import Path

from dbgen.inspecting.python_source import FRAMEWORK, names_of_class
from dbgen.inspecting.trees import bound_names, given_attributes
from dbgen.resources import runtime_root


@cache
def framework_names(module: str) -> frozenset[str] | None:
    """Return what a module of the framework has; None if there is no such module."""
    head, *rest = module.split(".")
    if head not in FRAMEWORK:
        return None
    return _names(runtime_root(head).joinpath(*rest))


@cache
def framework_attributes() -> frozenset[str]:
    """Return the attributes that every analysis has: its base class binds or sets them."""
    tree = ast.parse((runtime_root("databench") / "analysis.py").read_bytes())
    (base,) = (node for node in tree.body if isinstance(node, ast.ClassDef))
    given = (each.attr for each in given_attributes(base))
    return frozenset((*names_of_class(base), *given))


def _names(base: Path) -> frozenset[str] | None:
    if not base.is_dir():
        path = base.with_name(f"{base.name}.py")
        return _bound(path) if path.is_file() else None
    own = base / "__init__.py"
    modules = {path.stem for path in base.iterdir() if path.suffix == ".py" or path.is_dir()}
    return frozenset(modules) | (_bound(own) if own.is_file() else frozenset())


def _bound(path: Path) -> frozenset[str]:
    return frozenset(bound_names(ast.parse(path.read_bytes())))
