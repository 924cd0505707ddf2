"""`dbgen serve`: what happens when files change."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError

import pytest
from tornado.websocket import WebSocketClosedError

from .running import (
    DEADLINE,
    Program,
    await_end,
    children_of,
    copy_tree,
    dbgen,
    running,
    started,
    visit,
)

SERVE = [sys.executable, "-m", "dbgen", "serve"]


@pytest.fixture
def project(packaged_app: Path, tmp_path: Path) -> Path:
    """Return a copy of the packaged app that a test may edit."""
    copy_tree(packaged_app, tmp_path / "project" / "analyses")
    return tmp_path / "project"


def replace(file: Path, old: str, new: str) -> None:
    """Edit a file as an editor does: write a new one, then rename it over the old."""
    text = file.read_text()
    assert old in text
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text.replace(old, new))
    beside.rename(file)


def test_an_edited_page_is_served(project: Path) -> None:
    with running([*SERVE, project, "--port", "0"]) as program:
        assert "Edited" not in program.get("/dummypi/")
        replace(project / "analyses/dummypi/index.html", "<button", "<p>Edited</p><button")
        program.read_until("updated:")
        assert "Edited" in program.get("/dummypi/")
        assert program.stop(signal.SIGINT) == 0


def test_an_edited_index_is_served(project: Path) -> None:
    with running([*SERVE, project, "--port", "0"]) as program:
        replace(project / "analyses/index.yaml", "Packaged Analyses", "Mine")
        program.read_until("the new version is served")
        assert "Databench - Mine" in program.get("/")


def test_edited_python_runs(project: Path) -> None:
    async def reply(program: Program) -> object:
        async with visit(program, "scaffold") as visitor:
            await visitor.act("who", "Ada")
            await visitor.act("greet")
            return await visitor.load_of("data", "reply")

    with running([*SERVE, project, "--port", "0"]) as program:
        assert asyncio.run(reply(program)) == "Hello, Ada!"
        replace(project / "analyses/scaffold/analysis.py", "Hello, ", "Salut, ")
        program.read_until("the new version is served")
        assert asyncio.run(reply(program)) == "Salut, Ada!"


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("index.yaml", "analyses:", "analyses: [", "index.yaml:"),
        ("scaffold/analysis.py", "class ", "class class ", "scaffold/analysis.py:"),
        (
            "scaffold/analysis.py",
            "import databench",
            "import databench, nowhere_to_be_found",
            "could not start",
        ),
        ("scaffold/index.html", "<button", "{{ titel }}<button", "scaffold/index.html:"),
    ],
)
def test_a_broken_edit_leaves_the_last_good_app(
    project: Path, file: str, old: str, new: str, complaint: str
) -> None:
    with running([*SERVE, project, "--port", "0"]) as program:
        replace(project / "analyses" / file, old, new)
        program.read_until(complaint)
        assert "Scaffold" in program.get("/scaffold/")
        replace(project / "analyses" / file, new, old)
        program.read_until("nothing to do")


def test_files_outside_the_app_are_watched(project: Path) -> None:
    """A module beside the app that an analysis imports, and whatever `watch` names."""
    (project / "greeting.py").write_text("WORD = 'Hello'\n")
    (project / "analyses" / "notes" / "deep").mkdir(parents=True)
    (project / "analyses" / "notes" / "deep" / "a.txt").write_text("1")
    index = project / "analyses/index.yaml"
    index.write_text(index.read_text().replace("scaffold/*.js", '"notes/**/*.txt"', 1))
    analysis = project / "analyses/scaffold/analysis.py"
    analysis.write_text("import greeting\n" + analysis.read_text())
    with running([*SERVE, project, "--port", "0"]) as program:
        (project / "greeting.py").write_text("WORD = 'Salut'\n")
        assert "greeting.py" in program.read_until("changed:")
        program.read_until("the new version is served")
        (project / "analyses" / "notes" / "deep" / "a.txt").write_text("2")
        assert "a.txt" in program.read_until("changed:")


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("index.yaml", "analyses: 5\n", "index.yaml:1:"),
        ("scaffold/analysis.py", "import nowhere_to_be_found", "could not start"),
    ],
)
def test_an_app_that_starts_broken_is_served_when_it_is_mended(
    project: Path, file: str, text: str, complaint: str
) -> None:
    broken = project / "analyses" / file
    good = broken.read_text()
    broken.write_text(text if file == "index.yaml" else f"{text}\n{good}")
    with started([*SERVE, project, "--port", "0"]) as program:
        program.read_until(complaint)
        program.url = program.read_until("Nothing yet is served on").split()[-1]
        with pytest.raises(HTTPError, match="503"):
            program.get("/scaffold/")
        broken.write_text(good)
        program.read_until("Packaged Analyses is served on")
        assert "Scaffold" in program.get("/scaffold/")
        assert program.stop() == 0


def test_an_app_that_ends_is_started_again_by_an_edit(project: Path) -> None:
    async def greet(program: Program) -> None:
        async with visit(program, "scaffold") as visitor:
            # `connected` ends the app, perhaps before this is sent.
            with suppress(WebSocketClosedError):
                await visitor.act("greet")

    analysis = project / "analyses/scaffold/analysis.py"
    replace(analysis, "        self.data", "        __import__('os')._exit(3)\n        self.data")
    with running([*SERVE, project, "--port", "0"]) as program:
        asyncio.run(greet(program))
        line = program.read_until("DB613")
        assert "the app has ended with exit code 3; a change starts it again" in line
        program.read_until("Nothing yet is served on")
        replace(analysis, "__import__('os')._exit(3)", "pass")
        program.read_until("Packaged Analyses is served on")
        assert "Scaffold" in program.get("/scaffold/")


def test_without_watching_a_problem_ends_the_command(project: Path) -> None:
    (project / "analyses/index.yaml").write_text("analyses: 5\n")
    assert dbgen("serve", project, "--no-watch", "--port", "0").returncode == 2


def test_no_watch_serves_and_ignores_changes(project: Path) -> None:
    with running([*SERVE, project, "--no-watch", "--port", "0"]) as program:
        before = program.get("/dummypi/")
        replace(project / "analyses/dummypi/index.html", "<button", "<p>Edited</p><button")
        assert program.get("/dummypi/") == before
        assert program.stop() == 0


def test_build_once(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert dbgen("serve", project, "--build", "--out", out).returncode == 0
    assert (out / "server.py").is_file()
    assert not (out / "static/_static/develop.js").exists()
    (project / "analyses/index.yaml").write_text("analyses: 5\n")
    assert dbgen("serve", project, "--build", "--out", out).returncode == 2


def test_a_port_that_is_taken(project: Path) -> None:
    with running([*SERVE, project, "--port", "0"]) as program:
        outcome = dbgen("serve", project, "--port", program.url.rpartition(":")[2])
    assert outcome.returncode == 3
    assert "choose another --port" in outcome.stderr


def test_the_app_ends_with_a_killed_supervisor(project: Path) -> None:
    with running([*SERVE, project, "--port", "0"]) as program:
        children = children_of(program.process.pid)
        program.process.kill()
        program.process.wait()
        for child in children:
            await_end(child)


def test_build_commands_run_when_their_inputs_change(project: Path) -> None:
    index = project / "analyses/index.yaml"
    command = "build: cp words.txt scaffold/analysis.css; cp words.txt notes.txt\n"
    index.write_text(f"{command}watch: [words.txt]\n{index.read_text()}")
    (project / "analyses/words.txt").write_text("h1 {order: 1}")
    with running([*SERVE, project, "--port", "0"]) as program:
        assert "order: 1" in program.get("/scaffold/analysis.css")
        (project / "analyses/words.txt").write_text("h1 {order: 2}")
        assert "words.txt" in program.read_until("changed:")
        program.read_until("running: cp words.txt")
        program.read_until("the new version is served")
        assert "order: 2" in program.get("/scaffold/analysis.css")
        replace(project / "analyses/scaffold/index.html", "<button", "<p>Edited</p><button")
        assert program.read_until("changed:") == "changed: index.html\n"
        assert program.read_until("").startswith("updated: /scaffold/")


def test_a_build_in_the_tree_is_no_change(project: Path) -> None:
    with running([*SERVE, project, "--port", "0"]) as program:
        assert dbgen("build", project, "--out", project / "analyses/build").returncode == 0
        replace(project / "analyses/dummypi/index.html", "<button", "<p>Edited</p><button")
        assert program.read_until("changed:") == "changed: index.html\n"


def test_ctrl_c_ends_everything_at_once(project: Path) -> None:
    """Even while a build command runs, with what that has started."""
    index = project / "analyses/index.yaml"
    with running([*SERVE, project, "--port", "0"]) as program:
        index.write_text("build: sleep 600 & echo be''gun; wait\n" + index.read_text())
        program.read_until("begun")
        children = children_of(program.process.pid)
        started_by_them = [each for child in children for each in children_of(child)]
        assert started_by_them
        assert program.stop(signal.SIGINT) == 0
        for process in (*children, *started_by_them):
            await_end(process)


def test_ctrl_c_may_come_twice(project: Path) -> None:
    with started([*SERVE, project, "--port", "0"]) as program:
        program.read_until("is served on")
        children = children_of(program.process.pid)
        for _ in range(2):
            program.process.send_signal(signal.SIGINT)
        assert program.process.wait(DEADLINE) == 0
        for child in children:
            await_end(child)


def test_a_browser_is_opened_once(project: Path, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    env = {**os.environ, "BROWSER": f"sh -c 'echo \"$0\" >> {opened}' %s"}
    with running([*SERVE, project, "--port", "0", "--open"], env=env) as program:
        replace(project / "analyses/scaffold/analysis.py", "Hello, ", "Salut, ")
        program.read_until("the new version is served")
        url = program.url
    assert opened.read_text() == f"{url}\n"


def test_a_change_is_told_once(project: Path) -> None:
    with running([*SERVE, "--port", "0"], cwd=project) as program:
        replace(project / "analyses/dummypi/index.html", "<button", "<p>Edited</p><button")
        assert program.read_until("changed:") == "changed: index.html\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--ssl-port", "0", "--ssl-certfile", "nowhere", "--ssl-keyfile", "nowhere"],
        ["--ssl-port", "0"],
        ["--ssl-certfile", "nowhere"],
        ["--host", ""],
    ],
)
def test_what_cannot_be_served_ends_the_command(project: Path, arguments: list[str]) -> None:
    outcome = dbgen("serve", project, "--port", "0", *arguments)
    assert (outcome.returncode, outcome.stderr[:6]) == (2, "error:")
