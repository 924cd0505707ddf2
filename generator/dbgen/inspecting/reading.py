"""Read source files, with a limit on their size."""

import stat
from dataclasses import replace
from pathlib import Path
from typing import Final

from dbgen_schema import Problem

MAX_SOURCE: Final = 1 << 20


def read_source(path: Path, file: str) -> bytes | Problem:
    """Return the bytes of a text file of the project, or why it cannot be read."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return unreadable(file, "it is not a regular file")
        if found.st_size > MAX_SOURCE:
            return unreadable(file, f"it has {found.st_size} bytes", "at most 1 MiB is read")
        return path.read_bytes()
    except OSError as error:
        return unreadable(file, (error.strerror or str(error)).lower())


def unreadable(file: str, reason: str, hint: str = "") -> Problem:
    """Return the problem of a file that cannot be read."""
    return Problem(file, 0, 0, "DB208", f"cannot read this file: {reason}", hint)


def in_characters(problem: Problem, root: Path) -> Problem:
    """Return the problem with a column in characters; Python's parser counts bytes."""
    if not problem.file.endswith(".py") or problem.column < 2:
        return problem
    try:
        lines = (root / problem.file).read_bytes().split(b"\n")
        before = lines[problem.line - 1][: problem.column - 1]
    except (OSError, IndexError):
        return problem
    return replace(problem, column=len(before.decode(errors="replace")) + 1)
