"""Find calls of what a connection, or the library, does not have: a TypeError in the browser."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from tree_sitter import Node

from dbgen.contract.javascript.connections import Kinds, is_connection
from dbgen.contract.javascript.escapes import escapes
from dbgen.contract.javascript.library import FIELDS, METHODS, PARTS
from dbgen.contract.javascript.scopes import Met, Names
from dbgen.script_syntax import field, text_of, wrapping

_WORD: Final = re.compile(rb"[\w$]+")
# Template syntax may stand for a name, and for a part of one.
_NAME: Final = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
# Whoever has one of these may give names to all connections.
_LEADING_ON: Final = frozenset({"__proto__", "constructor", "prototype"})
_OF_EVERY_OBJECT: Final = frozenset(
    {
        *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"),
        *("toLocaleString", "toString", "valueOf"),
    }
)


class MissingMember(NamedTuple):
    """A name that is called and is not there.

    `owner` is the part of the library that has no such name, "" for a connection.
    """

    owner: str
    name: str
    script: int
    byte: int


def missing_members(names: Names, kinds: Kinds, texts: Iterable[bytes]) -> list[MissingMember]:
    """Return the calls of what is certainly not there, as far as these scripts can tell."""
    found = list(_suspects(names, kinds))
    # Hardly any script has one: whoever else may mean the name is looked for only then.
    if not found or _is_handed_out(found, names, kinds):
        return []
    written = Counter(word for text in texts for word in _WORD.findall(text))
    called = _calls(names)
    # A name that occurs elsewhere may be set, or asked for, there.
    return [each for each in found if written[each.name.encode()] == called[each.name]]


def _suspects(names: Names, kinds: Kinds) -> Iterator[MissingMember]:
    for met in names.calls:
        callee, _ = names.called[met.node.id]
        if callee is not None and not _is_optional(met.node):
            yield from _suspect(callee, met, kinds)
    for met in names.creations:
        constructor = field(met.node, "constructor")
        if constructor is not None:
            yield from _suspect(constructor, met, kinds)


def _suspect(callee: Node, met: Met, kinds: Kinds) -> Iterator[MissingMember]:
    if callee.type != "member_expression":
        return
    owner, name = field(callee, "object"), callee.child_by_field_name("property")
    kind = kinds.of(owner, met.scope) if owner else ""
    if name is None or not (is_connection(kind) or kind in PARTS):
        return
    known = PARTS.get(kind, METHODS | FIELDS) | _OF_EVERY_OBJECT
    if text_of(name) not in known and _NAME.fullmatch(text_of(name)):
        part = "" if is_connection(kind) else kind
        yield MissingMember(part, text_of(name), met.script, name.start_byte)


def _is_optional(call: Node) -> bool:
    """Return whether a call is one of `object.name?.()`, which does without the method."""
    return call.child_by_field_name("optional_chain") is not None


def _is_handed_out(found: Iterable[MissingMember], names: Names, kinds: Kinds) -> bool:
    """Return whether others get a connection or a part of the library, and may add to it."""
    places = {(each.script, each.byte) for each in found}
    return any(
        escapes(met, kinds)
        and not _is_owner(met.node)
        and (met.script, _name_after(met.node)) not in places
        for met in (*names.uses, *names.members, *names.creations, *names.calls)
    )


def _is_owner(node: Node) -> bool:
    """Return whether an expression is asked for, or given, something by a name that is written."""
    outer = wrapping(node)
    member = outer.parent
    if member is None or member.type != "member_expression":
        return False
    name = member.child_by_field_name("property")
    is_object = member.child_by_field_name("object") == outer
    return is_object and name is not None and text_of(name) not in _LEADING_ON


def _name_after(node: Node) -> int:
    """Return where the name stands that is called of an expression, or with it, or ends it; or -1.

    What is given to a call that fails goes nowhere.
    """
    parent = wrapping(node).parent
    if parent and parent.type == "arguments" and parent.parent:
        parent = field(parent.parent, "function")
    member = parent if parent and parent.type == "member_expression" else node
    name = member.child_by_field_name("property")
    return name.start_byte if name else -1


def _calls(names: Names) -> Counter[str]:
    """Return how often each name is called as a method, or as a class of something."""
    called = [names.called[met.node.id][0] for met in names.calls]
    called += [field(met.node, "constructor") for met in names.creations]
    members = [each for each in called if each and each.type == "member_expression"]
    properties = (each.child_by_field_name("property") for each in members)
    return Counter(text_of(each) for each in properties if each)
