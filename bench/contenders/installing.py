"""Make a contender ready to run: a copy of its app, and a virtual environment for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.contenders.contender import CACHE, ROOT, CannotInstall, Contender

_WORK: Final = ROOT / "work" / "work.py"


@dataclass(frozen=True, slots=True)
class Installed:
    """A contender that can be started.

    Attributes:
        contender: which one.
        folder: the copy of its app.
        environment: its virtual environment.
    """

    contender: Contender
    folder: Path
    environment: Path

    @property
    def python(self) -> Path:
        """The interpreter of the environment."""
        return self.environment / "bin" / "python"

    def command(self, parts: Sequence[str], port: int) -> list[str]:
        """Return a command of the contender for a port."""
        values = {"python": self.python, "bin": self.environment / "bin", "port": port}
        return [part.format(**values) for part in parts]


def install(contender: Contender) -> Installed:
    """Copy the app and make its environment, unless that is there from an earlier run.

    Raises:
        CannotInstall: pip could not make the environment.
    """
    folder = CACHE / "apps" / contender.name
    copy_app(contender, folder)
    environment = CACHE / "environments" / contender.name
    make_environment(environment, folder / contender.requirements)
    return Installed(contender, folder, environment)


def copy_app(contender: Contender, folder: Path) -> None:
    """Write a fresh copy of an app, with the work beside it, and prepare it."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(contender.source, folder, ignore=shutil.ignore_patterns("__pycache__"))
    if contender.works:
        shutil.copyfile(_WORK, folder / contender.work)
    contender.prepare(folder)


def make_environment(folder: Path, requirements: Path) -> None:
    """Make a virtual environment of what a file lists, unless it is there with the same list.

    Raises:
        CannotInstall: pip failed.
    """
    listed = requirements.read_text(encoding="utf-8")
    made_of = folder / "made-of.txt"
    if made_of.is_file() and made_of.read_text(encoding="utf-8") == listed:
        return
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    done = subprocess.run(
        [*pip, "install", "-r", str(requirements)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        last_lines = done.stderr.strip().splitlines()[-3:]
        raise CannotInstall("pip failed: " + " ".join(last_lines))
    made_of.write_text(listed, encoding="utf-8")
