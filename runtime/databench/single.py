"""Serve one analysis from its script: `databench.run(Hello, __file__)`."""

from __future__ import annotations

import importlib.util
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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
    """Build and serve one analysis at `/`, then end the program.

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
        SystemExit: always, with the exit code of the server.
        RuntimeError: dbgen, which builds the server, is not installed.
    """
    if importlib.util.find_spec("dbgen") is None:
        raise RuntimeError("databench.run builds its server with dbgen: pip install dbgen")
    spec = {
        "path": str(Path(path).resolve()),
        "class": cls.__name__,
        "name": name or cls.__name__.lower(),
        "info": dict(info or {}),
        "static": static or {},
    }
    arguments = sys.argv[1:] if argv is None else argv
    command = [sys.executable, "-m", "dbgen", "single", "--spec", encode(spec).decode()]
    with subprocess.Popen([*command, *arguments]) as process:  # noqa: S603 - our own module
        _pass_on_signals(process)
        sys.exit(process.wait())


def _pass_on_signals(process: subprocess.Popen[bytes]) -> None:
    """Let what asks this program to end ask the server, whose end this program then follows."""
    # Python handles signals in the main thread alone; elsewhere they do what they always do.
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: process.terminate())
