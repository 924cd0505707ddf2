"""Build an app: from its folder to build/, or to everything that is wrong with it."""

from collections.abc import Callable
from dataclasses import replace

from dbgen import __version__
from dbgen.build_options import BuildOptions
from dbgen.bundling import bundle, read_earlier
from dbgen.cache import cached
from dbgen.commands import run_commands
from dbgen.composing import compose
from dbgen.emitting import emit
from dbgen.examining import Examined, examine
from dbgen.freshness import as_before
from dbgen.inspecting.app import Source
from dbgen.kept import NOTHING, Kept
from dbgen.plan import PlanOptions
from dbgen.policy.securing import secure
from dbgen.reporting import fails
from dbgen.reserving import Place
from dbgen.telling import Tell, silent
from dbgen_schema import Problem

Load = Callable[[], Source | tuple[Problem, ...]]
"""Reads an app anew; what is wrong with it, if it cannot be read."""


def build_app(source: Source, options: BuildOptions, place: Place, tell: Tell = silent) -> Examined:
    """Run the build commands of an app and write its build; an error leaves that as it is."""
    failure = None if fails(source.problems) else run_commands(source)
    if failure:
        return Examined(tuple(sorted({*source.problems, failure})))
    with cached(source.root, wanted=options.cache) as kept:
        examined = prepare(source, options, tell, kept)
    if examined.build is None or not examined.files:
        return examined
    plan = examined.build.plan
    if not options.develop and (written := as_before(plan, examined.files, place.out)):
        return replace(examined, written=written, is_new=False)
    emission = emit(plan, examined.files, place, strict=options.strict, tell=tell)
    problems = (*examined.problems, *emission.problems)
    return replace(examined, problems=problems, written=emission.written)


def prepare(
    source: Source, options: BuildOptions, tell: Tell = silent, kept: Kept = NOTHING
) -> Examined:
    """Make all files of a build, unless there are errors; nothing is written."""
    examined = examine(source, plan_options(options), offline=options.offline, tell=tell, kept=kept)
    if examined.build is None or fails(examined.problems, strict=options.strict):
        return examined
    build = examined.build
    if not options.develop:
        build = bundle(build, read_earlier(options.out, __version__), tell)
    # What pages have to be allowed depends on their final text.
    build = secure(build, kept)
    return replace(examined, build=build, files=compose(build.plan, build.files, kept))


def plan_options(options: BuildOptions) -> PlanOptions:
    """Return what of the options a plan depends on."""
    return PlanOptions(__version__, options.develop, options.extras)
