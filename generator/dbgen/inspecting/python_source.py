"""Parse a Python file into the facts that a build needs: names, classes, calls."""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple

from dbgen.inspecting.reading import unreadable
from dbgen.inspecting.syntax_errors import syntax_problem
from dbgen.inspecting.trees import bound_names
from dbgen_schema import Problem

FRAMEWORK: Final = frozenset({"databench", "databench_py"})

USUAL_WORDS: Final = 20_000
"""How many words and signs a file may have that is not large."""
_MOST_WORDS: Final = 100_000
_MOST_COMPILED: Final = 1 << 16
_MOST_FINALLY: Final = 3
"""What stands behind `finally` is compiled twice, and what stands so in that four times."""
_WORD: Final = re.compile(rb"\w+|[^\w\s]|\n")

# In the order in which they stand in a statement.
_NAMES_OF_BODIES: Final = ("body", "handlers", "cases", "orelse", "finalbody")
_BODIES: Final[Mapping[type, tuple[str, ...]]] = {
    kind: tuple(name for name in _NAMES_OF_BODIES if name in kind._fields)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
_DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Module(NamedTuple):
    """A parsed file.

    `statements` are those that run on import, `bindings` maps each name of the module's top level
    to the dotted path it stands for, `stars` are the modules that it imports everything from,
    `imports` all dotted paths that it imports, at any depth.
    """

    name: str
    file: str
    is_package: bool
    tree: ast.Module
    statements: tuple[ast.stmt, ...]
    bindings: Mapping[str, str]
    stars: tuple[str, ...]
    imports: frozenset[str]
    classes: Mapping[str, ast.ClassDef]


def parse_module(source: bytes, name: str, file: str, *, is_package: bool) -> Module | Problem:
    """Return the facts of a file, or the problem that it does not parse."""
    tree = _excess(source, file) or _parse(source, file)
    if isinstance(tree, Problem):
        return tree
    statements = tuple(top_level(tree.body))
    importing = name if is_package else name.rpartition(".")[0]
    nodes = [node for node in _every(tree.body) if isinstance(node, ast.Import | ast.ImportFrom)]
    classes = {node.name: node for node in statements if isinstance(node, ast.ClassDef)}
    return Module(
        name=name,
        file=file,
        is_package=is_package,
        tree=tree,
        statements=statements,
        bindings=_bindings(statements, importing),
        stars=tuple(_stars(statements, importing)),
        imports=frozenset(path for node in nodes for path in _imported(node, importing)),
        classes=classes,
    )


def _excess(source: bytes, file: str) -> Problem | None:
    """Return the problem of a file whose tree would take more memory than there may be."""
    count = count_words(source) if len(source) > _MOST_WORDS else 0
    if count <= _MOST_WORDS:
        return None
    reason = f"it has {count} words and signs"
    return unreadable(file, reason, f"at most {_MOST_WORDS} are read: put data into other files")


def count_words(source: bytes) -> int:
    """Return how many words and signs a file has: its tree grows with their number."""
    return sum(1 for _ in _WORD.finditer(source))


def _parse(source: bytes, file: str) -> ast.Module | Problem:
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(source, filename=file)
            _compile(tree, source, file)
            return tree
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return syntax_problem(error, source, file)


def _compile(tree: ast.Module, source: bytes, file: str) -> None:
    """Raise the SyntaxError of what parses, and cannot run: `return` outside of a function."""
    if len(source) > _MOST_COMPILED or source.count(b"finally") > _MOST_FINALLY:
        return
    # Trees that Python's compiler is not able to take are no fault of their authors.
    with suppress(MemoryError, OverflowError, RecursionError, SystemError, ValueError):
        try:
            compile(tree, file, "exec", dont_inherit=True)
        except SyntaxError as error:
            # The compiler counts bytes, as trees do; the parser counts characters.
            line = b"".join(source.splitlines()[(error.lineno or 1) - 1 :][:1])
            error.offset = len(line[: (error.offset or 1) - 1].decode(errors="replace")) + 1
            raise


def top_level(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Return the statements that run on import, those inside `if`, `try` and `match` among them."""
    # Without recursion: an `elif` is an `if` within the one before.
    waiting: list[ast.AST] = [*body]
    waiting.reverse()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not (isinstance(node, _DEFINITIONS) or is_main_guard(node)):
            waiting += _inner(node)[::-1]


def names_of_class(node: ast.ClassDef) -> Iterator[str]:
    """Yield the names of the methods, classes and values in the body of a class."""
    for statement in top_level(node.body):
        if isinstance(statement, _DEFINITIONS):
            yield statement.name
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            yield from bound_names(statement)


def is_main_guard(node: ast.AST) -> bool:
    """Return whether the statement is `if __name__ == "__main__":`."""
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and any(
            isinstance(part, ast.Name) and part.id == "__name__"
            for part in [node.test.left, *node.test.comparators]
        )
    )


def _inner(node: ast.AST) -> list[ast.AST]:
    """Return the statements of a statement, those of `except` and `case` still within these."""
    return [inner for name in _BODIES[node.__class__] for inner in getattr(node, name)]


def _every(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Return the statements at any depth, in no particular order."""
    waiting: list[Any] = [*body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        for name in _BODIES[node.__class__]:
            waiting += getattr(node, name)


def _bindings(statements: Iterable[ast.stmt], package: str) -> dict[str, str]:
    bindings: dict[str, str] = {}
    for node in statements:
        if isinstance(node, ast.Import):
            bindings.update(_import_bindings(node))
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, package)
            bindings.update(
                (alias.asname or alias.name, f"{base}.{alias.name}") for alias in node.names
            )
        elif isinstance(node, ast.Assign) and (path := dotted(node.value)):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            bindings.update((name, resolve(path, bindings)) for name in names)
    return bindings


def _import_bindings(node: ast.Import) -> Iterator[tuple[str, str]]:
    for alias in node.names:
        if alias.asname:
            yield alias.asname, alias.name
        else:
            top = alias.name.partition(".")[0]
            yield top, top


def absolute(node: ast.ImportFrom, package: str) -> str:
    """Return the module that a statement in `package` imports from, "" for none."""
    if not node.level:
        return node.module or ""
    parts = package.split(".") if package else []
    parts = parts[: len(parts) - (node.level - 1)]
    return ".".join([*parts, *([node.module] if node.module else [])])


def _stars(statements: Iterable[ast.stmt], package: str) -> Iterator[str]:
    for node in statements:
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            yield absolute(node, package)


def _imported(node: ast.Import | ast.ImportFrom, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    base = absolute(node, package)
    yield base
    yield from (f"{base}.{alias.name}" for alias in node.names if alias.name != "*")


def dotted(node: ast.expr) -> str:
    """Return the dotted path of an expression such as `a.b.C` or `C[int]`, "" for any other."""
    names: list[str] = []
    while isinstance(node, ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(names)]) if isinstance(node, ast.Name) else ""


def resolve(path: str, bindings: Mapping[str, str]) -> str:
    """Return the path with its first name replaced by what the module binds it to."""
    head, dot, rest = path.partition(".")
    return bindings.get(head, head) + dot + rest


def framework_name(path: str) -> str | None:
    """Return `Analysis` for `databench.Analysis` and its like, None outside the framework."""
    head, _, _ = path.partition(".")
    return path.rpartition(".")[2] if head in FRAMEWORK and head != path else None
