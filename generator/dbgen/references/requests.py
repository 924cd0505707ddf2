"""What a script fetches, and the workers that stand beside a module, where it is written out."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from tree_sitter import Node

from dbgen.references.reference import FETCHED, Reference
from dbgen.references.scripts import LARGEST, STRING, ParsedScript, call_with, called_name
from dbgen.script_syntax import arguments, field, key_of, literal, members

BESIDE: Final = "worker of a module"
"""The kind of a worker whose address counts from that of the script."""

_CANDIDATE: Final = re.compile(
    rf"""\bfetch\s*+\(\s*+(?P<fetched>{STRING})\s*+[,)]
    |\b(?:Shared)?Worker\s*+\(\s*+new\s++URL\s*+\(\s*+(?P<beside>{STRING})\s*+,\s*+import\.meta\b""",
    re.VERBOSE,
)
_ELSEWHERE: Final = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_WORKERS: Final = ("Worker", "SharedWorker")
_URL_REDEFINED: Final = re.compile(r"\b(?:class|function|import|const|let|var)\s+URL\b")
_WITH: Final = re.compile(r"\bwith\s*\([^()]{0,100}\)\s*\{")
_FETCH: Final = re.compile(rb"\bfetch\b")
# A file may well be missing for those who ask whether the answer is one; not for those who fail.
_FAILS: Final = re.compile(
    r"\bif\s*\([^(){};]{0,100}\b(?:ok|status)\b[^(){};]{0,100}\)\s*\{?\s*"
    r"(?:throw|return\s+Promise\.reject)\b[^;\n]*+"
)
_ASKS: Final = re.compile(
    r"\.ok\b|\{[^{}]*?\bok\b|\bswitch\s*\([^{};]{0,100}\bstatus\b"
    r"|\bstatus\s*\)?\s*(?:[=!]==?|[<>]=?)\s*[1-5]\d\d\b"
    r"|\b[1-5]\d\d\s*(?:[=!]==?|[<>]=?)\s*[\w$.]{0,60}\bstatus\b"
)
_CATCHES: Final = re.compile(
    r"\bcatch\b|\ballSettled\b|\bPromise\.any\b|\bunhandledrejection\b|\.headers\b"
    # The second function of `then` hears of failures.
    r"|\.then\(\s*[\w$.]+\s*,|\.then\([^()]{0,200}\([^()]{0,200}\)\s*,"
    r"|\.then\(\s*(?:async\s*)?(?:\([^()]{0,200}\)|[\w$]+)\s*=>[^,;{}]{0,200},"
)
_MOST: Final = 200


def in_requests(text: str, start: int = 0, *, is_own: bool = True) -> Iterator[Reference]:
    """Return what a script certainly asks its server for; `start` is its offset in the file.

    What is FETCHED is relative to the address of the page. Of scripts that give `fetch` another
    meaning, or expect that something is not there, nothing is known.
    """
    if "fetch" not in text and "import.meta" not in text:
        return
    candidates = list(islice(_candidates(text), _MOST))
    if not candidates or len(text) > LARGEST:
        return
    script = ParsedScript(text, is_own=is_own)
    asked = [each for each in candidates if _is_asked(each, script)]
    if asked and script.calls_known and not _WITH.search(text):
        silent = _silent_kinds(script, text)
        for each in asked:
            if each.kind not in silent:
                yield each._replace(offset=start + each.offset)


def _candidates(text: str) -> Iterator[Reference]:
    for found in _CANDIDATE.finditer(text):
        group = found.lastgroup or ""
        url = found[group][1:-1]
        if url and not _ELSEWHERE.match(url):
            yield Reference(FETCHED if group == "fetched" else BESIDE, url, found.start(group) + 1)


def _is_asked(each: Reference, script: ParsedScript) -> bool:
    string = script.string(each)
    call = call_with(string) if string else None
    if call is None:
        return False
    return _is_fetched(call, script) if each.kind == FETCHED else _is_beside(call, script)


def _silent_kinds(script: ParsedScript, text: str) -> set[str]:
    """Return the kinds of references of which nothing is certain in a script."""
    silent = {BESIDE} if _URL_REDEFINED.search(text) else set()
    if expects_failure(text) or _is_redefined(script):
        silent.add(FETCHED)
    return silent


def expects_failure(text: str) -> bool:
    """Return whether a script may be prepared for a request that fails, wherever it is made.

    It is if it catches anything, or asks for the status of an answer and does more than to fail.
    """
    if _CATCHES.search(text):
        return True
    is_likely = "ok" in text or "status" in text
    return is_likely and _ASKS.search(_FAILS.sub("", text)) is not None


def _is_fetched(call: Node, script: ParsedScript) -> bool:
    if called_name(call) != "fetch":
        return False
    options = arguments(call)[1:]
    return all(map(_is_get, options)) and script.runs(call, is_promise=True)


def _is_get(options: Node) -> bool:
    """Return whether options of a request certainly leave it one that reads."""
    if options.type != "object":
        return False
    for member in members(options):
        key = key_of(member) if member.type != "spread_element" else None
        if key is None:
            return False
        if key == "method":
            value = field(member, "value")
            if value is None or (literal(value) or "").upper() != "GET":
                return False
    return True


def _is_beside(url: Node, script: ParsedScript) -> bool:
    """Return whether a URL beside a module is the address of a worker."""
    call = call_with(url)
    if call is None or call.type != "new_expression" or called_name(call) not in _WORKERS:
        return False
    base = arguments(url)[1:]
    is_own_address = len(base) == 1 and base[0].text == b"import.meta.url"
    return is_own_address and arguments(call)[0] == url and script.runs(call, is_promise=False)


def _is_redefined(script: ParsedScript) -> bool:
    """Return whether a script may do more with `fetch` than call it."""
    places = list(islice(_FETCH.finditer(script.encoded), _MOST + 1))
    return len(places) > _MOST or any(
        not _is_harmless(script.root.descendant_for_byte_range(*place.span())) for place in places
    )


def _is_harmless(node: Node | None) -> bool:
    """Return whether a name is called, or is that of a method, if it is `fetch` and no text."""
    if node is None or node.text != b"fetch" or node.type == "string_fragment":
        return True
    around = node.parent
    if around and around.type == "member_expression" and node.type == "property_identifier":
        node, around = around, around.parent
    if around is None:
        return False
    if around.type == "method_definition":
        return around.parent is not None and around.parent.type == "class_body"
    return around.child_by_field_name("function") == node
