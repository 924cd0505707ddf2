"""Serve one analysis from its script: `databench.run(Hello, __file__)`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from databench.analysis import Analysis
from databench.codec import encode


def run(
    cls: type[Analysis],
    path: str,
    name: str | None = None,
    info: Mapping[str, Any] | None = None,
    static: Mapping[str, str] | Sequence[Any] | None = None,
    argv: Sequence[str] | None = None,
) -> None:
    """Build and serve one analysis at `/`; the server takes the place of this program.

    The script and the folder it is in are built like any application: the command line is that
    of `dbgen serve`.

    Args:
        cls: the analysis.
        path: its script, `__file__`; pages are looked for in the same folder.
        name: name of the analysis; the class is asked without it.
        info: variables for the page, such as title and version.
        static: patterns of URLs and the folders they stand for, as in index.yaml.
        argv: the command line, without the name of the program.

    Raises:
        SystemExit: where no program can take the place of another, the exit code of the server.
        RuntimeError: dbgen, which builds the server, is not installed.
    """
    # Imported here: a deployed server runs this file, but not this function.
    from importlib.util import find_spec  # noqa: PLC0415

    if find_spec("dbgen") is None:
        raise RuntimeError("databench.run builds its server with dbgen: pip install dbgen")
    spec = {
        "path": str(Path(path).resolve()),
        "class": cls.__name__,
        "name": name or cls.__name__.lower(),
        "info": dict(info or {}),
        "static": static or {},
    }
    # -P keeps the current folder, where a script called click.py may lie, off the import path.
    command = [sys.executable, "-P", "-m", "dbgen", "single", "--spec", encode(spec).decode()]
    _become([*command, *(sys.argv[1:] if argv is None else argv)])


def _become(command: list[str]) -> NoReturn:
    """Let another program take the place of this one: its signals, its exit code, its end."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606 - no shell is what is wanted
    sys.exit(subprocess.call(command))  # noqa: S603 - our own module
