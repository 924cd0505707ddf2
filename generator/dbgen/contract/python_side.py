"""What an analysis class handles, emits and sets, as far as its source tells."""

from collections.abc import Container, Iterator
from typing import Final

from dbgen.contract.ancestry import Ancestry, ancestry
from dbgen.contract.facts import STORES, PythonSide
from dbgen.contract.handlers import handlers_of
from dbgen.contract.instance_uses import InstanceUses
from dbgen.contract.literals import Constants
from dbgen.inspecting.classes import Method
from dbgen.inspecting.modules import FoundClass, Modules
from dbgen.inspecting.python_source import Module, top_level
from dbgen.project import AnalysisClass

_OF_THE_FRAMEWORK: Final = frozenset(
    {"emit", "set_emit_fn", "init_databench", "init_datastores", *STORES, *STORES.values()}
)


def python_side(
    cls: AnalysisClass, modules: Modules, mentioned: Container[str]
) -> PythonSide | None:
    """Return the facts about an analysis class; None if its class statement is not found.

    `mentioned` are the names that the Python of the whole project mentions.
    """
    module = modules.load(cls.module)
    if not isinstance(module, Module) or cls.name not in module.classes:
        return None
    found = ancestry(FoundClass(module, module.classes[cls.name]), modules)
    handlers = handlers_of(found, modules)
    side = PythonSide(cls.name, cls.file, {}, handlers.known)
    replaced: set[str] = set()
    for each in found.classes:
        replaced |= _read_class(each, side)
    opaque = handlers.opaque or not found.complete or bool(replaced & _OF_THE_FRAMEWORK)
    handlers.forget_parameters(replaced)
    side.handlers = handlers.by_action()
    if opaque or _has_own_plumbing(found, mentioned):
        _forget(side)
    return side


def _read_class(found: FoundClass, side: PythonSide) -> set[str]:
    """Add what the methods of a class do with their instance; return the attributes they set."""
    replaced: set[str] = set()
    constants = Constants(found.module.tree)
    for method in _methods(found):
        uses = InstanceUses(method, found.module, constants, side)
        uses.read()
        replaced |= uses.replaced
    return replaced


def _methods(found: FoundClass) -> Iterator[Method]:
    return (node for node in top_level(found.node.body) if isinstance(node, Method))


def _has_own_plumbing(found: Ancestry, mentioned: Container[str]) -> bool:
    """Return whether a class replaces how the framework sends, or somebody makes stores."""
    names = {method.name for each in found.classes for method in _methods(each)}
    return "Datastore" in mentioned or bool(names & _OF_THE_FRAMEWORK)


def _forget(side: PythonSide) -> None:
    side.emitted_known = False
    for state in side.state.values():
        state.known, state.all_read = False, True
