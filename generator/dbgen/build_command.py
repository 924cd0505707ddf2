"""`dbgen build`: from the command line to a build, and what is said of it."""

import shlex
from pathlib import Path

import click

from dbgen.build_options import BuildOptions
from dbgen.building import build_app
from dbgen.inspecting.app import Source
from dbgen.loading import find_app, load_app
from dbgen.plan import Plan, SocketRoute
from dbgen.reporting import report
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
    return finish(source, options)


def finish(source: Source, options: BuildOptions) -> int:
    """Build what was loaded, say what happened, and return the exit status."""
    examined = build_app(source, options)
    status = report(examined.problems, source.root, strict=options.strict)
    if examined.build and not status:
        click.echo(summary(examined.build.plan, options.out))
    return status


def summary(plan: Plan, out: Path) -> str:
    """Return one line: what was built, where, and how to start it."""
    sockets = sum(isinstance(route, SocketRoute) for route in plan.routes)
    count = f"{sockets} {_plural('analysis', 'analyses', sockets)}"
    start = shlex.join(["python", str(out / "server.py"), "--port", "8080"])
    pages = f"{len(plan.pages)} {_plural('page', 'pages', len(plan.pages))}"
    return f"built {count} and {pages} in {out}; start: {start}"


def _plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many
