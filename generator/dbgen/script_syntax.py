"""Parse scripts, and ask their syntax trees for texts."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from dbgen.marks import MARK

FUNCTIONS: Final = frozenset(
    {
        "arrow_function",
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
    }
)
CALLS: Final = {"call_expression": "function", "new_expression": "constructor"}
"""The field of what is called."""
_WRAPPERS: Final = frozenset(
    {"as_expression", "non_null_expression", "parenthesized_expression", "satisfies_expression"}
)
_ESCAPE: Final = re.compile(
    r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL
)
_LONGEST_LINE: Final = 5000


class Called(NamedTuple):
    """What a call or a `new` calls, and the arguments that it gives."""

    callee: Node | None
    given: list[Node]


def parse(text: bytes, *, typescript: bool = False, minified: bool = False) -> Node | None:
    """Return the tree of a script; None if it does not parse, or is minified unless that may be."""
    if not minified and is_minified(text):
        return None
    root = tree_of(text, typescript=typescript)
    return None if root.has_error else root


def tree_of(text: bytes, *, typescript: bool = False) -> Node:
    """Return the tree of a script, with what does not parse in it as nodes of their own."""
    return _parser(typescript).parse(text).root_node


def is_minified(text: bytes) -> bool:
    """Return whether a script was made by a program, by the length of its lines."""
    return len(text) > _LONGEST_LINE and max(map(len, text.split(b"\n"))) > _LONGEST_LINE


@cache
def _parser(typescript: bool) -> Parser:
    if typescript:
        return Parser(Language(tree_sitter_typescript.language_typescript()))
    return Parser(Language(tree_sitter_javascript.language()))


def text_of(node: Node) -> str:
    """Return the source of a node."""
    return (node.text or b"").decode(errors="replace")


def field(node: Node, name: str) -> Node | None:
    """Return the child in a field of a node, out of its parentheses and type assertions."""
    child = node.child_by_field_name(name)
    return unwrapped(child) if child else None


def unwrapped(node: Node) -> Node:
    """Return what stands in parentheses or below a type assertion."""
    while node.type in _WRAPPERS:
        inner = next((child for child in node.named_children if child.type != "comment"), None)
        if inner is None:
            break
        node = inner
    return node


def wrapping(node: Node) -> Node:
    """Return the outermost parentheses or type assertion around a node, or itself."""
    parent = node.parent
    while parent is not None and parent.type in _WRAPPERS:
        node, parent = parent, parent.parent
    return node


def called(call: Node) -> Called:
    """Return what a call or a `new` calls, and with which arguments."""
    return Called(field(call, CALLS[call.type]), arguments(call))


def arguments(call: Node) -> list[Node]:
    """Return the arguments of a call or of `new`."""
    given = call.child_by_field_name("arguments")
    if given is None or given.type != "arguments":
        return []
    return [unwrapped(child) for child in given.named_children if child.type != "comment"]


def literal(node: Node) -> str | None:
    """Return the text of a string, or None for what is no string or is computed."""
    if node.type not in ("string", "template_string"):
        return None
    if any(child.type == "template_substitution" for child in node.named_children):
        return None
    text = _unescaped(text_of(node)[1:-1])
    return None if MARK in text else text


def _unescaped(text: str) -> str:
    """Return what is meant by the source of a text or a name."""
    if "\\" not in text:
        return text
    # Escapes may write a character as its two halves. One of them alone is no text for Python.
    halves = _ESCAPE.sub(_unescape, text).encode("utf-16-le", "surrogatepass")
    return halves.decode("utf-16-le", "replace")


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        return chr(int(code, 16)) if int(code, 16) < 0x110000 else ""
    return {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": ""}.get(match[4], match[4])


def key_of(pair: Node) -> str | None:
    """Return the key of a member of an object, or None if it is computed."""
    if pair.type == "shorthand_property_identifier":
        return _unescaped(text_of(pair))
    key = pair.child_by_field_name("name" if pair.type == "method_definition" else "key")
    if key is None:
        return None
    if key.type in ("property_identifier", "number"):
        return _unescaped(text_of(key))
    return literal(key)


def members(node: Node) -> Iterator[Node]:
    """Yield the members of an object or an array."""
    return (child for child in node.named_children if child.type != "comment")
