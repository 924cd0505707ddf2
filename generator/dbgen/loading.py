"""Find the app folder and read its index.yaml."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dbgen.inspecting.app import Source
from dbgen.resources import resource_root
from dbgen_schema import Problem, read

INDEX: Final = "index.yaml"
FOLDER: Final = "analyses"

_MISNAMED: Final = ("index.yml", "Index.yaml", "INDEX.YAML", "index.yaml.txt", "index.json")


@dataclass(frozen=True, slots=True)
class AppFolder:
    """The folder of an app; `packaged` if it is the one that comes with dbgen."""

    path: Path
    packaged: bool = False


def find_app(folder: Path | None) -> AppFolder | Problem:
    """Return the app folder: `folder` or the current one, else its `analyses`.

    The index.yaml itself stands for the folder that it lies in.
    Without a folder given, the app that comes with dbgen is the last resort.
    """
    start = folder or Path()
    if start.name == INDEX and _is_there(start):
        start = start.parent
    for path in (start, start / FOLDER):
        if _is_there(path / INDEX):
            return AppFolder(path)
    if folder is None and not _misnamed(start):
        return AppFolder(resource_root(FOLDER), packaged=True)
    return Problem(str(start), 0, 0, "DB200", *_no_app(start))


def _no_app(start: Path) -> tuple[str, str]:
    hint = "name the folder of an app, or make one with `dbgen new NAME`"
    if _is_file(start):
        return f"{start} is no folder, and not called {INDEX}", hint
    if near := _misnamed(start):
        return f"there is no {INDEX} in {start}, but {near}", f"rename it to {INDEX}"
    return f"there is no {INDEX} in {start} and none in {start / FOLDER}", hint


def _misnamed(start: Path) -> str | None:
    """Return the path, below `start`, of a file that was probably meant to be index.yaml."""
    names = [*_MISNAMED, *(f"{FOLDER}/{name}" for name in _MISNAMED)]
    return next((name for name in names if _is_file(start / name)), None)


def _is_there(path: Path) -> bool:
    """Return whether there is something that is no folder: pipes and broken links are told of."""
    return os.path.lexists(path) and not path.is_dir()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long or holds NUL, for example
        return False


def load_app(folder: Path) -> Source | tuple[Problem, ...]:
    """Return what index.yaml says, with what is wrong with it; problems alone if it says nothing.

    With errors among the problems, the configuration is what is left without the wrong values.
    """
    loaded = read(folder / INDEX)
    problems = tuple(loaded.problems)
    if loaded.config is not None:
        return Source(folder, loaded.config, loaded.positions, problems)
    if loaded.partial is not None:
        return Source(folder, loaded.partial.config, loaded.partial.positions, problems)
    return tuple(sorted(problems))
