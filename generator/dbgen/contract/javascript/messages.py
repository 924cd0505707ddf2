"""What the message of an `emit` becomes for the handler, where the script spells it out."""

from typing import Final

from tree_sitter import Node

from dbgen.contract.facts import Arguments
from dbgen.script_syntax import FUNCTIONS, field, key_of, members, text_of

_SCALARS: Final = frozenset({"false", "null", "number", "string", "template_string", "true"})
_CONVERSIONS: Final = frozenset(
    {"Boolean", "JSON.stringify", "Number", "String", "parseFloat", "parseInt"}
)
_LEFT_OUT: Final = FUNCTIONS | {"class"}
_MATHS: Final = frozenset(
    {"*", "/", "%", "-", "**", "<", ">", "<=", ">=", "==", "===", "!=", "!=="}
)


def arguments_of(message: Node | None) -> Arguments | None:
    """Return the arguments that a message stands for, or None if they are computed."""
    if message is None or _is_undefined(message):
        return Arguments()
    if message.type == "object":
        return _keywords(message)
    if message.type == "array":
        items = list(members(message))
        is_plain = ",," not in text_of(message).replace(" ", "")
        spreads = any(item.type == "spread_element" for item in items)
        return Arguments(len(items)) if is_plain and not spreads else None
    return Arguments(1) if _is_scalar(message) else None


def _is_scalar(node: Node) -> bool:
    if node.type == "unary_expression":
        return text_of(node).startswith(("-", "+", "!", "~", "typeof"))
    if node.type == "binary_expression":
        operator = node.child_by_field_name("operator")
        return operator is not None and text_of(operator) in _MATHS
    if node.type == "call_expression":
        callee = field(node, "function")
        return callee is not None and text_of(callee) in _CONVERSIONS
    return node.type in _SCALARS


def _keywords(node: Node) -> Arguments | None:
    names: list[str] = []
    more = False
    for member in members(node):
        key = key_of(member)
        is_prototype = key == "__proto__" and member.type == "pair"
        if key == "toJSON" or (is_prototype and not _is_null(member)):
            return None
        if is_prototype:
            continue
        if key is None or member.type == "spread_element":
            more = True
        elif key != "__process_id" and not _is_dropped(member):
            names.append(key)
    return Arguments(0, tuple(names), more)


def _is_dropped(member: Node) -> bool:
    """Return whether JSON leaves the member out: functions and undefined."""
    if member.type == "method_definition":
        return not any(child.type == "get" for child in member.children)
    value = field(member, "value")
    return value is not None and (value.type in _LEFT_OUT or _is_undefined(value))


def _is_null(member: Node) -> bool:
    value = field(member, "value")
    return value is not None and value.type == "null"


def _is_undefined(node: Node) -> bool:
    if node.type == "unary_expression":
        operator = node.child_by_field_name("operator")
        return operator is not None and text_of(operator) == "void"
    return text_of(node) == "undefined"
