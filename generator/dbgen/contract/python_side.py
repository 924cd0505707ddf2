"""What an analysis class handles, emits and sets, as far as its source tells."""

from collections.abc import Container
from typing import Final

from dbgen.contract.ancestry import Ancestry, ancestry
from dbgen.contract.attributes import attributes_of
from dbgen.contract.facts import STORES, PythonSide
from dbgen.contract.handlers import handlers_of
from dbgen.contract.instance_uses import InstanceUses, Touched
from dbgen.contract.literals import Constants
from dbgen.contract.overriding import methods_of, overridden
from dbgen.inspecting.classes import Method
from dbgen.inspecting.modules import FoundClass, Modules
from dbgen.inspecting.python_source import Module
from dbgen.project import AnalysisClass

_OF_THE_FRAMEWORK: Final = frozenset(
    {"emit", "set_emit_fn", "init_databench", "init_datastores", *STORES, *STORES.values()}
)


def python_side(modules: Modules, cls: AnalysisClass) -> PythonSide | None:
    """Return the facts about an analysis class; None if its class statement is not found."""
    module = modules.load(cls.module)
    if not isinstance(module, Module) or cls.name not in module.classes:
        return None
    found = ancestry(FoundClass(module, module.classes[cls.name]), modules)
    handlers = handlers_of(found, modules)
    side = PythonSide(cls.name, cls.file, {}, handlers.known)
    touched = Touched()
    idle = overridden(found, modules)
    for each in found.classes:
        _read_class(each, side, idle, touched)
    opaque = handlers.opaque or not found.complete or bool(touched.replaced & _OF_THE_FRAMEWORK)
    handlers.forget_parameters(touched.replaced)
    side.handlers = handlers.by_action()
    side.unmarked = handlers.unmarked()
    if opaque or _has_own_plumbing(found):
        side.forget_sent()
    side.attributes = attributes_of(found, touched, idle, modules, certain=not opaque)
    return side


def _read_class(
    found: FoundClass, side: PythonSide, idle: Container[Method], touched: Touched
) -> None:
    """Add what the methods of a class do with their instance; the `idle` ones never run."""
    constants = Constants(found.module.tree)
    for method in (each for each in methods_of(found) if each not in idle):
        InstanceUses(method, found.module, constants, side, touched).read()


def _has_own_plumbing(found: Ancestry) -> bool:
    """Return whether a class replaces how the framework sends."""
    names = {method.name for each in found.classes for method in methods_of(each)}
    return bool(names & _OF_THE_FRAMEWORK)
