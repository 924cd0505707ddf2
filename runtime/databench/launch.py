"""Start the server of a build for a supervisor: `python -P launch.py SOURCES server options`.

SOURCES is JSON: folders of the build with what they were copied from, the innermost first, such as
`[["analyses", "/project/analyses"], ["", "/project"]]`. The build is the one that this file lies
in. What keeps the server from starting is told to the supervisor.
"""

from __future__ import annotations

import json
import runpy
import sys
import traceback
from pathlib import Path

_BUILD = Path(__file__).resolve().parents[1]


def main(argv: list[str]) -> None:
    """Run server.py with the arguments after the first."""
    sys.path.insert(0, str(_BUILD))
    from databench.sources import install  # noqa: PLC0415 - of the build, since the line before

    install(_BUILD, json.loads(argv[0]))
    server = str(_BUILD / "server.py")
    sys.argv = [server, *argv[1:]]
    try:
        runpy.run_path(server, run_name="__main__")
    except Exception:
        _report(traceback.format_exc())
        raise


def _report(text: str) -> None:
    from databench.develop.control import tell_failure  # noqa: PLC0415 - not before it is needed
    from databench.server import parse  # noqa: PLC0415

    descriptor = parse(sys.argv[1:]).control_fd
    if descriptor is not None:
        tell_failure(descriptor, text)


if __name__ == "__main__":
    main(sys.argv[1:])
