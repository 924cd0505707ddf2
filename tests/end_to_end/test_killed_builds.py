"""Builds that are killed at any moment, or go on at once, leave a whole build."""

import hashlib
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dbgen.locking import locked

from .running import DEADLINE, copy_tree, dbgen

WRITING = 0.06
"""Seconds in which writing the packaged app begins and ends."""


def test_killed_builds_leave_whole_builds(
    packaged_app: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    app = copy_tree(packaged_app, tmp_path / "analyses")
    index = (app / "index.yaml").read_text()
    out = tmp_path / "build"
    command = [sys.executable, "-m", "dbgen", "build", str(tmp_path), "--out", str(out)]
    started = time.monotonic()
    assert dbgen("build", tmp_path, "--out", out).returncode == 0
    duration = time.monotonic() - started
    moments = random.Random(1)
    for number in range(request.config.getoption("--killed-builds")):
        before = title(out)
        wanted = f"Number {number}"
        (app / "index.yaml").write_text(index.replace("Databench - Packaged Analyses", wanted))
        (out / "notes.txt").write_text("not written by dbgen")
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            if number % 3:
                wait_for_writing(process, tmp_path)
                kill_after(process, moments.uniform(0, WRITING))
            else:
                kill_after(process, moments.uniform(0, duration))
        assert broken_files(out) == []
        assert title(out) in (before, wanted)
    assert dbgen("build", tmp_path, "--out", out).returncode == 0
    assert (out / "notes.txt").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["analyses", "build"]


def test_builds_at_once_wait_and_say_so(packaged_app: Path, tmp_path: Path) -> None:
    out = tmp_path / "build"
    command = [sys.executable, "-m", "dbgen", "build", str(packaged_app), "--out", str(out)]
    pipe = subprocess.PIPE
    with locked(tmp_path / ".build.dbgen-lock"):
        builds = [subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) for _ in range(2)]
        first_lines = [(build.stderr or sys.stdin).readline() for build in builds]
        assert list(tmp_path.iterdir()) == [tmp_path / ".build.dbgen-lock"]
    outcomes = [(*build.communicate(timeout=DEADLINE), build.returncode) for build in builds]

    assert first_lines == [f"waiting for another build of {out}\n"] * 2
    assert [(errors, status) for _, errors, status in outcomes] == [("", 0)] * 2
    assert broken_files(out) == []
    assert list(tmp_path.iterdir()) == [out]


def wait_for_writing(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until a build begins to write beside the one that is there, or has ended."""
    while process.poll() is None and not (folder / ".build.dbgen-new").exists():
        pass


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Kill a process at a moment, unless it ends before."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()


def title(build: Path) -> str:
    """Return the title of a build, by the first line of its server."""
    line = (build / "server.py").read_text().partition("\n")[0]
    return line.removeprefix('"""').partition(":")[0]


def broken_files(build: Path) -> list[str]:
    """Return the files of the manifest that are not as it says."""
    files = json.loads((build / "manifest.json").read_text())["files"]
    return [
        path
        for path, said in files.items()
        if hashlib.sha256((build / path).read_bytes()).hexdigest() != said["sha256"]
    ]
