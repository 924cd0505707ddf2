"""Find what modules import from each other by names that these certainly do not export."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from tree_sitter import Node

from dbgen.marks import MARK
from dbgen.script_syntax import literal, text_of
from dbgen_schema import did_you_mean

_DEFAULT: Final = "default"
_ALL: Final = "*"
_PLAIN: Final = re.compile(rf"[^\"'\\{MARK}]+")
_MODULE: Final = ("import_statement", "export_statement")
_VARIABLES: Final = ("lexical_declaration", "variable_declaration")
_NAMED: Final = ("class_declaration", "function_declaration", "generator_function_declaration")
_NAMES: Final = ("identifier", "shorthand_property_identifier_pattern")
_AROUND_WHOLE: Final = (_ALL, "as", "comment")
# What makes it likely that a script exports something by other means.
_OTHER_MEANS: Final = re.compile(rb"\b(?:exports?|module|require|define)\b")
_MOST: Final = 20
_MOST_LISTED: Final = 5
_MOST_COMPARED: Final = 1000


class ReadModule(NamedTuple):
    """A module of a page that parses: `links` are the addresses of what it imports."""

    address: str
    root: Node
    links: Mapping[str, str]


class Missing(NamedTuple):
    """A name that a module takes from another one, which does not export it."""

    node: Node
    message: str
    hint: str


class _Exports(NamedTuple):
    """What a module exports itself, and the modules that it passes on: "" for unknown ones."""

    names: frozenset[str]
    passed_on: frozenset[str]


class _Taken(NamedTuple):
    """A name that a module takes from another one, and the name that it gives to it."""

    node: Node
    name: str
    local: str
    written: str


class MissingExports:
    """The search through the modules of a page, some of which others import."""

    def __init__(self, modules: Iterable[ReadModule]) -> None:
        self._modules = {each.address: each for each in modules}
        self._own: dict[str, _Exports | None] = {}
        self._all: dict[str, frozenset[str] | None] = {}

    def of(self, module: ReadModule) -> Iterator[Missing]:
        """Yield the names that a module takes from others in vain, the first ones."""
        return islice(self._missing(module), _MOST)

    def _missing(self, module: ReadModule) -> Iterator[Missing]:
        for taken in _taken(module.root):
            source = module.links.get(taken.written)
            exported = self._exported(source) if source else None
            if source and exported is not None and taken.name not in exported:
                hint = self._hint(taken, exported, source)
                yield Missing(taken.node, _message(taken), hint)

    def _exported(self, address: str) -> frozenset[str] | None:
        """Return all names that a module exports, None if they are not known."""
        if address not in self._all:
            self._all[address] = self._collected(address)
        return self._all[address]

    def _collected(self, address: str) -> frozenset[str] | None:
        names: set[str] = set()
        seen = {address}
        waiting = [address]
        while waiting:
            current = waiting.pop()
            exports = self._exports(current)
            if exports is None:
                return None
            # The default of a module is not passed on.
            names |= exports.names if current == address else exports.names - {_DEFAULT}
            waiting += exports.passed_on - seen
            seen |= exports.passed_on
        return frozenset(names)

    def _exports(self, address: str) -> _Exports | None:
        if address not in self._own:
            module = self._modules.get(address)
            self._own[address] = _exports(module) if module else None
        return self._own[address]

    def _hint(self, taken: _Taken, exported: frozenset[str], source: str) -> str:
        if taken.name in _declared(self._modules[source].root):
            return f"it is declared there: write `export` before it, or `export {{ {taken.name} }}`"
        if taken.name == _DEFAULT and taken.local in exported:
            return f"write `{{ {taken.local} }}`: it exports this name, and no default"
        compared = islice(sorted(exported - {_DEFAULT}), _MOST_COMPARED)
        return did_you_mean(taken.name, compared) or _list(exported)


def _message(taken: _Taken) -> str:
    if taken.name == _DEFAULT:
        return f"`{taken.written}` has no default export"
    return f"`{taken.written}` does not export `{taken.name}`"


def _list(exported: frozenset[str]) -> str:
    if not exported:
        return "it exports nothing"
    names = [f"`{name}`" for name in sorted(exported)]
    rest = len(names) - _MOST_LISTED
    more = f" and {rest} more" if rest > 0 else ""
    return f"it exports {', '.join(names[:_MOST_LISTED])}{more}"


def _taken(root: Node) -> Iterator[_Taken]:
    for statement in root.named_children:
        source = statement.child_by_field_name("source") if statement.type in _MODULE else None
        written = literal(source) if source else None
        if written:
            for node, name, local in _names_in(statement):
                if _PLAIN.fullmatch(name):
                    yield _Taken(node, name, local, written)


def _names_in(statement: Node) -> Iterator[tuple[Node, str, str]]:
    """Yield what a statement takes by name: the node of each, its name, and the local one."""
    for clause in statement.named_children:
        if clause.type == "export_clause":
            yield from _specified(clause)
        elif clause.type == "import_clause":
            for part in clause.named_children:
                if part.type == "identifier":
                    yield part, _DEFAULT, text_of(part)
                elif part.type == "named_imports":
                    yield from _specified(part)


def _specified(clause: Node) -> Iterator[tuple[Node, str, str]]:
    for specifier in clause.named_children:
        name = specifier.child_by_field_name("name")
        if name is not None:
            alias = specifier.child_by_field_name("alias") or name
            yield name, text_of(name), text_of(alias)


def _word(node: Node, word: str) -> Node | None:
    return next((child for child in node.children if child.type == word), None)


def _exports(module: ReadModule) -> _Exports | None:
    """Return what a module exports, None if that is not certain."""
    statements = [node for node in module.root.named_children if node.type in _MODULE]
    if not statements and _OTHER_MEANS.search(module.root.text or b""):
        return None
    names: set[str] = set()
    passed_on: set[str] = set()
    for statement in statements:
        if statement.type == "import_statement":
            continue
        if _word(statement, _ALL):
            source = statement.child_by_field_name("source")
            passed_on.add(module.links.get(literal(source) or "", "") if source else "")
        else:
            names |= {*_exported_by(statement)}
    is_known = all(map(_PLAIN.fullmatch, names))
    return _Exports(frozenset(names), frozenset(passed_on)) if is_known else None


def _exported_by(statement: Node) -> Iterator[str]:
    """Yield the names that a statement exports, "" for those that are not known."""
    declaration = statement.child_by_field_name("declaration")
    if _word(statement, _DEFAULT):
        yield _DEFAULT
    elif declaration is not None:
        yield from _declares(declaration)
    elif whole := _word(statement, "namespace_export"):
        yield from (text_of(each) for each in whole.children if each.type not in _AROUND_WHOLE)
    elif clause := _word(statement, "export_clause"):
        yield from (local for _, _, local in _specified(clause))
    else:
        yield ""


def _declared(root: Node) -> frozenset[str]:
    return frozenset(name for node in root.named_children for name in _declares(node))


def _declares(node: Node) -> list[str]:
    """Return the names that a statement declares, with those of defaults in patterns."""
    if node.type in _NAMED:
        name = node.child_by_field_name("name")
        return [text_of(name)] if name else []
    if node.type not in _VARIABLES:
        return []
    targets = [each.child_by_field_name("name") for each in node.named_children]
    return [name for target in targets if target for name in _names_of(target)]


def _names_of(pattern: Node) -> Iterator[str]:
    waiting = [pattern]
    while waiting:
        node = waiting.pop()
        if node.type in _NAMES:
            yield text_of(node)
        waiting += node.named_children
