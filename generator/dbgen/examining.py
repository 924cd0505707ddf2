"""Examine an app: what it would become, and everything that is wrong with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from dbgen import __version__
from dbgen.checking import check, check_folders
from dbgen.contract import check_contracts
from dbgen.curtailing import curtailed
from dbgen.ignoring import Comments
from dbgen.inspecting.app import AppFolder, Source, complete, open_app, unreadable_app
from dbgen.inspecting.folder import TooManyFilesError
from dbgen.kept import NOTHING, Kept
from dbgen.manifest import Written
from dbgen.pages import Budget
from dbgen.partials import without_partials
from dbgen.plan import BuildFile, Plan, PlanOptions
from dbgen.planning import make_plan
from dbgen.policy.evaluation import check_templates, may_evaluate
from dbgen.processes import collecting_later
from dbgen.project import Project
from dbgen.references import check_references
from dbgen.rendering import RenderedBuild, Renderer, rendered_build
from dbgen.reporting import fails
from dbgen.studying import Study, study_analyses
from dbgen.telling import Tell, silent
from dbgen.vendoring import carried_files
from dbgen_schema import CODES as SCHEMA_CODES
from dbgen_schema import Problem, Severity

OPTIONS: Final = PlanOptions(version=__version__)

# Python that cannot be imported, and pages that come out empty; of index.yaml, every error.
_FATAL: Final = frozenset(
    {
        *("DB205", "DB206", "DB208", "DB217"),
        *("DB401", "DB402", "DB403", "DB404", "DB406", "DB407", "DB411"),
    }
)


@dataclass(frozen=True, slots=True)
class Examined:
    """What an app would become, and all problems of it; no build if nothing can be rendered.

    Attributes:
        problems: sorted by file and line.
        build: the plan and the pages, with the problems of an app that cannot be built as well.
        files: every file of the build but the manifest, if it can be built.
        written: what of it was written, or found to be there already.
        is_new: whether it was written.
    """

    problems: tuple[Problem, ...]
    build: RenderedBuild | None = None
    files: tuple[BuildFile, ...] = ()
    written: tuple[Written, ...] = ()
    is_new: bool = True


@collecting_later()
def examine(
    source: Source,
    options: PlanOptions = OPTIONS,
    *,
    offline: bool = False,
    tell: Tell = silent,
    kept: Kept = NOTHING,
) -> Examined:
    """Inspect, check, plan and render an app; nothing is written.

    With `offline`, what pages load from other hosts is an error. What is `kept` is not done again.
    """
    try:
        app = open_app(source, kept)
        if lacking := check_folders(app.frame):
            return Examined(tuple(curtailed(sorted({*app.frame.problems, *lacking}))))
        project, studies = _study(app, options, tell, kept)
    except (OSError, TooManyFilesError) as error:
        found = {*source.problems, unreadable_app(error)}
        return Examined(tuple(curtailed(sorted(found))))
    plan = make_plan(project, options, carried_files())
    build = render(plan, studies, kept, app.modules.budget)
    found = {*check(project), *build.problems, *_scripts(project, studies, kept)}
    # With a part of index.yaml left out, what pages refer to may be in that part.
    if not fails(source.problems):
        read = (references for study in studies for references in study.references)
        found.update(check_references(project, plan, read, offline=offline, kept=kept))
    return Examined(tuple(curtailed(sorted(_without_silenced(project, found)))), build)


def study(
    source: Source, options: PlanOptions, tell: Tell = silent, kept: Kept = NOTHING
) -> tuple[Project, list[Study]]:
    """Return the facts about an app, and what was found out about each of its analyses.

    Raises OSError and TooManyFilesError when its folder cannot be read.
    """
    return _study(open_app(source, kept), options, tell, kept)


def _study(
    app: AppFolder, options: PlanOptions, tell: Tell, kept: Kept
) -> tuple[Project, list[Study]]:
    templates = [app.frame.root / name for name in app.frame.templates]
    studies = without_partials(study_analyses(app, options, tell, kept), templates)
    return complete(app, (study.inspected for study in studies)), studies


def render(
    plan: Plan, studies: Iterable[Study], kept: Kept = NOTHING, budget: Budget | None = None
) -> RenderedBuild:
    """Return the files of the build; the first page of the plan is that of the whole app."""
    renderer = Renderer(plan.app, kept, budget)
    pages = [page for study in studies for page in study.pages]
    index = [renderer.render(page) for page in plan.pages[: len(plan.pages) - len(pages)]]
    return rendered_build(plan, (*index, *pages), renderer)


def _scripts(project: Project, studies: Iterable[Study], kept: Kept) -> Iterator[Problem]:
    """Yield what is wrong with the scripts of an app, and where they do not fit its Python."""
    every = list(studies)
    yield from check_contracts(project, [study.contract for study in every if study.contract])
    yield from (problem for study in every for problem in study.problems)
    if not may_evaluate(project.config):
        yield from check_templates(project, kept)


def _without_silenced(project: Project, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Leave out what a comment silences, but not what the server could not live with.

    Comments that are to do so and cannot are problems themselves.
    """
    found = list(problems)
    comments = Comments(project.root)
    yield from (each for each in found if _is_fatal(each) or not comments.silence(each))
    yield from comments.faults({problem.file for problem in found})


def _is_fatal(problem: Problem) -> bool:
    fatal = problem.code in _FATAL or problem.code in SCHEMA_CODES
    return problem.severity is Severity.ERROR and fatal
