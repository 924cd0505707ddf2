"""Check the pages of every analysis against its class, in both directions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dbgen.contract.action_checks import check_actions
from dbgen.contract.facts import PageSide, PythonSide
from dbgen.contract.page_side import Sources, page_side
from dbgen.contract.python_side import python_side
from dbgen.contract.signal_checks import check_signals
from dbgen.contract.unused_checks import Unused
from dbgen.inspecting.reading import MAX_SOURCE, in_characters
from dbgen.project import Analysis, Project, SourceFile
from dbgen_schema import Problem


@dataclass(frozen=True, slots=True)
class Contract:
    """What the pages of an analysis say, and what its class does."""

    page: PageSide
    python: PythonSide


def read_contract(analysis: Analysis, sources: Sources) -> Contract | None:
    """Return both sides of an analysis, None if there is only one."""
    python = sources.modules.lasting(python_side, analysis.cls) if analysis.cls else None
    if python is None or not analysis.pages:
        return None
    page = page_side(analysis, sources)
    return Contract(page, python)


def check_contracts(project: Project, contracts: Sequence[Contract]) -> list[Problem]:
    """Return where the pages and the Python of a project do not fit together.

    Nothing is imported or run; what cannot be known from the sources is taken to be right.
    """
    mentioned = project.modules.mentioned() if project.modules else frozenset[str]()
    found: set[Problem] = set()
    if "Datastore" in mentioned:
        # Somebody makes stores of his own.
        contracts = [Contract(each.page, each.python.without_sent()) for each in contracts]
    for contract in contracts:
        found.update(contract.page.problems)
        found.update(check_actions(contract.page, contract.python))
        found.update(check_signals(contract.page, contract.python))
    if not (any(each.page.foreign for each in contracts) or _has_other_pages(project)):
        unused = Unused()
        for contract in contracts:
            unused.add(contract.page, contract.python, mentioned)
        found.update(unused.problems())
    return sorted(in_characters(found, project.root))


def _has_other_pages(project: Project) -> bool:
    """Return whether pages that belong to no analysis may connect to one."""
    static = [file.source for analysis in project.analyses for file in _pages_below(analysis)]
    index = [project.root / "index.html"] if "index.html" in project.templates else []
    paths = [] if project.single else index
    return any(b"Databench" in _start(path) for path in [*paths, *static])


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_SOURCE)


def _pages_below(analysis: Analysis) -> Iterator[SourceFile]:
    return (file for file in analysis.static_files if file.path.endswith((".html", ".htm")))
