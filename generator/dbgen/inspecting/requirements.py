"""Read the lines of a requirements.txt that a build can take over."""

import re
from pathlib import Path
from typing import Final

from dbgen.inspecting.reading import read_source
from dbgen_schema import Problem, Severity

NAME: Final = "requirements.txt"

_OURS: Final = frozenset({"databench", "databench_py", "dbgen"})
_PROJECT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_COMMENT: Final = re.compile(r"(^|\s)#.*$")


def requirements_of(folder: Path, file: str) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return the requirements in a folder, `file` being the name of their file in problems."""
    if not (folder / NAME).is_file():
        return (), ()
    source = read_source(folder / NAME, file)
    if isinstance(source, Problem):
        return (), (source,)
    lines = source.decode("utf-8-sig", "replace").splitlines()
    cleaned = [(number, _COMMENT.sub("", line).strip()) for number, line in enumerate(lines, 1)]
    wanted = [(number, line) for number, line in cleaned if line and not _is_ours(line)]
    kept = tuple(line for _, line in wanted if _PROJECT.match(line))
    problems = (_left_out(file, number, line) for number, line in wanted if line not in kept)
    return kept, tuple(problems)


def _is_ours(line: str) -> bool:
    name = _PROJECT.match(line)
    return name is not None and name[0].lower().replace("-", "_") in _OURS


def _left_out(file: str, line: int, text: str) -> Problem:
    message = f"`{text}` does not go into the requirements of the build"
    hint = "only lines that name a project do; repeat the others when you install"
    return Problem(file, line, 1, "DB209", message, hint, Severity.WARNING)
