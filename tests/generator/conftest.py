"""Small apps for the tests of the generator."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dbgen.examining import OPTIONS, Examined, examine, study
from dbgen.inspecting.app import Source
from dbgen.loading import find_app, load_app
from dbgen.project import Project
from dbgen_schema import Problem

MakeFolder = Callable[[Mapping[str, str | bytes]], Path]

ANALYSIS = """\
import databench


class Hello(databench.Analysis):
    @databench.on
    def run(self):
        self.emit("done")
"""

HELLO = {
    "analyses/index.yaml": "analyses:\n  - name: hello\n",
    "analyses/__init__.py": "",
    "analyses/hello/__init__.py": "",
    "analyses/hello/analysis.py": ANALYSIS,
    "analyses/hello/index.html": "<p>{{ title }}</p>\n",
}


def source_of(project: Path) -> Source:
    """Load the app of a project that is known to be one."""
    app = find_app(project)
    assert not isinstance(app, Problem), app
    source = load_app(app.path)
    assert isinstance(source, Source), source
    return source


@pytest.fixture
def hello() -> dict[str, str | bytes]:
    """Return the files of the smallest app."""
    return dict(HELLO)


@pytest.fixture
def load(make_app_folder: MakeFolder) -> Callable[[Mapping[str, str | bytes]], Source]:
    """Return a function from the files of a project to its app, loaded."""
    return lambda files: source_of(make_app_folder(files))


@pytest.fixture
def inspect(make_app_folder: MakeFolder) -> Callable[[Mapping[str, str | bytes]], Project]:
    """Return a function from the files of a project to the facts about it."""
    return lambda files: study(source_of(make_app_folder(files)), OPTIONS)[0]


@pytest.fixture
def examined(make_app_folder: MakeFolder) -> Callable[[Mapping[str, str | bytes]], Examined]:
    """Return a function from the files of a project to what it would become."""
    return lambda files: examine(source_of(make_app_folder(files)))
