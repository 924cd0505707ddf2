"""The addresses of modules and workers that a script loads, where they are written out."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from tree_sitter import Node

from dbgen.contract.javascript.syntax import arguments, field, is_minified, text_of, tree_of
from dbgen.references.certainty import always_runs, may_fail
from dbgen.references.markup import COMPUTED
from dbgen.references.reference import Reference

SCRIPT: Final = "script"
WORKER: Final = "worker"
IMPORTED: Final = "script of a worker"

LARGEST: Final = 1 << 17
"""Of a script with more characters it is not known what it certainly loads."""

_STRING: Final = r""""[^"\\\n]*"|'[^'\\\n]*'|`[^`\\\n$]*`"""
_CANDIDATE: Final = re.compile(
    rf"""\b(?P<word>import|from|importScripts|(?:Shared)?Worker)
    \s*+\(?+\s*+(?:/\*[^*]*\*/\s*+)?(?P<url>{_STRING})""",
    re.VERBOSE,
)
_WORDS: Final = ("import", "from", "Worker")
"""Without one of them, a text has no candidate: most scripts have none."""
_MORE: Final = re.compile(rf"\s*,\s*(?P<url>{_STRING})")
_KINDS: Final = {"importScripts": IMPORTED, "Worker": WORKER, "SharedWorker": WORKER}
_ADDRESS: Final = re.compile(r"\.{0,2}/|https?:", re.IGNORECASE)
_GLOBAL: Final = re.compile(r"^(?:window|self|globalThis)\.")
_REDEFINED: Final = re.compile(
    r"\b(?:class|function|import|const|let|var)\s+(?:importScripts|(?:Shared)?Worker)\b"
)
_STATEMENTS: Final = frozenset({"import_statement", "export_statement"})
_MOST: Final = 2000


def may_load(text: str) -> Iterator[Reference]:
    """Return all that a script may load, with what only stands in its texts and comments."""
    if not any(word in text for word in _WORDS):
        return
    for found in _CANDIDATE.finditer(text):
        kind = _KINDS.get(found["word"], SCRIPT)
        place: re.Match[str] | None = found
        while place:
            url = place["url"][1:-1]
            if _ADDRESS.match(url) or (url and kind != SCRIPT):
                yield Reference(kind, url, place.start("url") + 1)
            place = _MORE.match(text, place.end()) if kind == IMPORTED else None


def in_script(text: str, start: int = 0, *, is_own: bool = True) -> Iterator[Reference]:
    """Return what a script certainly loads; `start` is its offset in the file.

    Functions of one that `is_own` to the app are there to be called. A library has others, too,
    such as those for Node: there it is what loads whenever the script runs.
    What is IMPORTED is relative to the address of the worker, and a WORKER to that of the page.
    """
    candidates = list(islice(may_load(text), _MOST))
    if not candidates or len(text) > LARGEST:
        return
    script = _Parsed(text, is_own=is_own)
    for each in candidates:
        if script.loads(each):
            yield each._replace(offset=start + each.offset)


class _Parsed:
    """A script that is asked for its references in their order."""

    def __init__(self, text: str, *, is_own: bool) -> None:
        self._text = text
        self._is_own = is_own
        self._root, encoded = _tree(text)
        self._certain = _first_error(self._root)
        self._calls = not is_minified(encoded) and not _REDEFINED.search(text)
        self._place = (0, 0)

    def loads(self, reference: Reference) -> bool:
        """Return whether the script certainly loads what is written there."""
        start = self._byte(reference.offset - 1)
        end = self._byte(reference.offset + len(reference.url) + 1)
        node = self._root.descendant_for_byte_range(start, end)
        if node is None or node.type not in ("string", "template_string") or end > self._certain:
            return False
        return _is_source(node) or (self._calls and self._is_called(node, reference.kind))

    def _is_called(self, string: Node, kind: str) -> bool:
        """Return whether a text is what a call loads that is not expected to fail."""
        parent = string.parent
        call = parent.parent if parent and parent.type == "arguments" else None
        if call is None or _loads(call) != kind:
            return False
        if kind != IMPORTED and arguments(call)[0] != string:
            return False
        if self._is_own:
            return not may_fail(call)
        return always_runs(call, is_promise=kind == SCRIPT)

    def _byte(self, offset: int) -> int:
        """Return the byte of a character, none of which is before the one of the last call."""
        before, byte = self._place
        self._place = offset, byte + len(_encoded(self._text[before:offset]))
        return self._place[1]


def _tree(text: str) -> tuple[Node, bytes]:
    """Return the tree of a script, with what is computed as a name, or else as nothing."""
    encoded = _encoded(text)
    root = tree_of(encoded)
    if root.has_error and COMPUTED in text:
        blank = text.replace(COMPUTED, " ").encode(errors="replace")
        without = tree_of(blank)
        if not without.has_error:
            return without, blank
    return root, encoded


def _encoded(text: str) -> bytes:
    return text.replace(COMPUTED, "_").encode(errors="replace")


def _first_error(root: Node) -> int:
    """Return the byte up to which a script certainly parses."""
    node, end = root, root.end_byte
    while node.has_error:
        end = node.start_byte if node.is_error or node.is_missing else end
        inner = next((each for each in node.children if each.has_error or each.is_missing), None)
        if inner is None or end == node.start_byte:
            break
        node = inner
    return end


def _is_source(string: Node) -> bool:
    parent = string.parent
    return (
        parent is not None
        and parent.type in _STATEMENTS
        and parent.child_by_field_name("source") == string
    )


def _loads(call: Node) -> str:
    """Return the kind of what a call loads, "" for nothing."""
    new = call.type == "new_expression"
    callee = field(call, "constructor" if new else "function")
    name = _GLOBAL.sub("", text_of(callee)) if callee else ""
    kind = SCRIPT if name == "import" else _KINDS.get(name, "")
    return kind if new == (kind == WORKER) else ""
