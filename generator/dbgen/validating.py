"""Validate an app: say everything that is wrong with it, and write nothing."""

from pathlib import Path
from typing import Any

import click

from dbgen.building import examine
from dbgen.inspecting.app import Source
from dbgen.loading import find_app, load_app
from dbgen.reporting import count_line, fails, problems_json, report, to_json
from dbgen_schema import AppConfig, Problem, as_json


def validate_command(folder: Path | None, *, output: str, strict: bool) -> int:
    """Validate the app of a folder, print the outcome, and return the exit status."""
    app = find_app(folder)
    if isinstance(app, Problem):
        return _print([app], None, Path(), output=output, strict=strict)
    if app.packaged:
        click.echo("no index.yaml here: validating the app that comes with dbgen", err=True)
    source = load_app(app.path)
    if not isinstance(source, Source):
        return _print(list(source), None, app.path, output=output, strict=strict)
    problems = list(examine(source).problems)
    return _print(problems, source.config, app.path, output=output, strict=strict)


def _print(
    problems: list[Problem], config: AppConfig | None, base: Path, *, output: str, strict: bool
) -> int:
    if output == "json":
        click.echo(to_json(_outcome(problems, config, base, strict=strict)))
        return 2 if fails(problems, strict=strict) else 0
    status = report(problems, base, strict=strict, err=False)
    click.echo(count_line(problems))
    return status


def _outcome(
    problems: list[Problem], config: AppConfig | None, base: Path, *, strict: bool
) -> dict[str, Any]:
    valid = not fails(problems, strict=strict)
    outcome: dict[str, Any] = {"valid": valid}
    if valid and config is not None:
        outcome["config"] = as_json(config)
    if problems:
        outcome["problems"] = problems_json(problems, base)
    return outcome
