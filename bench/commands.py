"""Time and memory of commands, as whole processes."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.processes import with_compiled_python

_VALIDATE: Final = ("validate", "--strict")
_BUILD: Final = ("build", "--out", "build")
_EDITED: Final = Path("analyses/experiment_1/analysis.css")
COMMANDS: Final = {
    "first validate": _VALIDATE,
    "validate again": _VALIDATE,
    "first build": _BUILD,
    "no-change build": _BUILD,
    "build --check": (*_BUILD, "--check"),
    "rebuild after an edit": _BUILD,
}
"""In the order in which they run: most find what the one before has written."""
_UNIT: Final = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds, and the bytes of memory of its largest process."""

    seconds: float
    memory: int


def cost_of(project: Path, command: str) -> Cost:
    """Return what one of the commands costs, in a project on which those before it have run."""
    if "edit" in command:
        with (project / _EDITED).open("a", encoding="utf-8") as file:
            file.write("#walks { margin: 0; }\n")
    return _cost(project, COMMANDS[command])


def _cost(project: Path, arguments: tuple[str, ...]) -> Cost:
    with tempfile.TemporaryFile("w+") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "dbgen", *arguments],
            cwd=project,
            env=with_compiled_python(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise ChildProcessError(f"dbgen {' '.join(arguments)} failed:\n{output.read()}")
    return Cost(seconds, usage.ru_maxrss * _UNIT)
