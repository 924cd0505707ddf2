"""Find the README of a folder and render it."""

from pathlib import Path

from dbgen.pages import find_readme, render_readme
from dbgen.project import Readme
from dbgen_schema import Problem

FoundReadme = tuple[Readme | None, tuple[Problem, ...]]
"""A README, if there is one, and what is wrong with it."""


def readme_of(folder: Path, prefix: str) -> FoundReadme:
    """Return the README of a folder, whose path below the app folder is `prefix` ("" or "x/")."""
    path = find_readme(folder)
    if path is None:
        return None, ()
    file = prefix + path.name
    result = render_readme(path, file)
    return Readme(file, result.html, result.text), tuple(result.problems)
