"""Check the pages of every analysis against its class, in both directions."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from dbgen.contract.action_checks import check_actions
from dbgen.contract.facts import PageSide, PythonSide
from dbgen.contract.page_side import page_side
from dbgen.contract.page_templates import PageTemplates
from dbgen.contract.python_side import python_side
from dbgen.contract.script_files import ScriptFiles
from dbgen.contract.signal_checks import check_signals
from dbgen.contract.unused_checks import Unused
from dbgen.inspecting.modules import Modules
from dbgen.inspecting.reading import MAX_SOURCE, in_characters
from dbgen.kept import NOTHING, Kept
from dbgen.pages.lookup import Lookup
from dbgen.processes import spread
from dbgen.project import Analysis, Project, SourceFile
from dbgen.resources import resource_root
from dbgen.telling import Tell, counting, silent
from dbgen_schema import Problem


@dataclass(frozen=True, slots=True)
class _Contract:
    page: PageSide
    python: PythonSide


@dataclass(frozen=True, slots=True)
class _Context:
    """What has been read of the project, for all analyses."""

    modules: Modules
    mentioned: Container[str]
    templates: PageTemplates
    files: ScriptFiles
    kept: Kept


def check_contract(project: Project, tell: Tell = silent, kept: Kept = NOTHING) -> list[Problem]:
    """Return where the pages and the Python of a project do not fit together.

    Nothing is imported or run; what cannot be known from the sources is taken to be right.
    """
    modules = project.modules or Modules(project.root, project.package)
    mentioned = modules.mentioned()
    templates = PageTemplates(Lookup(project.root, resource_root("templates") / "pages"), kept)
    context = _Context(modules, mentioned, templates, ScriptFiles(project), kept)
    contracts = spread(
        lambda part: list(_contracts(part, context)),
        project.analyses,
        counting(tell, "checking analyses"),
    )
    found: set[Problem] = set()
    for contract in contracts:
        found.update(check_actions(contract.page, contract.python))
        found.update(check_signals(contract.page, contract.python))
    if not (any(each.page.foreign for each in contracts) or _has_other_pages(project)):
        unused = Unused()
        for contract in contracts:
            unused.add(contract.page, contract.python, mentioned)
        found.update(unused.problems())
    return sorted(in_characters(found, project.root))


def _contracts(analyses: Iterable[Analysis], context: _Context) -> Iterator[_Contract]:
    for analysis in analyses:
        cls = analysis.cls
        python = python_side(cls, context.modules, context.mentioned) if cls else None
        if python and analysis.pages:
            yield _Contract(
                page_side(analysis, context.templates, context.files, context.kept), python
            )


def _has_other_pages(project: Project) -> bool:
    """Return whether pages that belong to no analysis may connect to one."""
    static = [file.source for analysis in project.analyses for file in _pages_below(analysis)]
    index = [project.root / "index.html"] if "index.html" in project.templates else []
    paths = [] if project.single else index
    return any(b"Databench" in path.read_bytes()[:MAX_SOURCE] for path in [*paths, *static])


def _pages_below(analysis: Analysis) -> Iterator[SourceFile]:
    return (file for file in analysis.static_files if file.path.endswith((".html", ".htm")))
