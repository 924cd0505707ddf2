"""The names that a template gives to values."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from dbgen.pages.scanner import Kind, Statement, parse_statement, scan

_TARGETS: Final[Mapping[str, re.Pattern[str]]] = {
    "for": re.compile(r"(.*?)\sin\s", re.DOTALL),
    "set": re.compile(r"([^=]*)"),
    "macro": re.compile(r"\s*(\w+)"),
    "import": re.compile(r".*\sas\s(.*)", re.DOTALL),
    "from": re.compile(r".*?\simport\s(.*)", re.DOTALL),
}
_NAME: Final = re.compile(r"[^\W\d]\w*")


@lru_cache(maxsize=1024)
def defined_names(source: str) -> frozenset[str]:
    """Return the loop variables, macros, imports and `set` names of a template, of all its parts.

    They are for suggestions: where in the template each of them is known is not looked at.
    """
    pieces = (piece.text for piece in scan(source) if piece.kind is Kind.STATEMENT)
    targets = (_targets(parse_statement(piece)) for piece in pieces)
    return frozenset(name for target in targets for name in _NAME.findall(target))


def _targets(statement: Statement) -> str:
    pattern = _TARGETS.get(statement.operator)
    match = pattern.match(statement.rest) if pattern else None
    return match[1] if match else ""
