"""Time and memory of commands, as whole processes."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.projects import write_project

ROUNDS: Final = 3
_BUILD: Final = ("build", "--out", "build")
# The last of them finds what the one before has written.
_COMMANDS: Final = {
    "validate": ("validate", "--strict"),
    "first build": _BUILD,
    "no-change build": _BUILD,
    "build --check": (*_BUILD, "--check"),
}
_UNIT: Final = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds, and the bytes of memory of its largest process."""

    seconds: float
    memory: int


def measured(project: Path, size: int) -> Mapping[str, Cost]:
    """Return what each command costs, in a new project of `size` analyses."""
    write_project(project, size)
    rounds = [_round(project) for _ in range(ROUNDS)]
    return {command: _median([each[command] for each in rounds]) for command in _COMMANDS}


def _round(project: Path) -> Mapping[str, Cost]:
    shutil.rmtree(project / "build", ignore_errors=True)
    return {command: _cost(project, arguments) for command, arguments in _COMMANDS.items()}


def _median(costs: list[Cost]) -> Cost:
    seconds = statistics.median(cost.seconds for cost in costs)
    return Cost(seconds, max(cost.memory for cost in costs))


def _cost(project: Path, arguments: tuple[str, ...]) -> Cost:
    with tempfile.TemporaryFile("w+") as output:
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - this very interpreter
            [sys.executable, "-m", "dbgen", *arguments],
            cwd=project,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            sys.exit(f"dbgen {' '.join(arguments)} failed:\n{output.read()}")
    return Cost(seconds, usage.ru_maxrss * _UNIT)
