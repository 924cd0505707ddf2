"""Small apps whose sources mark the places where problems are expected."""

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from dbgen.contract import check_contracts
from dbgen.examining import OPTIONS, study
from dbgen.inspecting.app import Source
from dbgen_schema import Problem

MARK = "▸"
"""Stands before every place where a problem is expected; it is taken out of the source."""

CONNECT = """\
const d = new Databench.Connection();
Databench.ui.wire(d);
d.connect();
"""

PAGE = """\
{{% extends "analysis.html" %}}
{{% block analysis %}}
{body}
{{% end %}}
{{% block footer %}}
<script src="/_static/databench.js"></script>
<script src="/{{{{ name }}}}/analysis.js"></script>
{{% end %}}
"""

Load = Callable[[Mapping[str, str | bytes]], Source]
Found = list[tuple[str, str, int, int]]


def app(methods: str = "", body: str = "", script: str = "", **files: str) -> dict[str, str]:
    """Return the files of an app with one analysis; `files` have __ for / and _dot_ for a dot."""
    methods = textwrap.indent(textwrap.dedent(methods), "    ")
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()}
    return {
        "analyses/index.yaml": "analyses:\n  - name: hello\n",
        "analyses/hello/analysis.py": (
            f"import databench\n\n\nclass Hello(databench.Analysis):\n    pass\n{methods}"
        ),
        "analyses/hello/index.html": PAGE.format(body=body),
        "analyses/hello/analysis.js": CONNECT + script,
    } | named


@dataclass(frozen=True)
class Checked:
    """What was found, and where the sources say that something should be."""

    problems: list[Problem]
    marked: list[tuple[str, int, int]]

    def found(self) -> list[str]:
        """Return the codes that were found."""
        return [problem.code for problem in self.problems]

    def expect(self, *codes: str) -> None:
        """Fail unless there is just one problem at every mark, with these codes in this order."""
        found = [(each.code, each.file, each.line, each.column) for each in self.problems]
        assert len(codes) == len(self.marked)
        assert found == [(code, *place) for code, place in zip(codes, self.marked, strict=True)]


@pytest.fixture
def check(load: Load) -> Callable[[Mapping[str, str]], Checked]:
    """Return a function that checks the files of a project."""

    def run(files: Mapping[str, str]) -> Checked:
        marked = [place for name, text in files.items() for place in _marks(name, text)]
        plain = {name: text.replace(MARK, "") for name, text in files.items()}
        project, studies = study(load({**plain}), OPTIONS)
        # The sources are sketches: their decorators and bases come from nowhere.
        others = [each for each in project.problems if each.code != "DB220"]
        assert not [each for each in others if each.severity == "error"]
        found = check_contracts(project, [each.contract for each in studies if each.contract])
        return Checked(found, sorted(marked))

    return run


def _marks(name: str, text: str) -> list[tuple[str, int, int]]:
    file = name.removeprefix("analyses/") if name.startswith("analyses/") else f"../{name}"
    places = []
    for number, line in enumerate(text.split("\n"), 1):
        parts = line.split(MARK)
        places += [(file, number, len("".join(parts[:i])) + 1) for i in range(1, len(parts))]
    return places


Check = Callable[[Mapping[str, str]], Checked]
