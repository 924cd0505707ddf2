"""Time `dbgen validate` and `dbgen build` as whole processes, on projects of two sizes.

`python bench/validate.py [FILE]` prints a table, and writes its figures to FILE as JSON.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from projects import write_project

SIZES: Final = (100, 1000)
ROUNDS: Final = 3
COMMANDS: Final = {"validate": ("validate", "--strict"), "build": ("build", "--out")}


def main() -> None:
    """Measure, print, and write the figures to the file that the command line names."""
    with tempfile.TemporaryDirectory(prefix="dbgen-bench-") as folder:
        figures = {command: _measured(Path(folder), command) for command in COMMANDS}
    sys.stdout.write(table(figures))
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _measured(folder: Path, command: str) -> dict[str, float]:
    """Return the seconds for each size, and the ratio of the figures per analysis."""
    seconds = {size: _median(_project(folder, size), command) for size in SIZES}
    small, large = SIZES
    ratio = (seconds[large] / large) / (seconds[small] / small)
    return {**{str(size): seconds[size] for size in SIZES}, "ratio": ratio}


def _project(folder: Path, size: int) -> Path:
    project = folder / str(size)
    if not project.exists():
        write_project(project, size)
    return project


def _median(project: Path, command: str) -> float:
    return statistics.median(_seconds(project, command) for _ in range(ROUNDS))


def _seconds(project: Path, command: str) -> float:
    arguments = [*COMMANDS[command], *(["build"] if command == "build" else [])]
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-m", "dbgen", *arguments],
        cwd=project,
        capture_output=True,
        check=False,
        text=True,
    )
    elapsed = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"dbgen {command} failed:\n{done.stdout}{done.stderr}")
    return elapsed


def table(figures: dict[str, dict[str, float]]) -> str:
    """Return seconds per command and size, milliseconds per analysis, and their ratio."""
    columns = [f"{size} analyses" for size in SIZES]
    lines = [f"{'':10}{columns[0]:>24}{columns[1]:>24}{'ratio':>8}"]
    for command, values in figures.items():
        cells = [_cell(values[str(size)], size) for size in SIZES]
        lines.append(f"{command:10}{cells[0]:>24}{cells[1]:>24}{values['ratio']:>8.2f}")
    return "\n".join([*lines, "seconds (milliseconds per analysis); ratio of the latter", ""])


def _cell(seconds: float, size: int) -> str:
    return f"{seconds:.2f} s ({1000 * seconds / size:.2f} ms)"


if __name__ == "__main__":
    main()
