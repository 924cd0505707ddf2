"""dbgen: what it builds, with the environment that the build asks for."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from bench.contenders.contender import ROOT, Contender, Protocol
from bench.contenders.editing import DBGEN_SERVE


def build(folder: Path) -> None:
    """Build the app in a folder, as for a deployment."""
    command = [sys.executable, "-m", "dbgen", "build", "--quiet", "--strict", "--out", "build"]
    subprocess.run(command, cwd=folder, check=True)


DBGEN: Final = Contender(
    name="dbgen",
    title="dbgen",
    source=ROOT / "apps" / "dbgen",
    command=("{python}", "build/server.py", "--port", "{port}"),
    package="tornado",
    work="analyses/work.py",
    requirements="build/requirements.txt",
    page="/benchmark/",
    protocol=Protocol("/benchmark/ws", b'{"__connect":null,"__request_args":""}'),
    prepare=build,
    editing=DBGEN_SERVE,
)


def is_dbgen(contender: Contender) -> bool:
    """Tell whether a contender is dbgen, for figures that nobody else has a part in."""
    return contender is DBGEN
