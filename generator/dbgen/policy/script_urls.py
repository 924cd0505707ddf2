"""What a script loads from, and connects to on, other servers, where it is written out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tree_sitter import Node

from dbgen.policy.need import Need, foreign
from dbgen.script_syntax import (
    arguments,
    key_of,
    parse,
    text_of,
    unwrapped,
    wrapping,
)
from dbgen.script_syntax import field as child

LARGEST: Final = 1 << 17
_DEEPEST: Final = 400

_ADDRESS: Final = re.compile(r"(?:https?|wss?)://[^/?#\s\"'`$\\]+(?P<end>[/?#]?)", re.IGNORECASE)
_CONNECT: Final = "connect-src"
_SCRIPT: Final = "script-src-elem"
_FUNCTIONS: Final = {
    "EventSource": _CONNECT,
    "Request": _CONNECT,
    "SharedWorker": "worker-src",
    "Worker": "worker-src",
    "axios": _CONNECT,
    "fetch": _CONNECT,
    "getJSON": _CONNECT,
    "getScript": _SCRIPT,
    "import": _SCRIPT,
    "importScripts": _SCRIPT,
    "sendBeacon": _CONNECT,
}
_OWNERS: Final = frozenset({"$", "axios", "d3", "jQuery", "ky", "superagent"})
_METHODS: Final = frozenset(
    {"ajax", "csv", "delete", "dsv", "get", "json", "patch", "post", "put", "text", "tsv", "xml"}
)
_OPTIONS: Final = frozenset({"baseURL", "url"})
_ELEMENTS: Final = {
    "audio": "media-src",
    "iframe": "frame-src",
    "script": _SCRIPT,
    "video": "media-src",
}
_CREATED: Final = re.compile(
    r"([\w$]+)\s*=\s*document\s*\.\s*createElement\(\s*[\"'](\w+)[\"']\s*\)"
)


def script_needs(text: str) -> list[Need]:
    """Return what a script needs; nothing if it is large or does not parse."""
    if "//" not in text or len(text) > LARGEST or not _ADDRESS.search(text):
        return []
    root = parse(text.encode(errors="replace"), minified=True)
    return list(_Reading(root, text).needs()) if root else []


@dataclass(slots=True)
class _Reading:
    """The search through the tree of a script."""

    root: Node
    text: str
    _constants: dict[str, list[str]] = field(default_factory=dict)

    def needs(self) -> Iterator[Need]:
        """Return a need for each address in a place that loads or connects."""
        nodes = list(_nodes(self.root))
        elements = dict(_CREATED.findall(self.text))
        for node in nodes:
            self._note_constant(node)
        for node in nodes:
            for url in self._addresses(node):
                directive = _directive(node, url, elements)
                if directive:
                    yield from foreign(directive, url)

    def _note_constant(self, node: Node) -> None:
        value = child(node, "value") if node.type == "variable_declarator" else None
        name = node.child_by_field_name("name")
        if value and name and value.type in ("string", "template_string"):
            address = text_of(value)[1:-1]
            if _ADDRESS.match(address):
                self._constants.setdefault(text_of(name), []).append(address)

    def _addresses(self, node: Node) -> list[str]:
        """Return the addresses that an expression is, or starts with."""
        if node.type in ("string", "template_string"):
            return _written(node, self._constants)
        return self._constants.get(text_of(node), []) if node.type == "identifier" else []


def _nodes(root: Node) -> Iterator[Node]:
    stack = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        yield node
        if depth < _DEEPEST:
            stack.extend((each, depth + 1) for each in reversed(node.named_children))


def _written(node: Node, constants: dict[str, list[str]]) -> list[str]:
    text = text_of(node)[1:-1]
    first = node.named_children[0] if node.named_children else None
    if first is not None and first.type == "template_substitution" and text.startswith("${"):
        return constants.get(text_of(unwrapped(first.named_children[0])), [])
    found = _ADDRESS.match(text)
    # With something computed behind it, a host is whole only if a slash or the like follows.
    is_whole = found and (found["end"] or (found.end() == len(text) and not _continues(node)))
    return [found.group()] if found and is_whole else []


def _continues(node: Node) -> bool:
    outer = wrapping(node)
    return outer.parent is not None and outer.parent.type == "binary_expression"


def _directive(node: Node, url: str, elements: dict[str, str]) -> str:
    """Return what an address is used for, "" if that is not known."""
    outer = _whole(node)
    parent = outer.parent
    if url.lower().startswith("ws"):
        return _CONNECT
    if parent is None:
        return ""
    if parent.type == "import_statement":
        return _SCRIPT
    if parent.type == "assignment_expression":
        return _assigned(parent, outer, elements)
    if parent.type == "pair" and key_of(parent) in _OPTIONS:
        return _CONNECT
    call = parent.parent if parent.type == "arguments" else None
    return _called(call, outer) if call else ""


def _whole(node: Node) -> Node:
    """Return the sum of texts, or the URL object, that a text is the start of."""
    outer = wrapping(node)
    parent = outer.parent
    while parent is not None and (
        (parent.type == "binary_expression" and parent.child_by_field_name("left") == outer)
        or (parent.type == "arguments" and _is_url(parent.parent))
    ):
        outer = wrapping(parent if parent.type == "binary_expression" else parent.parent or parent)
        parent = outer.parent
    return outer


def _is_url(node: Node | None) -> bool:
    constructor = child(node, "constructor") if node and node.type == "new_expression" else None
    return constructor is not None and text_of(constructor) == "URL"


def _assigned(node: Node, value: Node, elements: dict[str, str]) -> str:
    target = child(node, "left")
    if target is None or target == value or target.type != "member_expression":
        return ""
    owner, _, name = text_of(target).rpartition(".")
    return _ELEMENTS.get(elements.get(owner, ""), "img-src") if name == "src" else ""


def _called(call: Node, argument: Node) -> str:
    callee = child(call, "function") or child(call, "constructor")
    given = arguments(call)
    inner = unwrapped(argument)
    if callee is None or inner not in given:
        return ""
    owner, _, name = text_of(callee).rpartition(".")
    if given.index(inner):
        return _CONNECT if name == "open" and given.index(inner) == 1 else ""
    return _CONNECT if owner in _OWNERS and name in _METHODS else _FUNCTIONS.get(name, "")
