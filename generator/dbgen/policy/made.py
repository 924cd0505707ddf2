"""What a script runs or loads that it makes itself: no address of it is written out anywhere."""

import re
from collections.abc import Iterator
from typing import Final

from dbgen.policy.need import Need

_BLOB: Final = "createObjectURL"
_OF_BLOBS: Final = (
    ("worker-src", re.compile(r"\bnew\s+(?:\w+\.)*(?:Shared)?Worker\b")),
    ("connect-src", re.compile(r"\bfetch\(|\bXMLHttpRequest\b|\bd3\.(?:csv|json|text|tsv)\(")),
    ("media-src", re.compile(r"\b(?:[Aa]udio|[Vv]ideo)\b")),
)
_FETCHED_DATA: Final = re.compile(r"\bfetch\(\s*[\"'`]data:")
_WASM: Final = re.compile(
    r"\bWebAssembly\s*\.\s*(?:(?:compile|instantiate)(?:Streaming)?|Module|Instance)\b"
)


def made_needs(text: str) -> Iterator[Need]:
    """Return what a script needs for blobs, texts in addresses, and WebAssembly.

    Only a script that runs already can make these, so that they are allowed where they may be used.
    """
    if _BLOB in text:
        yield from (Need(name, "blob:") for name, use in _OF_BLOBS if use.search(text))
    if _FETCHED_DATA.search(text):
        yield Need("connect-src", "data:")
    if _WASM.search(text):
        yield Need("script-src-elem", "'wasm-unsafe-eval'")
