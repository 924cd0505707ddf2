"""Hold generated Python to the standards of Python that people write."""

import subprocess
import sys
from pathlib import Path
from typing import Final

_RULES: Final = (
    "A,ANN,ARG,ASYNC,B,BLE,C4,C90,COM,D,E,ERA,F,FBT,I,ISC,N,PERF,PIE,PL,PTH,Q,RET,RUF,S,SIM,T20,"
    "TC,TRY,UP,W"
)
# Two of the docstring rules exclude others, COM812 is the formatter's affair, and which characters
# a title has is its author's.
_IGNORED: Final = "COM812,D203,D213,RUF001"


def tidy(folder: Path, *paths: str) -> None:
    """Assert that ruff has nothing to say about the files, as they are."""
    select = ("--target-version", "py311", "--select", _RULES, "--ignore", _IGNORED)
    common = ("--isolated", "--line-length", "100", *(paths or (".",)))
    run_tool(folder, "ruff", "check", *select, *common)
    run_tool(folder, "ruff", "format", "--check", "--diff", *common)


def run_tool(folder: Path, *command: str) -> None:
    """Assert that a tool, run as a module in the folder, finds nothing."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stdout + done.stderr
