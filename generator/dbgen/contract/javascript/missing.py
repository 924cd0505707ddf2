"""Find calls of what a connection, or the library, does not have: a TypeError in the browser."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from tree_sitter import Node

from dbgen.contract.javascript.connections import Kinds, is_connection
from dbgen.contract.javascript.library import FIELDS, METHODS, PARTS
from dbgen.contract.javascript.scopes import Met, Names
from dbgen.script_syntax import field, text_of

_OF_EVERY_OBJECT: Final = frozenset(
    {
        *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"),
        *("toLocaleString", "toString", "valueOf"),
    }
)


class Missing(NamedTuple):
    """A name that is called and is not there.

    `owner` is the part of the library that has no such name, "" for a connection.
    """

    owner: str
    name: str
    script: int
    byte: int


def missing(names: Names, kinds: Kinds, texts: Iterable[bytes]) -> list[Missing]:
    """Return the calls of what is certainly not there, as far as these scripts can tell."""
    found = list(_suspects(names, kinds))
    # Hardly any script has one: whoever else may mean the name is looked for only then.
    return [each for each in found if _is_only_called(each.name, names, texts)] if found else []


def _suspects(names: Names, kinds: Kinds) -> Iterator[Missing]:
    for met in names.calls:
        callee, _ = names.called[met.node.id]
        if callee is not None and not _is_optional(met.node):
            yield from _suspect(callee, met, kinds)
    for met in names.creations:
        constructor = field(met.node, "constructor")
        if constructor is not None:
            yield from _suspect(constructor, met, kinds)


def _suspect(callee: Node, met: Met, kinds: Kinds) -> Iterator[Missing]:
    if callee.type != "member_expression":
        return
    owner, name = field(callee, "object"), callee.child_by_field_name("property")
    kind = kinds.of(owner, met.scope) if owner else ""
    if name is None or not (is_connection(kind) or kind in PARTS):
        return
    known = PARTS.get(kind, METHODS | FIELDS) | _OF_EVERY_OBJECT
    if text_of(name) not in known:
        part = "" if is_connection(kind) else kind
        yield Missing(part, text_of(name), met.script, name.start_byte)


def _is_optional(call: Node) -> bool:
    """Return whether a call is one of `object.name?.()`, which does without the method."""
    return call.child_by_field_name("optional_chain") is not None


def _is_only_called(name: str, names: Names, texts: Iterable[bytes]) -> bool:
    """Return whether a name occurs in calls alone: nothing sets it, or asks whether it is there."""
    word = re.compile(rb"(?<![\w$])" + re.escape(name.encode()) + rb"(?![\w$])")
    written = sum(len(word.findall(text)) for text in texts)
    return written == _calls(names)[name]


def _calls(names: Names) -> Counter[str]:
    """Return how often each name is called as a method, or as a class of something."""
    called = [names.called[met.node.id][0] for met in names.calls]
    called += [field(met.node, "constructor") for met in names.creations]
    members = [each for each in called if each and each.type == "member_expression"]
    properties = (each.child_by_field_name("property") for each in members)
    return Counter(text_of(each) for each in properties if each)
