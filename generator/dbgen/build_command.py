"""`dbgen build`: from the command line to a build, and what is said of it."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from dbgen.build_options import BuildOptions
from dbgen.build_report import build_report, zipapp_report
from dbgen.building import Load, build_app, prepare
from dbgen.cache import cached
from dbgen.comparing import DIFFERENT, unreadable
from dbgen.deploying import slug
from dbgen.examining import Examined
from dbgen.freshness import freshness, freshness_json, freshness_text
from dbgen.loading import find_app, load_app
from dbgen.plan import BuildFile, Plan
from dbgen.plan_report import plan_json, plan_text
from dbgen.reporting import echo, report
from dbgen.reporting.progress import progress
from dbgen.reserving import reserve
from dbgen.telling import Event, Waiting
from dbgen.zipapp import make_zipapp
from dbgen_schema import Problem


def build_command(folder: Path | None, options: BuildOptions) -> int:
    """Build the app of a folder, say what happened, and return the exit status."""
    app = find_app(folder)
    if isinstance(app, Problem):
        return report([app], Path())
    if app.packaged:
        click.echo("no index.yaml here: building the app that comes with dbgen", err=True)
    if options.plan or options.check:
        return _look(app.path, options)
    return finish(app.path, lambda: load_app(app.path), options)


def finish(root: Path, load: Load, options: BuildOptions) -> int:
    """Build what is loaded from the folder root, say what happened; return the exit status."""
    started = time.monotonic()
    with reserve(options.out, root, say) as place:
        if isinstance(place, Problem):
            return report([place], root)
        # A build that had to wait for another one reads its app after that.
        source = load()
        if isinstance(source, tuple):
            return report(source, root)
        with progress(sys.stderr, quiet=options.quiet) as tell:
            examined = build_app(source, options, place, tell)
        status = report(examined.problems, source.root, strict=options.strict)
        if status or examined.build is None:
            return status
        if not options.quiet:
            seconds = time.monotonic() - started
            plan, written, is_new = examined.build.plan, examined.written, examined.is_new
            echo(build_report(plan, written, options.out, seconds, is_new=is_new))
        # What is packed is read from the folder of the build, which stays reserved for so long.
        return 0 if options.zipapp is None else pack(examined, options, options.zipapp)


def pack(examined: Examined, options: BuildOptions, target: Path) -> int:
    """Make one file of a build, say what it runs on, and return the exit status."""
    assert examined.build is not None  # noqa: S101 - the caller has looked
    paths = [file.path for file in examined.written]
    made = make_zipapp(options.out, paths, slug(examined.build.plan.title), target)
    if isinstance(made, Problem):
        return report([made], Path())
    if not options.quiet:
        echo(zipapp_report(made))
    return 0


def say(event: Event) -> None:
    """Say what somebody has to know who waits for a build."""
    if isinstance(event, Waiting):
        echo(f"waiting for another build of {event.out}", err=True)


def _look(root: Path, options: BuildOptions) -> int:
    """Do what writes nothing and runs no build commands; return the exit status."""
    source = load_app(root)
    if isinstance(source, tuple):
        return report(source, root)
    with (
        cached(source.root, wanted=options.cache) as kept,
        progress(sys.stderr, quiet=options.quiet) as tell,
    ):
        examined = prepare(source, options, tell, kept)
    status = report(examined.problems, source.root, strict=options.strict)
    if status or examined.build is None:
        return status
    show = _show_freshness if options.check else _show_plan
    return show(examined.build.plan, examined.files, options)


def _show_plan(plan: Plan, files: Sequence[BuildFile], options: BuildOptions) -> int:
    show = plan_json if options.output == "json" else plan_text
    echo(show(plan, files))
    return 0


def _show_freshness(plan: Plan, files: Sequence[BuildFile], options: BuildOptions) -> int:
    try:
        found = freshness(plan, files, options.out)
    except OSError as error:
        return report([unreadable(options.out, error)], Path())
    show = freshness_json if options.output == "json" else freshness_text
    if not (options.quiet and found.is_fresh):
        echo(show(found))
    return 0 if found.is_fresh else DIFFERENT
