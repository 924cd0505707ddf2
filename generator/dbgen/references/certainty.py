"""Whether a call in a script certainly loads something, and whether it may fail to."""

import re
from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from dbgen.script_syntax import FUNCTIONS, arguments, text_of

_HIGHEST: Final = 100
_ALWAYS: Final = frozenset(
    {
        "await_expression",
        "call_expression",
        "export_statement",
        "expression_statement",
        "member_expression",
        "parenthesized_expression",
        "sequence_expression",
        "statement_block",
        "unary_expression",
    }
)
"""What runs what stands in it, where it runs itself."""
_STORING: Final = frozenset(
    {
        "assignment_expression",
        "lexical_declaration",
        "variable_declaration",
        "variable_declarator",
    }
)
"""The same; a promise that is stored may be asked later whether it failed."""
_WAITING: Final = ("await_expression", "expression_statement")
_CONDITIONS: Final = {
    "binary_expression": "left",
    "if_statement": "condition",
    "switch_statement": "value",
    "ternary_expression": "condition",
    "while_statement": "condition",
}
_ENVIRONMENT: Final = re.compile(r"\b(?:process|typeof)\b")
_LONGEST_CONDITION: Final = 1000


def always_runs(call: Node, *, is_promise: bool) -> bool:
    """Return whether a call runs whenever its script does, and nothing expects it to fail."""
    is_known = not is_promise
    for node in _around(call):
        if node.type == "program":
            return True
        is_known = is_known or node.type in _WAITING
        if node.type not in _ALWAYS and not (is_known and node.type in _STORING):
            return False
        if _catches(node):
            return False
    return False


def may_fail(call: Node) -> bool:
    """Return whether the code around a call expects a failure, or asks where it runs."""
    is_same_function = True
    for node in _around(call):
        if node.type == "program":
            return False
        if node.type == "try_statement" or _asks(node) or (is_same_function and _catches(node)):
            return True
        is_same_function = is_same_function and node.type not in FUNCTIONS
    return True


def _around(node: Node) -> Iterator[Node]:
    around = node.parent
    for _ in range(_HIGHEST):
        if around is None:
            break
        yield around
        around = around.parent


def _catches(call: Node) -> bool:
    """Return whether a node is a call of `catch`, or of `then` with what to do on a failure."""
    callee = call.child_by_field_name("function") if call.type == "call_expression" else None
    name = callee.child_by_field_name("property") if callee else None
    word = text_of(name) if name else ""
    return word == "catch" or (word == "then" and len(arguments(call)) > 1)


def _asks(node: Node) -> bool:
    """Return whether a node is a condition that asks for Node, or for what a browser has."""
    name = _CONDITIONS.get(node.type)
    condition = node.child_by_field_name(name) if name else None
    if condition is None:
        return False
    is_long = condition.end_byte - condition.start_byte > _LONGEST_CONDITION
    return is_long or bool(_ENVIRONMENT.search(text_of(condition)))
