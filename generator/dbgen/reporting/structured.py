"""The outcome as JSON."""

import json
from typing import Any

from dbgen.reporting.outcome import Outcome
from dbgen.reporting.places import shown_path
from dbgen_schema import as_json


def json_text(outcome: Outcome) -> str:
    """Return whether the app is valid, its configuration with all defaults, and the problems."""
    valid = outcome.status == 0
    value: dict[str, Any] = {"valid": valid}
    if valid and outcome.config is not None:
        value["config"] = as_json(outcome.config)
    if outcome.problems:
        value["problems"] = _problems(outcome)
    return json.dumps(value, indent=2, ensure_ascii=False)


def _problems(outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {
            "file": shown_path(problem.file, outcome.base),
            "line": problem.line,
            "column": problem.column,
            "code": problem.code,
            "severity": str(problem.severity),
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in outcome.problems
    ]
