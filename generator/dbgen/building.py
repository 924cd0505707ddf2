"""Build an app: from its folder to build/, or to everything that is wrong with it."""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from dbgen import __version__
from dbgen.checking import check
from dbgen.commands import run_commands
from dbgen.composing import compose
from dbgen.contract import check_contract
from dbgen.emitting import emit
from dbgen.ignoring import without_ignored
from dbgen.inspecting.app import Source, inspect_app
from dbgen.loading import find_app, load_app
from dbgen.plan import Plan, PlanOptions, SocketRoute
from dbgen.planning import make_plan
from dbgen.processes import collecting_later
from dbgen.project import Project
from dbgen.references import check_references
from dbgen.rendering import RenderedBuild, render
from dbgen.reporting import fails, report
from dbgen.vendoring import carried_files
from dbgen_schema import CODES as SCHEMA_CODES
from dbgen_schema import Problem, Severity

OPTIONS: Final = PlanOptions(version=__version__)

# Python that cannot be imported, and pages that come out empty; of index.yaml, every error.
_FATAL: Final = frozenset(
    {"DB205", "DB206", "DB208", "DB401", "DB402", "DB403", "DB404", "DB406", "DB407"}
)


@dataclass(frozen=True, slots=True)
class Examined:
    """What an app would become, and all problems of it; no build if nothing can be rendered."""

    problems: tuple[Problem, ...]
    build: RenderedBuild | None = None


@collecting_later()
def examine(source: Source, options: PlanOptions = OPTIONS, *, offline: bool = False) -> Examined:
    """Inspect, check, plan and render an app; nothing is written.

    With `offline`, what pages load from other hosts is an error.
    """
    project = inspect_app(source)
    if isinstance(project, tuple):
        return Examined(tuple(sorted({*source.problems, *project})))
    plan = make_plan(project, options, carried_files())
    rendered = render(plan)
    # With a part of index.yaml left out, what pages refer to may be in that part.
    whole = not fails(source.problems)
    references = check_references(project, plan, offline=offline) if whole else ()
    found = {*check(project), *rendered.problems, *references, *check_contract(project)}
    return Examined(tuple(sorted(_without_silenced(project, found))), rendered)


def _without_silenced(project: Project, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Leave out what a comment silences, but not what the server could not live with."""
    found = list(problems)
    kept = set(without_ignored(project.root, found))
    return (problem for problem in found if problem in kept or _is_fatal(problem))


def _is_fatal(problem: Problem) -> bool:
    fatal = problem.code in _FATAL or problem.code in SCHEMA_CODES
    return problem.severity is Severity.ERROR and fatal


def build_app(
    source: Source,
    out: Path,
    *,
    strict: bool = False,
    offline: bool = False,
    develop: bool = False,
) -> Examined:
    """Run the build commands of an app and write its build; an error leaves `out` as it is."""
    failure = None if fails(source.problems) else run_commands(source)
    if failure:
        return Examined(tuple(sorted({*source.problems, failure})))
    options = PlanOptions(version=__version__, develop=develop)
    examined = examine(source, options, offline=offline)
    if examined.build is None or fails(examined.problems, strict=strict):
        return examined
    plan = examined.build.plan
    unwritten = emit(plan, compose(plan, examined.build.files), out)
    if unwritten:
        return Examined((*examined.problems, unwritten), examined.build)
    return examined


def build_command(folder: Path | None, out: Path, *, strict: bool, offline: bool) -> int:
    """Build the app of a folder, say what happened, and return the exit status."""
    app = find_app(folder)
    if isinstance(app, Problem):
        return report([app], Path())
    if app.packaged:
        click.echo("no index.yaml here: building the app that comes with dbgen", err=True)
    source = load_app(app.path)
    if isinstance(source, tuple):
        return report(source, app.path)
    return finish(source, out, strict=strict, offline=offline)


def finish(source: Source, out: Path, *, strict: bool = False, offline: bool = False) -> int:
    """Build what was loaded, say what happened, and return the exit status."""
    examined = build_app(source, out, strict=strict, offline=offline)
    status = report(examined.problems, source.root, strict=strict)
    if examined.build and not status:
        click.echo(summary(examined.build.plan, out))
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
