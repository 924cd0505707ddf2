"""The addresses of modules and workers that a script loads, where they are written out."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from tree_sitter import Node

from dbgen.references.certainty import always_runs, may_fail
from dbgen.references.markup import COMPUTED
from dbgen.references.reference import Reference
from dbgen.script_syntax import arguments, field, is_minified, text_of, tree_of

SCRIPT: Final = "script"
WORKER: Final = "worker"
IMPORTED: Final = "script of a worker"

LARGEST: Final = 1 << 17
"""Of a script with more characters it is not known what it certainly loads."""

STRING: Final = r""""[^"\\\n]*"|'[^'\\\n]*'|`[^`\\\n$]*`"""
_CANDIDATE: Final = re.compile(
    rf"""\b(?P<word>import|from|importScripts|(?:Shared)?Worker)
    \s*+\(?+\s*+(?:/\*[^*]*\*/\s*+)?(?P<url>{STRING})""",
    re.VERBOSE,
)
_WORDS: Final = ("import", "from", "Worker")
"""Without one of them, a text has no candidate: most scripts have none."""
_MORE: Final = re.compile(rf"\s*,\s*(?P<url>{STRING})")
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
    script = ParsedScript(text, is_own=is_own)
    for each in candidates:
        string = script.string(each)
        if string and (_is_source(string) or _is_called(string, each.kind, script)):
            yield each._replace(offset=start + each.offset)


class ParsedScript:
    """A script that is asked for its references in their order."""

    def __init__(self, text: str, *, is_own: bool) -> None:
        self._text = text
        self._is_own = is_own
        self.root, self.encoded = _tree(text)
        self._certain = _first_error(self.root)
        self.calls_known = not is_minified(self.encoded) and not _REDEFINED.search(text)
        self._place = (0, 0)

    def string(self, reference: Reference) -> Node | None:
        """Return the text that is a reference, None for what is no text of the script."""
        start = self._byte(reference.offset - 1)
        end = self._byte(reference.offset + len(reference.url) + 1)
        node = self.root.descendant_for_byte_range(start, end)
        if node is None or node.type not in ("string", "template_string") or end > self._certain:
            return None
        return node

    def runs(self, call: Node, *, is_promise: bool) -> bool:
        """Return whether a call is there to be run, and is not expected to fail."""
        return not may_fail(call) if self._is_own else always_runs(call, is_promise=is_promise)

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


def _is_called(string: Node, kind: str, script: ParsedScript) -> bool:
    """Return whether a text is what a call loads that is not expected to fail."""
    call = call_with(string) if script.calls_known else None
    if call is None or _loads(call) != kind:
        return False
    if kind != IMPORTED and arguments(call)[0] != string:
        return False
    return script.runs(call, is_promise=kind == SCRIPT)


def call_with(argument: Node) -> Node | None:
    """Return the call, or the `new`, that gets an argument as it is."""
    parent = argument.parent
    return parent.parent if parent and parent.type == "arguments" else None


def called_name(call: Node) -> str:
    """Return the name of the function or class that is called, without `window.` and the like."""
    callee = field(call, "constructor" if call.type == "new_expression" else "function")
    return _GLOBAL.sub("", text_of(callee)) if callee else ""


def _loads(call: Node) -> str:
    """Return the kind of what a call loads, "" for nothing."""
    name = called_name(call)
    kind = SCRIPT if name == "import" else _KINDS.get(name, "")
    return kind if (call.type == "new_expression") == (kind == WORKER) else ""
