"""The addresses in an import map."""

import json
import re
from collections.abc import Iterator
from typing import Final

from dbgen.references.markup import COMPUTED
from dbgen.references.reference import Reference
from dbgen.references.scripts import SCRIPT

BROKEN: Final = "import map"
BARE: Final = "address in an import map"
EXTERNAL: Final = "import map in a file"

_STRING: Final = re.compile(r'(?P<value>:\s*)?"(?P<text>(?:[^"\\]|\\.)*)"')
_ADDRESS: Final = re.compile(r"\.{0,2}/|[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FOREIGN: Final = re.compile(r"https?:|//", re.IGNORECASE)


def in_import_map(text: str, start: int = 0) -> Iterator[Reference]:
    """Return what an import map leads to, and what of it browsers ignore."""
    try:
        addresses = _addresses(json.loads(text))
    except (ValueError, TypeError, RecursionError) as error:
        if COMPUTED not in text:
            place = len(text) - len(text.lstrip())
            place = error.pos if isinstance(error, json.JSONDecodeError) else place
            yield Reference(BROKEN, "", start + place)
        return
    for found in _STRING.finditer(text):
        if found["value"] and found["text"] in addresses:
            yield from _reference(found["text"], start + found.start("text"))


def _addresses(written: object) -> set[str]:
    """Return the addresses of a map; raises TypeError if it is none."""
    parts = _values(written)
    maps = [parts.get("imports", {}), *_values(parts.get("scopes", {})).values()]
    return {value for each in maps for value in _values(each).values() if isinstance(value, str)}


def _values(written: object) -> dict[str, object]:
    if not isinstance(written, dict):
        raise TypeError
    return written


def _reference(url: str, offset: int) -> Iterator[Reference]:
    if COMPUTED in url:
        return
    if not _ADDRESS.match(url):
        yield Reference(BARE, url, offset)
    elif not url.endswith("/") or _FOREIGN.match(url):
        # An address that ends with a slash stands for all that begins with it.
        yield Reference(SCRIPT, url, offset)
