"""Validate an app: say everything that is wrong with it, and write nothing."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from dbgen.cache import cached
from dbgen.examining import examine
from dbgen.inspecting.app import Source
from dbgen.loading import find_app, load_app
from dbgen.reporting import Outcome, count_line, echo, report
from dbgen.reporting.github import github_text
from dbgen.reporting.sarif import sarif_text
from dbgen.reporting.structured import json_text
from dbgen_schema import Problem

_FORMATS: Final[Mapping[str, Callable[[Outcome], str]]] = {
    "json": json_text,
    "github": github_text,
    "sarif": sarif_text,
}


def validate_command(
    folder: Path | None, *, output: str, strict: bool, offline: bool, cache: bool
) -> int:
    """Validate the app of a folder, print the outcome, and return the exit status."""
    outcome = replace(_outcome(folder, offline=offline, cache=cache), strict=strict)
    if output in _FORMATS:
        echo(_FORMATS[output](outcome))
        return outcome.status
    if not outcome.problems:
        echo(count_line(()))
    return report(outcome.problems, outcome.base, strict=strict, err=False)


def _outcome(folder: Path | None, *, offline: bool, cache: bool) -> Outcome:
    app = find_app(folder)
    if isinstance(app, Problem):
        return Outcome([app], Path())
    if app.packaged:
        click.echo("no index.yaml here: validating the app that comes with dbgen", err=True)
    source = load_app(app.path)
    if not isinstance(source, Source):
        return Outcome(source, app.path)
    with cached(source.root, wanted=cache) as kept:
        problems = examine(source, offline=offline, kept=kept).problems
    return Outcome(problems, app.path, source.config)
