"""Every analysis of the packaged app runs to its end, over HTTP and WebSocket."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .running import (
    Program,
    await_end,
    children_of,
    copy_tree,
    dbgen,
    running,
    served_build,
    visit,
)


def test_the_index_lists_the_four_analyses(packaged_build: Path) -> None:
    with served_build(packaged_build) as program:
        index = program.get("/")
    for name in ("dummypi", "scaffold", "dummypi_py", "scaffold_py"):
        assert f'href="{name}/"' in index
    assert "<title>Databench - Packaged Analyses</title>" in index


@pytest.mark.parametrize("name", ["dummypi", "dummypi_py"])
def test_pi_changes_while_it_runs_and_ends_near_pi(packaged_build: Path, name: str) -> None:
    with served_build(packaged_build) as program:
        estimates = asyncio.run(_estimates(program, name))
    assert len(set(estimates)) > 5
    assert estimates[-1] == pytest.approx(3.14, abs=0.06)


async def _estimates(program: Program, name: str) -> list[float]:
    estimates = []
    async with visit(program, name) as visitor:
        await visitor.act("run", {"__process_id": 1})
        while (frame := await visitor.frame()) != _end(1):
            if frame["signal"] == "data" and "pi" in frame["load"]:
                estimates.append(frame["load"]["pi"]["estimate"])
    return estimates


def _end(process_id: int) -> dict[str, object]:
    return {"signal": "__process", "load": {"id": process_id, "status": "end"}}


@pytest.mark.parametrize("name", ["scaffold", "scaffold_py"])
def test_the_scaffolds_greet(packaged_build: Path, name: str) -> None:
    async def greeting(program: Program) -> object:
        async with visit(program, name) as visitor:
            await visitor.act("who", "Ada")
            await visitor.act("greet", {"__process_id": 0})
            return await visitor.load_of("data", "reply")

    with served_build(packaged_build) as program:
        assert "Ada" in str(asyncio.run(greeting(program)))


def test_a_build_serves_from_a_folder_of_its_own(packaged_build: Path, tmp_path: Path) -> None:
    """The build is copied away and runs where nothing but its requirements is installed."""
    build = copy_tree(packaged_build, tmp_path / "deployed")
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    requirements = str(build / "requirements.txt")
    subprocess.run([python, "-m", "pip", "install", "-q", "-r", requirements], check=True)
    with running([python, build / "server.py", "--port", "0"], cwd=tmp_path) as program:
        assert program.get("/dummypi/")
        for name in ("dummypi", "dummypi_py"):
            assert asyncio.run(_estimates(program, name))[-1] == pytest.approx(3.14, abs=0.06)
        for name in ("scaffold", "scaffold_py"):
            assert "Scaffold" in program.get(f"/{name}/")
        assert program.stop() == 0


def test_the_server_imports_nothing_of_the_tool(packaged_build: Path) -> None:
    code = "import server, sys; server.make_app(); print(*sys.modules)"
    outcome = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code],
        cwd=packaged_build,
        env={**os.environ, "PYTHONPATH": str(packaged_build)},
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(outcome.stdout.split()) | set(outcome.stderr.replace("|", " ").split())
    assert "databench.session" in modules
    assert not modules & {"pydantic", "jinja2", "click", "watchdog", "yaml", "dbgen", "rich"}


def test_arguments_reach_the_analyses_of_both_kinds(tmp_path: Path) -> None:
    app = tmp_path / "analyses"
    names = {"here": "", "there": "\n    kernel: py"}
    for name in names:
        folder = app / name
        folder.mkdir(parents=True)
        (folder / "index.html").write_text("<p>page</p>")
        (folder / "analysis.py").write_text(
            "import databench\n\n\nclass Echo(databench.Analysis):\n"
            "    @databench.on\n    def ask(self):\n"
            "        self.emit('told', [self.cli_args, self.request_args])\n"
        )
    entries = "".join(f"\n  - name: {name}{kernel}" for name, kernel in names.items())
    (app / "index.yaml").write_text(f"analyses:{entries}\n")
    outcome = dbgen("build", tmp_path, "--out", tmp_path / "build")
    assert outcome.returncode == 0, outcome.stderr

    async def told(program: Program, name: str) -> object:
        async with visit(program, name, "?a=1&a=2&b=%C3%A9") as visitor:
            await visitor.act("ask")
            return await visitor.load_of("told")

    with served_build(tmp_path / "build", "--samples", "5", "--", "--port", "x") as program:
        for name in names:
            assert asyncio.run(told(program, name)) == [
                ["--samples", "5", "--port", "x"],
                {"a": ["1", "2"], "b": ["é"]},
            ]


def test_the_seed_file_has_the_documented_defaults(packaged_app: Path) -> None:
    outcome = dbgen("validate", packaged_app, "--format", "json", "--strict")
    assert outcome.returncode == 0, outcome.stdout
    result = json.loads(outcome.stdout)
    assert result["valid"] is True
    config = result["config"]
    assert config["title"] == "Databench - Packaged Analyses"
    for key in ("description_html", "author", "build", "watch"):
        assert config[key] is None
    assert [entry["kernel"] for entry in config["analyses"]] == [None, None, "py", "py"]


def test_kernels_end_with_a_killed_server(packaged_build: Path) -> None:
    async def kernels(program: Program) -> list[int]:
        async with visit(program, "dummypi_py") as visitor:
            await visitor.load_of("data", "samples")
            pids = children_of(program.process.pid)
            assert pids
            program.process.send_signal(signal.SIGKILL)
            program.process.wait()
            return pids

    with served_build(packaged_build) as program:
        for pid in asyncio.run(kernels(program)):
            await_end(pid)
