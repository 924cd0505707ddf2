"""Walk through the syntax trees of Python, several times as fast as the standard library does."""

import ast
from collections import deque
from collections.abc import Iterator
from typing import Final

_SAY_NOTHING: Final = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)


def children(node: ast.AST) -> list[ast.AST]:
    """Return the nodes directly below a node, but for those that only say how names are used."""
    found: list[ast.AST] = []
    for value in vars(node).values():
        if isinstance(value, list):
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST) and not isinstance(value, _SAY_NOTHING):
            found.append(value)
    return found


def walk(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it, those of one level before those of the next."""
    waiting = deque([tree])
    while waiting:
        node = waiting.popleft()
        waiting += children(node)
        yield node
