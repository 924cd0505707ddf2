"""Walk through the syntax trees of Python, several times as fast as the standard library does."""

import ast
from collections.abc import Iterator, Mapping
from typing import Final

# Fields that hold texts and numbers, or nodes that only say how names are used.
_SAY_NOTHING: Final = (
    *("arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level"),
    *("module", "op", "ops", "rest", "simple", "tag", "type_comment", "type_ignores"),
)
_FIELDS: Final[Mapping[type, tuple[str, ...]]] = {
    kind: tuple(name for name in kind._fields if name not in _SAY_NOTHING)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
} | {ast.Constant: (), ast.Global: (), ast.Nonlocal: ()}
# For `**` and for what has no default, there is a None in their lists.
_WITH_GAPS: Final = frozenset({ast.Dict, ast.arguments})


def children(node: ast.AST) -> list[ast.AST]:
    """Return the nodes directly below a node, but for those that only say how names are used."""
    kind = node.__class__
    found: list[ast.AST] = []
    for name in _FIELDS[kind]:
        value = getattr(node, name)
        if value.__class__ is list:
            found += value
        elif isinstance(value, ast.AST):
            found.append(value)
    return list(filter(None, found)) if kind in _WITH_GAPS else found


def mentions(tree: ast.AST) -> frozenset[str]:
    """Return the names, attributes and texts below a node; definitions do not count."""
    found: set[str] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
            waiting.append(node.value)
        elif not isinstance(node, ast.Constant):
            waiting += children(node)
        elif isinstance(node.value, str):
            found.add(node.value)
    return frozenset(found)


def bound_names(tree: ast.AST) -> Iterator[str]:
    """Yield the names that are bound or deleted in a tree, at any depth, each as often as it is.

    `*` stands for an import of everything.
    """
    return (name for _, name in bindings(tree))


def binders(tree: ast.AST, name: str) -> Iterator[ast.AST]:
    """Yield the nodes at any depth that bind or delete a name."""
    return (node for node, bound in bindings(tree) if bound == name)


def bindings(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Yield the nodes at any depth that bind or delete a name, with that name."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if name := _bound_name(node):
            yield node, name
        waiting += children(node)


def given_attributes(tree: ast.AST) -> Iterator[ast.Attribute]:
    """Yield the attributes that are set or deleted in a tree, at any depth."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            yield node
        waiting += children(node)


def _bound_name(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return None if isinstance(node.ctx, ast.Load) else node.id
    if isinstance(node, ast.alias):
        return node.asname or node.name.partition(".")[0]
    if isinstance(node, ast.arg):
        return node.arg
    if isinstance(node, ast.MatchMapping):
        return node.rest
    # Functions, classes, type parameters, `except ... as` and what `match` captures.
    name = getattr(node, "name", None)
    return name if isinstance(name, str) else None
