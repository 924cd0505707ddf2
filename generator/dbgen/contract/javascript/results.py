"""Tell whether anybody gets what an expression results in."""

from typing import Final

from tree_sitter import Node

from dbgen.contract.javascript.functions import Functions
from dbgen.script_syntax import FUNCTIONS, field, text_of, wrapping

PASSIVE: Final = frozenset(
    {"expression_statement", "for_statement", "if_statement", "unary_expression"}
)
_LOGICAL: Final = frozenset({"&&", "||", "??"})
_SENDING: Final = frozenset({"emit", "trigger"})
"""Methods that nobody calls for what they return, unless it says so: `return d.emit(...)`."""
# What calls a function and has no use for what it returns.
_CALLERS: Final = frozenset(
    {
        *("$", "addEventListener", "change", "click", "connect", "each", "forEach", "input"),
        *("jQuery", "keydown", "keyup", "on", "onProcess", "once", "one", "queueMicrotask"),
        *("ready", "requestAnimationFrame", "requestIdleCallback", "setImmediate", "setInterval"),
        *("setTimeout", "submit"),
    }
)
_PROMISED: Final = frozenset({"catch", "finally", "then"})
_HANDLES_FAILURE: Final = frozenset({"catch", "finally"})


class Results:
    """What becomes of the results of expressions in the scripts of a page."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions

    def is_dropped(self, node: Node, method: str = "") -> bool:
        """Return whether nobody gets the value of an expression.

        That of a call of the `method` of a connection may be what a function returns to somebody
        who drops it.
        """
        return self._is_dropped(node, method, set())

    def _is_dropped(self, node: Node, method: str, seen: set[int]) -> bool:
        outer = wrapping(node)
        parent = outer.parent
        if parent is None or parent.type in PASSIVE or _is_only_asked(outer, parent):
            return True
        if _is_passed_up(parent):
            return self._is_dropped(parent, method, seen)
        function = _returning(parent) if method else None
        if function is None:
            return bool(method) and parent.type == "return_statement"
        if function.id in seen:
            return True
        seen.add(function.id)
        return self._is_result_dropped(function, parent, method, seen)

    def _is_result_dropped(self, function: Node, parent: Node, method: str, seen: set[int]) -> bool:
        calls = self._functions.calls(function)
        if calls is not None:
            return all(self._is_dropped(met.node, method, seen) for met in calls)
        if self._is_handler(function, method, seen):
            return True
        return method in _SENDING and parent.type == "arrow_function"

    def _is_handler(self, function: Node, method: str, seen: set[int]) -> bool:
        """Return whether a function is called by what has no use for its result."""
        outer = wrapping(function)
        parent = outer.parent
        if parent is None:
            return False
        if parent.type == "assignment_expression":
            target = field(parent, "left")
            name = target.child_by_field_name("property") if target else None
            return name is not None and text_of(name).startswith("on")
        call = parent.parent if parent.type == "arguments" else None
        if call is None or call.type != "call_expression":
            return False
        called = _called(call)
        if called in _PROMISED:
            return self._is_dropped(_with_handlers(call), method, seen)
        return called in _CALLERS


def _is_only_asked(node: Node, parent: Node) -> bool:
    """Return whether an expression only decides about others, or stands before a comma."""
    if parent.type == "sequence_expression":
        return parent.named_children[-1] != node
    return parent.type == "ternary_expression" and parent.child_by_field_name("condition") == node


def _is_passed_up(parent: Node) -> bool:
    if parent.type == "binary_expression":
        operator = parent.child_by_field_name("operator")
        return operator is not None and text_of(operator) in _LOGICAL
    return parent.type in ("sequence_expression", "ternary_expression")


def _returning(parent: Node) -> Node | None:
    """Return the function whose result is the expression in a node."""
    if parent.type == "arrow_function":
        return parent
    function = parent if parent.type == "return_statement" else None
    while function is not None and function.type not in FUNCTIONS:
        function = function.parent
    return function


def _called(call: Node) -> str:
    """Return the name of the function or method that is called."""
    callee = field(call, "function")
    name = callee.child_by_field_name("property") if callee else None
    return text_of(name or callee) if callee else ""


def _with_handlers(call: Node) -> Node:
    """Return a call with what follows it to handle failures: `then(f).catch(g)`."""
    member = wrapping(call).parent
    outer = member.parent if member is not None and member.type == "member_expression" else None
    if outer is None or outer.type != "call_expression" or _called(outer) not in _HANDLES_FAILURE:
        return call
    return _with_handlers(outer)
