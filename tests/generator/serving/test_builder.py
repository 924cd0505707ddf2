"""Building again and again: what is done once, what comes out, and when commands run."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from dbgen.kept import Kept
from dbgen.loading import load_app
from dbgen.serving.builder import Builder, Built
from dbgen.serving.outputs import differences
from dbgen.serving.steps import Commands

from ..conftest import MakeFolder


class Building:
    """An app, and what builds it."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self.said: list[str] = []
        self.built = Built(None)
        kept = Kept()
        commands = Commands(kept, self.said.append)
        self.builder = Builder(lambda: load_app(tree), kept, commands)

    def build(self) -> set[str]:
        """Build, and return what differs from the build before."""
        before = self.built.output
        self.built = self.builder.build()
        assert self.built.output is not None, self.built.problems
        return set(differences(before, self.built.output)) if before else set()

    def text(self, path: str) -> str:
        """Return a file of the build that dbgen writes."""
        assert self.built.output is not None
        file = self.built.output.items[path].file
        return getattr(file, "content", b"").decode()


@pytest.fixture
def building(make_app_folder: MakeFolder, hello: dict[str, str | bytes]) -> Building:
    """Return the smallest app, built once."""
    building = Building(make_app_folder(hello) / "analyses")
    building.build()
    return building


def test_only_what_was_edited_differs(building: Building) -> None:
    assert building.build() == set()
    (building.tree / "hello/index.html").write_text("<p>new</p>\n")
    assert building.build() == {"pages/hello/index.html"}
    (building.tree / "hello/README.md").write_text("# Read this\n")
    assert "pages/index.html" in building.build()
    analysis = building.tree / "hello/analysis.py"
    analysis.write_text(analysis.read_text() + "# edited\n")
    assert building.build() == {"analyses/hello/analysis.py"}


def test_frames_and_what_they_include_are_read_again(building: Building) -> None:
    page, frame = building.tree / "hello/index.html", building.tree / "frame.html"
    page.write_text('{% extends "frame.html" %}{% block x %}<p>page</p>{% end %}')
    frame.write_text("<main>{% block x %}{% end %}</main>")
    building.build()
    frame.write_text('<main>{% block x %}{% end %}{% include "part.html" %}</main>')
    (building.tree / "part.html").write_text("<i>one</i>")
    assert building.build() == {"pages/hello/index.html"}
    (building.tree / "part.html").write_text("<i>two</i>")
    assert building.build() == {"pages/hello/index.html"}
    assert "<i>two</i>" in building.text("pages/hello/index.html")


def test_a_frame_of_the_app_takes_the_place_of_ours(building: Building) -> None:
    page = building.tree / "hello/index.html"
    page.write_text('{% extends "analysis.html" %}{% block analysis %}{% end %}')
    building.build()
    (building.tree / "analysis.html").write_text("<h1>mine</h1>")
    assert building.build() == {"pages/hello/index.html"}
    assert "<h1>mine</h1>" in building.text("pages/hello/index.html")


def test_problems_come_and_go(building: Building) -> None:
    page = building.tree / "hello/index.html"
    for _ in range(2):
        page.write_text("<p>{{ nobody_knows }}</p>\n")
        broken = building.builder.build()
        assert [problem.code for problem in broken.problems] == ["DB405"]
        page.write_text("<p>fine</p>\n")
        building.build()
        assert building.built.problems == ()


def index(commands: Mapping[str, str]) -> str:
    """Return an index.yaml with build commands by what they watch; "" for nothing."""
    lines = [
        f"build: {command}\n" + (f"watch: [{watch!r}]\n" if watch else "")
        for watch, command in commands.items()
    ]
    return "".join([*lines, "analyses:\n  - name: hello\n"])


@pytest.mark.parametrize(
    ("watch", "command", "edited", "again"),
    [
        ("src/*.txt", "cat src/*.txt > hello/analysis.js", "src/a.txt", True),
        ("src/*.txt", "cat src/*.txt > hello/analysis.js", "hello/index.html", False),
        ("", "cat src/*.txt > hello/analysis.js", "hello/index.html", True),
        ("src/*", "date +%N > src/output; cat src/a.txt > hello/analysis.js", "src/a.txt", True),
        ("", "date +%N > hello/output; cat src/a.txt > hello/analysis.js", "src/a.txt", True),
    ],
)
def test_commands_run_when_what_they_read_changes(
    building: Building, watch: str, command: str, edited: str, again: bool
) -> None:
    (building.tree / "src").mkdir()
    (building.tree / "src/a.txt").write_text("var a = 1;")
    (building.tree / "index.yaml").write_text(index({watch: command}))
    for _ in range(3):
        # Each run writes something: in the end, that is no reason for another one.
        building.build()
    building.said.clear()
    building.build()
    assert building.said == []

    (building.tree / edited).write_text("var a = 2;")
    building.build()
    assert building.said == ([f"running: {command}"] if again else [])
    for _ in range(3):
        building.build()
    building.said.clear()
    building.build()
    assert building.said == []


def test_a_command_that_fails_runs_until_it_does_not(building: Building) -> None:
    command = "test -e hello/done"
    (building.tree / "index.yaml").write_text(index({"hello/*.html": command}))
    for _ in range(2):
        failed = building.builder.build()
        assert [problem.code for problem in failed.problems] == ["DB603"]
    (building.tree / "hello/done").write_text("")
    building.build()
    assert building.said == [f"running: {command}"] * 3
