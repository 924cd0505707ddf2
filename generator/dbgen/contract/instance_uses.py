"""What a method does with its instance: which signals it emits, which state it sets and reads."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from dbgen.contract.facts import STORES, Place, PythonSide, State
from dbgen.contract.literals import Constants, dict_keys, texts
from dbgen.inspecting.classes import Method
from dbgen.inspecting.python_source import Module
from dbgen.inspecting.trees import children

# What may be called with the instance, or handed out of its stores, without a trace.
_PASSIVE: Final = frozenset({"super", "isinstance", "id", "type", "hash", "repr", "str", "print"})
_READERS: Final = frozenset({"items", "keys", "values", "as_dict", "entries", "subscribe"})
_SILENT: Final = frozenset({"trigger_all_callbacks", "close", "domain"})
_REACH_ALL: Final = frozenset({"locals", "vars", "eval", "exec"})
_OF_THE_FRAMEWORK: Final = frozenset({"emit", *STORES, *STORES.values()})
_SETTERS: Final = {method: store for store, method in STORES.items()}

_CALL_OR_ATTRIBUTE: Final = (ast.Call, ast.Attribute)

Parents = dict[ast.AST, ast.AST]


@dataclass(slots=True)
class Touched:
    """What methods do to the attributes of their instance.

    `replaced` are those that they set or delete, `read` others that the framework does not use to
    send; `handed` tells that somebody else gets the instance, or asks what it is.
    """

    replaced: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    handed: bool = False


class InstanceUses:
    """The walk over one method; what it finds goes to a PythonSide, and to what is touched."""

    def __init__(
        self,
        method: Method,
        module: Module,
        constants: Constants,
        side: PythonSide,
        touched: Touched,
    ) -> None:
        self._method = method
        self._module = module
        self._constants = constants
        self._side = side
        self._touched = touched
        self._parents: Parents = {}

    def read(self) -> None:
        """Take down every use of the instance."""
        instance = _instance(self._method)
        nodes: list[ast.AST] = [self._method]
        # What is around a node comes before it.
        for node in nodes:
            if isinstance(node, ast.Name):
                if node.id == instance:
                    self._use(node)
            elif not isinstance(node, ast.Constant):
                below = children(node)
                nodes += below
                for each in below:
                    self._parents[each] = node
                if isinstance(node, _CALL_OR_ATTRIBUTE) and _lets_escape(node):
                    self._escape()

    def _use(self, name: ast.Name) -> None:
        parent = self._parents[name]
        if isinstance(parent, ast.Attribute):
            self._attribute(parent)
        elif not self._is_passive(name, parent):
            self._escape()
        elif isinstance(parent, ast.Call) and self._tells_kind(parent):
            self._touched.handed = True

    def _is_passive(self, name: ast.Name, parent: ast.AST) -> bool:
        if isinstance(parent, ast.Compare):
            return True
        return (
            isinstance(parent, ast.Call)
            and isinstance(parent.func, ast.Name)
            and parent.func.id in _PASSIVE
            and name in parent.args
        )

    def _tells_kind(self, call: ast.Call) -> bool:
        """Return whether a call says what the instance is, or gets hold of its class."""
        named = isinstance(self._parents[call], ast.Attribute)
        return _called(call) == "isinstance" or (_called(call) == "type" and not named)

    def _escape(self) -> None:
        """Take down that somebody else has the instance, and may do anything with it."""
        self._side.forget_sent()
        self._touched.handed = True

    def _attribute(self, node: ast.Attribute) -> None:
        name = node.attr
        if not isinstance(node.ctx, ast.Load):
            self._touched.replaced.add(name)
            self._touched.handed = self._touched.handed or name == "__class__"
        elif name == "emit":
            self._emit(self._parents[node], node)
        elif name in STORES:
            self._store(self._side.state[name], node)
        elif name in _SETTERS:
            self._set_state(self._side.state[_SETTERS[name]], node)
        elif name == "__dict__":
            self._escape()
        elif name == "__class__":
            named = isinstance(self._parents[node], ast.Attribute)
            self._touched.handed = self._touched.handed or not named
        else:
            self._touched.read.add(name)

    def _emit(self, call: ast.AST, emit: ast.expr) -> None:
        if not isinstance(call, ast.Call) or call.func is not emit:
            self._side.emitted_known = False
            return
        signal = _argument(call, 0, "signal")
        names = texts(signal, self._constants) if signal else None
        if names is None:
            self._side.emitted_known = False
            return
        for name in names & STORES.keys():
            self._set_from(self._side.state[name], _argument(call, 1, "message"))
        for name in names - STORES.keys():
            self._side.emitted.setdefault(name, self._place(signal or call))

    def _set_state(self, state: State, method: ast.expr) -> None:
        call = self._parents[method]
        if not isinstance(call, ast.Call) or call.func is not method:
            state.known, state.all_read = False, True
            return
        for given in call.args:
            self._set_from(state, given)
        for word in call.keywords:
            if word.arg in (None, "state", "defaults"):
                self._set_from(state, word.value)
            elif word.arg:
                state.keys.setdefault(word.arg, self._place(word))

    def _set_from(self, state: State, given: ast.expr | None) -> None:
        if isinstance(given, ast.Lambda):
            # The function gets the store, and may read any of it.
            state.all_read = True
            given = given.body
        keys = dict_keys(given, self._constants) if given else None
        if keys is None:
            state.known = False
        for key, node in keys or ():
            state.keys.setdefault(key, self._place(node))

    def _store(self, state: State, store: ast.Attribute) -> None:
        parent = self._parents[store]
        if isinstance(parent, ast.Subscript) and parent.value is store:
            self._subscript(state, parent)
        elif isinstance(parent, ast.Attribute):
            self._store_method(state, parent)
        elif isinstance(parent, ast.Compare) and store in parent.comparators:
            self._read(state, parent.left)
        elif not (isinstance(parent, ast.Call) and _called(parent) == "len"):
            state.known, state.all_read = False, True

    def _subscript(self, state: State, node: ast.Subscript) -> None:
        grandparent = self._parents[node]
        if isinstance(node.ctx, ast.Load):
            self._read(state, node.slice)
            return
        self._set_key(state, node.slice)
        if isinstance(grandparent, ast.AugAssign):
            self._read(state, node.slice)

    def _set_key(self, state: State, key: ast.expr | None) -> None:
        names = texts(key, self._constants) if key else None
        if names is None or key is None:
            state.known = False
            return
        for name in names:
            state.keys.setdefault(name, self._place(key))

    def _read(self, state: State, key: ast.expr | None) -> None:
        names = texts(key, self._constants) if key else None
        if names is None:
            state.all_read = True
        else:
            state.read |= names

    def _store_method(self, state: State, method: ast.Attribute) -> None:
        call = self._parents[method]
        called = isinstance(call, ast.Call) and call.func is method
        if method.attr in _READERS:
            state.all_read = True
        elif isinstance(call, ast.Call) and called and method.attr == "set":
            self._set_key(state, _argument(call, 0, "key"))
        elif called and method.attr == "get" and isinstance(call, ast.Call):
            self._read(state, _argument(call, 0, "key"))
        elif called and method.attr in ("set_state", "init"):
            self._set_state(state, method)
        elif method.attr not in _SILENT:
            state.known, state.all_read = False, True

    def _place(self, node: ast.AST) -> Place:
        line = getattr(node, "lineno", 0)
        return Place(self._module.file, line, getattr(node, "col_offset", -1) + 1)


def _instance(method: Method) -> str:
    """Return what holds the instance: the first parameter, or `*args` where there is no such."""
    arguments = [*method.args.posonlyargs, *method.args.args, method.args.vararg]
    return arguments[0].arg if arguments[0] else ""


def _lets_escape(node: ast.Call | ast.Attribute) -> bool:
    """Return whether somebody gets the instance without its name."""
    if isinstance(node, ast.Call):
        return _called(node) in _REACH_ALL
    return _is_framework_of_super(node)


def _is_framework_of_super(node: ast.Attribute) -> bool:
    """Return whether a node is `super().emit` or the like, which is not followed."""
    return (
        node.attr in _OF_THE_FRAMEWORK
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "super"
    )


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _argument(call: ast.Call, index: int, name: str) -> ast.expr | None:
    given: Iterable[ast.expr] = call.args[: index + 1]
    if any(isinstance(argument, ast.Starred) for argument in given):
        return None
    if index < len(call.args):
        return call.args[index]
    return next((word.value for word in call.keywords if word.arg == name), None)
