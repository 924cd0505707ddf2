"""Expressions whose values hold nothing that a script or a style sheet could take for code."""

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from jinja2 import Environment, TemplateError, nodes

# An analysis is named by an identifier.
_NAMES: Final = frozenset({"name", "kernel", "show_in_index"})
_FUNCTIONS: Final = frozenset(
    {"abs", "bool", "float", "int", "json_encode", "len", "round", "sum", "url_escape"}
)
_FILTERS: Final = frozenset(
    {"abs", "count", "float", "int", "length", "round", "sum", "tojson", "urlencode", "wordcount"}
)
# What goes through these is as harmless as it was.
_SAME: Final = frozenset({"lower", "safe", "trim", "upper"})
_ESCAPED: Final = re.compile("[&<>\"']")


def is_harmless(expression: str) -> bool:
    """Return whether only a number, an identifier, JSON or a fixed text can come of it."""
    try:
        output = _environment().parse(f"{{{{ {expression} }}}}").body[0]
    except (TemplateError, RecursionError):
        return False
    return isinstance(output, nodes.Output) and all(
        map(_is_plain, itertools.chain.from_iterable(map(_sources, output.nodes)))
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment()  # noqa: S701 - it only parses


def _sources(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield the innermost expressions of which the value of an expression is made."""
    parts = _parts(node)
    if parts is None:
        yield node
    else:
        yield from itertools.chain.from_iterable(map(_sources, parts))


def _parts(node: nodes.Node) -> Sequence[nodes.Node] | None:
    if isinstance(node, nodes.BinExpr):
        return [node.left, node.right]
    if isinstance(node, nodes.CondExpr):
        return [node.expr1, *([node.expr2] if node.expr2 else [])]
    if isinstance(node, nodes.Concat):
        return node.nodes
    if isinstance(node, nodes.Filter) and node.name in _SAME and node.node:
        return [node.node]
    is_value = isinstance(node, nodes.UnaryExpr) and not isinstance(node, nodes.Not)
    return list(node.iter_child_nodes()) if is_value else None


def _is_plain(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Const):
        return not (isinstance(node.value, str) and _ESCAPED.search(node.value))
    if isinstance(node, nodes.Name):
        return node.name in _NAMES
    if isinstance(node, nodes.Getattr):
        return isinstance(node.node, nodes.Name) and node.node.name == "loop"
    if isinstance(node, nodes.Call):
        return isinstance(node.node, nodes.Name) and node.node.name in _FUNCTIONS
    if isinstance(node, nodes.Filter):
        return node.name in _FILTERS
    return isinstance(node, nodes.Not | nodes.Compare | nodes.Test)
