"""Install the requirements of a build into a folder, as far as that is the same on each run."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from dbgen_schema import Problem

COMPILED: Final = (".so", ".pyd", ".dylib", ".dll")

# None of them is needed to import what is installed, and they name paths of this machine.
_LEFT_OUT: Final = ("RECORD", "direct_url.json")
_OPTIONS: Final = (
    *("--no-compile", "--no-input", "--no-warn-script-location"),
    *("--disable-pip-version-check", "--quiet"),
)
_ERROR: Final = re.compile(r"^ERROR: (.+)$", re.MULTILINE)
_OFFLINE: Final = (
    "without a network, download the wheels before, and name their folder in PIP_FIND_LINKS"
)
_FILE: Final = "requirements.txt"


def install(build: Path, target: Path) -> Problem | None:
    """Install the requirements of a build with pip, or return why that is not possible."""
    if importlib.util.find_spec("pip") is None:
        hint = "add it with `python -m ensurepip`"
        return _failure(build, "there is no pip in the environment of dbgen", hint)
    command = [sys.executable, "-m", "pip", "install", *_OPTIONS]
    done = subprocess.run(  # noqa: S603 - the requirements are the author's
        [*command, "--target", str(target), "--requirement", _FILE],
        cwd=build,
        # Settings of a person that exclude --target.
        env={**os.environ, "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        message = f"pip cannot install the requirements: {_reason(done.stderr)}"
        return _failure(build, message, _OFFLINE)
    _clean(target)
    return None


def compiled_projects(target: Path) -> tuple[str, ...]:
    """Return the installed packages that have parts for one platform, sorted."""
    compiled = (path for path in target.rglob("*") if path.suffix in COMPILED)
    return tuple(sorted({path.relative_to(target).parts[0].partition(".")[0] for path in compiled}))


def _clean(target: Path) -> None:
    shutil.rmtree(target / "bin", ignore_errors=True)
    for name in _LEFT_OUT:
        for path in target.glob(f"*.dist-info/{name}"):
            path.unlink()
    for folder in list(target.rglob("__pycache__")):
        shutil.rmtree(folder)


def _reason(errors: str) -> str:
    found = _ERROR.findall(errors) or errors.strip().splitlines() or ["it says nothing"]
    return "".join(c if c.isprintable() else " " for c in found[-1])


def _failure(build: Path, message: str, hint: str) -> Problem:
    return Problem(str(build / _FILE), 0, 0, "DB610", message, hint)
