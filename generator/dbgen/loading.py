"""Find the app folder and read its index.yaml."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dbgen.inspecting.app import Source
from dbgen.resources import resource_root
from dbgen_schema import Problem, read

INDEX: Final = "index.yaml"
FOLDER: Final = "analyses"


@dataclass(frozen=True, slots=True)
class AppFolder:
    """The folder of an app; `packaged` if it is the one that comes with dbgen."""

    path: Path
    packaged: bool = False


def find_app(folder: Path | None) -> AppFolder | Problem:
    """Return the app folder: `folder` or the current one, else its `analyses`.

    Without a folder given, the app that comes with dbgen is the last resort.
    """
    start = folder or Path()
    for path in (start, start / FOLDER):
        if _has_index(path):
            return AppFolder(path)
    if folder is None:
        return AppFolder(resource_root(FOLDER), packaged=True)
    message = f"there is no {INDEX} in {start} and none in {start / FOLDER}"
    hint = "name the folder of an app, or make one with `dbgen new NAME`"
    return Problem(str(start), 0, 0, "DB200", message, hint)


def _has_index(path: Path) -> bool:
    try:
        return (path / INDEX).is_file()
    except OSError:  # a name that is too long, for example
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
