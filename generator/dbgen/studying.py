"""Study the analyses of an app one by one: all that is to be found out without the others."""

from collections.abc import Sequence
from typing import NamedTuple

from dbgen.contract import Contract, PageTemplates, ScriptFiles, Sources, read_contract
from dbgen.inspecting.app import AppFolder, Inspected, inspect_entry
from dbgen.kept import NOTHING, Kept
from dbgen.pages import Rendered
from dbgen.plan import PlanOptions
from dbgen.planning import analysis_pages
from dbgen.policy.evaluation import check_evaluation, may_evaluate
from dbgen.processes import spread
from dbgen.project import Analysis
from dbgen.references import FileReferences, read_references
from dbgen.rendering import Renderer
from dbgen.telling import Tell, counting, silent
from dbgen_schema import AnalysisEntry, Problem


class Study(NamedTuple):
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
        lambda part: [(study, kept.take_news()) for study in desk.study(part)],
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

    def study(self, entries: Sequence[AnalysisEntry]) -> list[Study]:
        """Find out about some analyses, one thing after the other, about each of them."""
        inspected = [inspect_entry(self._app, entry) for entry in entries]
        analyses = [each.analysis for each in inspected]
        # A program that does the same thing again and again finds its code in the caches.
        parts = zip(
            inspected,
            [self._pages(analysis) for analysis in analyses],
            [self._references(analysis) for analysis in analyses],
            [read_contract(analysis, self._sources) for analysis in analyses],
            [self._problems(analysis) for analysis in analyses],
            strict=True,
        )
        return [Study(*part) for part in parts]

    def _pages(self, analysis: Analysis) -> tuple[Rendered, ...]:
        pages = analysis_pages(self._app.frame, analysis, self._options)
        return tuple(map(self._renderer.render, pages))

    def _references(self, analysis: Analysis) -> tuple[FileReferences, ...]:
        app = self._app
        return tuple(read_references(analysis, app.frame.root, self._kept, app.modules.budget))

    def _problems(self, analysis: Analysis) -> tuple[Problem, ...]:
        if self._evaluates:
            return ()
        return tuple(check_evaluation(analysis, self._kept, self._app.modules.budget))
