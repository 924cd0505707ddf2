"""Apps whose references are checked."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dbgen.examining import OPTIONS
from dbgen.inspecting.app import inspect_app
from dbgen.planning import make_plan
from dbgen.project import Project
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
        project = inspect_app(source_of(make_app_folder({**HELLO, **files})))
        assert isinstance(project, Project), project
        plan = make_plan(project, OPTIONS, carried_files())
        return check_references(project, plan, offline=offline)

    return run
