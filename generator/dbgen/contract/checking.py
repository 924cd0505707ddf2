"""Check the pages of every analysis against its class, in both directions."""

from collections.abc import Sequence
from dataclasses import dataclass

from dbgen.contract.action_checks import check_actions, check_life_cycle
from dbgen.contract.attribute_checks import check_attributes
from dbgen.contract.facts import PageSide, PythonSide
from dbgen.contract.other_speakers import have_other_speakers
from dbgen.contract.page_side import Sources, page_side
from dbgen.contract.python_side import python_side
from dbgen.contract.signal_checks import check_signals
from dbgen.contract.unused_checks import Unused
from dbgen.inspecting.reading import in_characters
from dbgen.project import Analysis, Project
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
        found.update(check_life_cycle(contract.python))
        found.update(check_signals(contract.page, contract.python))
    found.update(check_attributes(project, [contract.python for contract in contracts]))
    found.update(_unused(project, contracts, mentioned))
    return sorted(in_characters(found, project.root))


def _unused(
    project: Project, contracts: Sequence[Contract], mentioned: frozenset[str]
) -> list[Problem]:
    """Return what has no use, nothing if somebody else may have one for it."""
    if any(each.page.foreign for each in contracts):
        return []
    unused = Unused()
    for contract in contracts:
        unused.add(contract.page, contract.python, mentioned)
    found = unused.problems()
    read = {script for each in contracts for script in each.page.scripts} if found else ()
    return [] if found and have_other_speakers(project, read, mentioned) else found
