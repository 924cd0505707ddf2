"""Examine an app: what it would become, and everything that is wrong with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from dbgen import __version__
from dbgen.checking import check
from dbgen.contract import check_contract
from dbgen.curtailing import curtailed
from dbgen.ignoring import without_ignored
from dbgen.inspecting.app import Source, inspect_app
from dbgen.kept import NOTHING, Kept
from dbgen.manifest import Written
from dbgen.plan import BuildFile, PlanOptions
from dbgen.planning import make_plan
from dbgen.policy.evaluation import check_evaluation
from dbgen.processes import collecting_later
from dbgen.project import Project
from dbgen.references import check_references
from dbgen.rendering import RenderedBuild, render
from dbgen.reporting import fails
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
    project = inspect_app(source, tell, kept)
    if isinstance(project, tuple):
        return Examined(tuple(curtailed(sorted({*source.problems, *project}))))
    plan = make_plan(project, options, carried_files())
    rendered = render(plan, tell, kept)
    # With a part of index.yaml left out, what pages refer to may be in that part.
    whole = not fails(source.problems)
    references = check_references(project, plan, offline=offline, kept=kept) if whole else ()
    scripts = (*check_contract(project, tell, kept), *check_evaluation(project, plan, kept))
    found = {*check(project), *rendered.problems, *references, *scripts}
    return Examined(tuple(curtailed(sorted(_without_silenced(project, found)))), rendered)


def _without_silenced(project: Project, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Leave out what a comment silences, but not what the server could not live with."""
    found = list(problems)
    kept = set(without_ignored(project.root, found))
    return (problem for problem in found if problem in kept or _is_fatal(problem))


def _is_fatal(problem: Problem) -> bool:
    fatal = problem.code in _FATAL or problem.code in SCHEMA_CODES
    return problem.severity is Severity.ERROR and fatal
