"""The outcome as SARIF 2.1.0, which code scanning services read."""

import json
import os
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from dbgen import __version__
from dbgen.codes import all_codes
from dbgen.reporting.excerpt import Sources
from dbgen.reporting.outcome import Outcome
from dbgen.reporting.places import shown_path
from dbgen_schema import Code, Problem

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def sarif_text(outcome: Outcome) -> str:
    """Return a log with one run, whose rules are all codes of dbgen."""
    codes = all_codes()
    sources = Sources(outcome.base)
    numbers = {code: number for number, code in enumerate(codes)}
    driver = {
        "name": "dbgen",
        "version": __version__,
        "rules": [_rule(code, about) for code, about in codes.items()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "exitCode": outcome.status}],
        "results": [_result(problem, sources, numbers) for problem in outcome.problems],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: str, about: Code) -> dict[str, Any]:
    return {
        "id": code,
        "shortDescription": {"text": about.title},
        "help": {"text": about.explanation, "markdown": about.explanation},
    }


def _result(problem: Problem, sources: Sources, numbers: Mapping[str, int]) -> dict[str, Any]:
    texts = [text for text in (problem.message, problem.hint) if text]
    return {
        "ruleId": problem.code,
        "ruleIndex": numbers[problem.code],
        "level": str(problem.severity),
        "message": {"text": "; ".join(texts)},
        "locations": [{"physicalLocation": _location(problem, sources)}],
    }


def _location(problem: Problem, sources: Sources) -> dict[str, Any]:
    path = shown_path(problem.file, sources.base)
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(path)}}
    columns = {"startColumn": problem.column, "endColumn": sources.end_column(problem)}
    if problem.line:
        known = {name: column for name, column in columns.items() if column}
        location["region"] = {"startLine": problem.line, **known}
    return location


def _uri(path: str) -> str:
    prefix = "file://" if path.startswith("/") else ""
    return prefix + quote(os.fsencode(path))
