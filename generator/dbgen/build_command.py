"""`dbgen build`: from the command line to a build, and what is said of it."""

import time
from pathlib import Path

import click

from dbgen.build_options import BuildOptions
from dbgen.build_report import build_report
from dbgen.building import build_app, prepare
from dbgen.inspecting.app import Source
from dbgen.loading import find_app, load_app
from dbgen.plan_report import plan_json, plan_text
from dbgen.reporting import echo, report
from dbgen_schema import Problem


def build_command(folder: Path | None, options: BuildOptions) -> int:
    """Build the app of a folder, say what happened, and return the exit status."""
    app = find_app(folder)
    if isinstance(app, Problem):
        return report([app], Path())
    if app.packaged:
        click.echo("no index.yaml here: building the app that comes with dbgen", err=True)
    source = load_app(app.path)
    if isinstance(source, tuple):
        return report(source, app.path)
    return show_plan(source, options) if options.plan else finish(source, options)


def finish(source: Source, options: BuildOptions) -> int:
    """Build what was loaded, say what happened, and return the exit status."""
    started = time.monotonic()
    examined = build_app(source, options)
    status = report(examined.problems, source.root, strict=options.strict)
    if examined.build and not (status or options.quiet):
        seconds = time.monotonic() - started
        echo(build_report(examined.build.plan, examined.written, options.out, seconds))
    return status


def show_plan(source: Source, options: BuildOptions) -> int:
    """Print what would be built, without the build commands, and return the exit status."""
    examined = prepare(source, options)
    status = report(examined.problems, source.root, strict=options.strict)
    if examined.build and not status:
        show = plan_json if options.output == "json" else plan_text
        echo(show(examined.build.plan, examined.files))
    return status
