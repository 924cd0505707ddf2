"""Find the README of a folder and render it."""

from collections.abc import Iterable
from pathlib import Path

from dbgen.kept import NOTHING, Kept
from dbgen.pages import Budget, find_readmes, render_readme
from dbgen.project import Readme
from dbgen_schema import Problem, Severity

FoundReadme = tuple[Readme | None, tuple[Problem, ...]]
"""A README, if there is one, and what is wrong with it."""


def readme_of(
    folder: Path,
    names: Iterable[str],
    prefix: str,
    kept: Kept = NOTHING,
    budget: Budget | None = None,
) -> FoundReadme:
    """Return the README of a folder, whose path below the app folder is `prefix` ("" or "x/").

    `names` are those of what lies in it.
    """
    paths = find_readmes(folder, names)
    if not paths:
        return None, ()
    file = prefix + paths[0].name
    result = render_readme(paths[0], file, kept, budget)
    others = (_left_out(prefix + path.name, paths[0].name) for path in paths[1:])
    return Readme(file, result.html, result.text), (*result.problems, *others)


def _left_out(file: str, taken: str) -> Problem:
    message = f"this README is not shown, because {taken} is there, too"
    hint = "Markdown counts before reStructuredText, upper case before lower case; remove one"
    return Problem(file, 0, 0, "DB423", message, hint, Severity.WARNING)
