"""The files for containers, platforms and systemd: what they say is done by hand, in a copy."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from .running import DEADLINE, copy_tree, dbgen, running

ROOT = Path(__file__).parents[2]
INSTRUCTIONS = {
    *("ARG", "CMD", "COPY", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "RUN", "USER", "WORKDIR"),
}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("deployed") / "build"
    outcome = dbgen("build", ROOT, "--out", out, "--with", "docker,procfile,systemd")
    assert outcome.returncode == 0, outcome.stderr
    return out


def instructions(build: Path) -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile with their arguments, continuations joined."""
    lines = (build / "Dockerfile").read_text().splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    joined = re.sub(r"\\\n\s*", "", text)
    parts = (line.partition(" ") for line in joined.splitlines() if line)
    return [(name, arguments.strip()) for name, _, arguments in parts]


def copied(build: Path, target: Path) -> Path:
    """Copy what an image of the build would hold."""
    ignored = (build / ".dockerignore").read_text().split()
    copy_tree(build, target)
    for path in sorted(target.rglob("*"), reverse=True):
        name = path.relative_to(target).as_posix()
        if any(fnmatch(name, pattern.removeprefix("**/")) for pattern in ignored):
            path.unlink()
    return target


def as_here(command: list[str]) -> list[str]:
    assert command[0] == "python"
    return [sys.executable, *command[1:]]


def words(text: str) -> Iterator[tuple[str, str]]:
    for word in shlex.split(text):
        name, _, value = word.partition("=")
        yield name, value


def test_the_image(build: Path, tmp_path: Path) -> None:
    found = instructions(build)
    by_name = dict(found)
    assert {name for name, _ in found} <= INSTRUCTIONS
    assert [name for name, _ in found][:2] == ["ARG", "FROM"]
    assert by_name["ARG"] == "PYTHON=3.11"
    assert by_name["FROM"] == "python:${PYTHON}-slim"
    assert int(by_name["USER"].partition(":")[0]) > 0
    assert found.index(("USER", by_name["USER"])) > found.index(("COPY", ". ."))
    image = copied(build, tmp_path / "image")
    assert not {"Dockerfile", "Procfile"} & {path.name for path in image.iterdir()}
    assert (image / "requirements.txt").is_file()
    assert ("COPY", "requirements.txt .") in found

    environment = {**os.environ, **dict(words(by_name["ENV"]))}
    assert environment["HOST"] == "0.0.0.0"
    assert environment["PORT"] == by_name["EXPOSE"]
    environment |= {"HOST": "127.0.0.1", "PORT": "0"}
    _, _, check = by_name["HEALTHCHECK"].partition("CMD ")
    with running(as_here(json.loads(by_name["CMD"])), cwd=image, env=environment) as program:
        environment["PORT"] = program.url.rpartition(":")[2]
        subprocess.run(as_here(json.loads(check)), env=environment, check=True, timeout=DEADLINE)
        assert "Dummy π" in program.get("/dummypi/")
        assert program.stop() == 0
    ill = subprocess.run(
        as_here(json.loads(check)), env=environment, capture_output=True, check=False
    )
    assert ill.returncode == 1
    assert not list(image.rglob("__pycache__"))


def test_the_procfile(build: Path) -> None:
    kind, _, command = (build / "Procfile").read_text().strip().partition(": ")
    assert (kind, command) == ("web", "python server.py --host 0.0.0.0 --port $PORT")
    here = command.replace("python", shlex.quote(sys.executable)).replace("0.0.0.0", "127.0.0.1")
    environment = {**os.environ, "PORT": "0"}
    with running(["sh", "-c", f"exec {here}"], cwd=build, env=environment) as program:
        assert "Dummy π" in program.get("/dummypi/")
        assert program.stop() == 0


@pytest.fixture
def unit(build: Path, tmp_path: Path) -> Path:
    """Return the unit in a copy of the build that lies where the unit expects it."""
    site = copy_tree(build, tmp_path / "site")
    (site / ".venv" / "bin").mkdir(parents=True)
    (site / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (unit,) = site.glob("*.service")
    text = unit.read_text()
    assert f"/srv/{unit.stem}\n" in text
    unit.write_text(text.replace(f"/srv/{unit.stem}", str(site)))
    return unit


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize(
    "command", [["verify"], ["security", "--offline=true", "--no-pager", "--threshold=20"]]
)
def test_systemd_takes_the_unit(unit: Path, command: list[str]) -> None:
    done = subprocess.run(
        ["systemd-analyze", *command, unit], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_the_unit_starts_the_server(unit: Path) -> None:
    settings = dict(re.findall(r"^(\w+)=(.*)$", unit.read_text(), re.MULTILINE))
    environment = {**os.environ, **dict(words(settings["Environment"]))}
    assert (environment["HOST"], environment["PORT"]) == ("127.0.0.1", "8080")
    command = [*shlex.split(settings["ExecStart"]), "--port", "0"]
    # The environment of the tests has the requirements; the link to its Python alone has not.
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    with running(command, cwd=Path(settings["WorkingDirectory"]), env=environment) as program:
        assert "Dummy π" in program.get("/dummypi/")
        assert program.stop() == 0
