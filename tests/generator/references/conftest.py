"""Apps whose references are checked."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dbgen.examining import OPTIONS, study
from dbgen.inspecting.app import Source
from dbgen.planning import make_plan
from dbgen.references import check_references
from dbgen.vendoring import carried_files
from dbgen_schema import Problem

from ..conftest import HELLO, source_of

Check = Callable[..., list[Problem]]
MakeFolder = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def check(make_app_folder: MakeFolder) -> Check:
    """Return a function from files, beside those of a small app, to what their references lack."""

    def run(files: Mapping[str, str | bytes], *, offline: bool = False) -> list[Problem]:
        return broken_references(source_of(make_app_folder({**HELLO, **files})), offline=offline)

    return run


def broken_references(source: Source, *, offline: bool = False) -> list[Problem]:
    """Return what the references of an app lack."""
    project, studies = study(source, OPTIONS)
    plan = make_plan(project, OPTIONS, carried_files())
    read = (found for each in studies for found in each.references)
    return check_references(project, plan, read, offline=offline)
