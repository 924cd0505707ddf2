"""Study the analyses of an app one by one: all that is to be found out without the others."""

from dataclasses import dataclass

from dbgen.contract import Contract, PageTemplates, ScriptFiles, Sources, read_contract
from dbgen.inspecting.app import AppFolder, Inspected, inspect_entry
from dbgen.kept import NOTHING, Kept
from dbgen.pages import Rendered
from dbgen.plan import PlanOptions
from dbgen.planning import analysis_pages
from dbgen.policy.evaluation import check_evaluation, may_evaluate
from dbgen.processes import spread
from dbgen.references import FileReferences, read_references
from dbgen.rendering import Renderer
from dbgen.telling import Tell, counting, silent
from dbgen_schema import AnalysisEntry, Problem


@dataclass(frozen=True, slots=True)
class Study:
    """What was found out about one analysis.

    `pages` are in the order of the plan, `references` tell what its files refer to, the `contract`
    is None if there is nothing to compare, and `problems` are those of its scripts.
    """

    inspected: Inspected
    pages: tuple[Rendered, ...]
    references: tuple[FileReferences, ...]
    contract: Contract | None
    problems: tuple[Problem, ...]


def study_analyses(
    app: AppFolder, options: PlanOptions, tell: Tell = silent, kept: Kept = NOTHING
) -> list[Study]:
    """Return what is to be found out about each of the analyses, in their order."""
    desk = _Desk(app, options, kept)
    found = spread(
        lambda part: [(desk.study(entry), kept.take_news()) for entry in part],
        app.frame.config.analyses,
        counting(tell, "examining analyses"),
    )
    for _, news in found:
        kept.add_news(news)
    return [study for study, _ in found]


class _Desk:
    """What the studies of one process have in common: each file is read and parsed once."""

    def __init__(self, app: AppFolder, options: PlanOptions, kept: Kept) -> None:
        self._app = app
        self._options = options
        self._kept = kept
        self._renderer = Renderer(app.frame.root, kept, app.modules.budget)
        templates = PageTemplates(self._renderer.lookup, kept)
        self._sources = Sources(app.modules, templates, ScriptFiles(app.frame), kept)
        self._evaluates = may_evaluate(app.frame.config)

    def study(self, entry: AnalysisEntry) -> Study:
        """Find out about one analysis."""
        app, kept = self._app, self._kept
        inspected = inspect_entry(app, entry)
        analysis = inspected.analysis
        pages = analysis_pages(app.frame, analysis, self._options)
        return Study(
            inspected,
            tuple(self._renderer.render(page) for page in pages),
            tuple(read_references(analysis, app.frame.root, kept, app.modules.budget)),
            read_contract(analysis, self._sources),
            () if self._evaluates else tuple(check_evaluation(analysis, kept, app.modules.budget)),
        )
