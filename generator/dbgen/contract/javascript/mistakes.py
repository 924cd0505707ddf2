"""Find the place where a script does not parse, if it certainly does not."""

import re
from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from dbgen.marks import MARK, STATEMENT_MARK
from dbgen.script_syntax import is_minified, tree_of

# What is or may become JavaScript, and is beyond the grammar: modules with attributes or in
# phases, decorators, accessors, pipelines, odd escapes in tagged templates, JSX, types.
_BEYOND: Final = re.compile(
    rb"\b(?:import|export)\b[^;\n]*\b(?:with|assert)\s*\{|\bimport\s+(?:defer|source)\b|\|>"
    rb"|(?:^|[\s;{}(])@[\w(]|\baccessor\b|\bfor\s*\(\s*async\b|\bString\.raw\b|\w`[^`]*\\[ux0-9]"
    rb"|<[A-Za-z/>][^\n]*>|\b(?:interface|type|enum|declare|namespace)\s+\w|\bmatch\s*\(|#\{|#\["
    rb"|[\w)]\s*:\s*(?:string|number|boolean|any|void)\b",
    re.MULTILINE,
)
# What is TypeScript and beyond its grammar, and what is not even that yet.
_BEYOND_TYPES: Final = re.compile(
    rb"\bimport\s*\(|\bexport\s+type\s*\*|\bimport\s+(?:defer|source)\b|<\s*(?:const|in|out)\s+\w"
    rb"|\b(?:with|assert)\s*\{|\|>|(?:^|[\s;{}(])@[\w(]|\baccessor\b|/>|</|\bmatch\s*\(|#\{|#\["
    rb"|\binterface\b[^{]*<",
    re.MULTILINE,
)
_MARK: Final = re.compile(f"{MARK}+|{STATEMENT_MARK}+".encode())
_MISSING: Final = frozenset(")]}")


def first_mistake(text: bytes, *, typescript: bool = False) -> tuple[int, str] | None:
    """Return the byte where a script does not parse and what is wrong there, or None.

    Of one with template syntax, that is certain only if all of this stands within texts.
    """
    if is_minified(text) or (_BEYOND_TYPES if typescript else _BEYOND).search(text):
        return None
    root = tree_of(text, typescript=typescript)
    if not all(_is_in_text(root, mark.start()) for mark in _MARK.finditer(text)):
        return None
    mistakes = list(_mistakes(root))
    # The grammar takes a list with `...` for an index where no semicolon stands before it.
    if not mistakes or any((node.text or b"").startswith(b"...") for node in mistakes):
        return None
    first = mistakes[0]
    if first.is_missing and first.type in _MISSING:
        return first.start_byte, f"`{first.type}` is missing here"
    return first.start_byte, f"this is not {'TypeScript' if typescript else 'JavaScript'}"


def _is_in_text(root: Node, byte: int) -> bool:
    found = root.descendant_for_byte_range(byte, byte + 1)
    return found is not None and found.type == "string_fragment"


def _mistakes(root: Node) -> Iterator[Node]:
    """Yield what does not parse, the innermost nodes, in the order of the text."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        inner = [child for child in node.children if child.has_error or child.is_missing]
        if (node.is_error or node.is_missing) and not inner:
            yield node
        waiting.extend(reversed(inner))
