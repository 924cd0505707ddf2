"""Start the server of a build for a supervisor: `python -P -m databench.launch server options`.

The first message on the control socket says which build, and what its folders were copied from, the
innermost first: `{"run": {"build": "/tmp/1", "sources": [["analyses", "/project/analyses"], ["",
"/project"]]}}`. Until it comes, everything is imported that any server needs. What keeps the server
from starting is told to the supervisor.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any

import tornado.platform.asyncio  # noqa: F401 - imported by the first loop

import databench.application  # noqa: F401 - needed by every server
from databench.develop.control import tell_failure
from databench.imports import own_files
from databench.server import parse
from databench.sources import install, passes_app


def main(argv: list[str]) -> None:
    """Run the server that the supervisor names; `argv` are its options."""
    descriptor = parse(argv).control_fd
    # What belongs to every server is known by the time that somebody waits for this one.
    own_files()
    told = None if descriptor is None else _first_message(descriptor)
    if descriptor is None or told is None:
        return
    build = Path(told["run"]["build"])
    sys.path.insert(0, str(build))
    install(build, told["run"]["sources"])
    server = str(build / "server.py")
    sys.argv = [server, *argv]
    try:
        runpy.run_path(server, run_name="__main__")
    except Exception as error:  # noqa: BLE001 - whatever the app raises is told
        tell_failure(descriptor, error)
        sys.exit(1)
    except SystemExit as error:
        # The end of a server is one, too; that of an import goes through a file of the app.
        if passes_app(error):
            tell_failure(descriptor, error)
        raise


def _first_message(descriptor: int) -> Any:
    """Return what the supervisor says first; None if it has gone."""
    line = b""
    while not line.endswith(b"\n"):
        # What follows the line is for the server.
        byte = os.read(descriptor, 1)
        if not byte:
            return None
        line += byte
    return json.loads(line)


if __name__ == "__main__":
    main(sys.argv[1:])
