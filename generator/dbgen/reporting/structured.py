"""The outcome as JSON."""

import json
from typing import Any, Final

from dbgen.reporting.excerpt import Sources
from dbgen.reporting.outcome import Outcome
from dbgen.reporting.places import shown_path
from dbgen_schema import as_json

FORMAT: Final = 1
"""Of the object; it grows when a key changes its meaning or goes away."""


def json_text(outcome: Outcome) -> str:
    """Return whether the app is valid, its configuration with all defaults, and the problems."""
    valid = outcome.status == 0
    value: dict[str, Any] = {"format": FORMAT, "valid": valid}
    if valid and outcome.config is not None:
        value["config"] = as_json(outcome.config)
    value["problems"] = _problems(outcome)
    # Escapes are those of JSON, so that the stream has none to add, whatever its encoding.
    return json.dumps(value, indent=2)


def _problems(outcome: Outcome) -> list[dict[str, Any]]:
    sources = Sources(outcome.base)
    return [
        {
            "file": shown_path(problem.file, outcome.base),
            "line": problem.line,
            "column": problem.column,
            "end_column": sources.end_column(problem),
            "code": problem.code,
            "severity": str(problem.severity),
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in outcome.problems
    ]
