"""From the errors of pydantic to problems in the words of index.yaml."""

import json
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dbgen_schema.codes import CODES
from dbgen_schema.models import AnalysisEntry, keys_of
from dbgen_schema.policy_rules import unknown_hint
from dbgen_schema.positions import Path_, Positions
from dbgen_schema.problems import Position
from dbgen_schema.report import Report, shown

_EXPECTED = {
    "string_type": "a text",
    "tuple_type": "a list",
    "dict_type": "a map",
    "model_type": "a map",
    "bool_type": "true or false, without quotes",
}
_UNKNOWN = "extra_forbidden"
_MISSING = {
    "analyses": "list them: `analyses:` and below it `- name: ...`",
    "name": "`name:` is the folder of the analysis",
}


def report_refusals(error: ValidationError, positions: Positions, report: Report) -> None:
    """Report every error with the place of its value."""
    for detail in error.errors(include_url=False):
        code, message, hint = _described(detail)
        at_key = detail["loc"][-1] == "[key]" or detail["type"] == _UNKNOWN
        report.error(code, _position(detail["loc"], positions, at_key=at_key), message, hint)


def _position(path: Path_, positions: Positions, *, at_key: bool) -> Position:
    if at_key:
        return positions.locate_key(path[:-1] if path[-1] == "[key]" else path)
    return positions.locate(path)


def _described(detail: ErrorDetails) -> tuple[str, str, str]:
    kind, path, found = detail["type"], detail["loc"], detail["input"]
    if kind in CODES:
        return kind, detail["ctx"]["message"], detail["ctx"]["hint"]
    if kind == _UNKNOWN:
        return "DB160", *unknown_hint(path)
    if kind == "missing":
        return "DB122", f"{_subject(path)} is missing", _MISSING.get(str(path[-1]), "")
    expected = _EXPECTED.get(kind, detail["msg"])
    hint = _example(path, expected, found) or f"expected {expected}"
    return "DB123", f"{_subject(path)} is {shown(found)}", hint


def _subject(path: Path_) -> str:
    match path:
        case (*_, str(parent), int()):
            return f"an item of `{parent}`"
        case ("static", str(pattern)):
            return f"the folder of {shown(pattern)}"
    return f"`{path[-1]}`"


def _example(path: Path_, expected: str, found: Any) -> str:
    """Return how to write a text where a list, or an entry of `analyses`, was expected."""
    if path == ("analyses",) and isinstance(found, dict) and any(k[:1] == "-" for k in found):
        return "a space is missing after a dash: `- name: ...`"
    if not isinstance(found, str) or len(found) > 40 or not found.isprintable():
        return ""
    if expected == "a list":
        return f"expected a list: `{path[-1]}: [{json.dumps(found, ensure_ascii=False)}]`"
    if expected == "a map" and path[:1] == ("analyses",):
        key, colon, value = found.partition(":")
        if colon and key in keys_of(AnalysisEntry):
            return f"a space is missing after the colon: `- {key}: {value}`"
        return f"expected a map: `- name: {found}`"
    return ""
