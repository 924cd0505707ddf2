"""Read source files, with a limit on their size."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from dbgen.regular_files import IrregularFileError, LargeFileError, read_regular
from dbgen_schema import Problem

MAX_SOURCE: Final = 1 << 20


def read_source(path: Path | str, file: str) -> bytes | Problem:
    """Return the bytes of a text file of the project, or why it cannot be read."""
    try:
        return read_regular(path, MAX_SOURCE)
    except OSError as error:
        return unreadable(file, (error.strerror or str(error)).lower())
    except IrregularFileError:
        return unreadable(file, "it is not a regular file")
    except LargeFileError as error:
        return unreadable(file, f"it has {error}", "at most 1 MiB is read")


def unreadable(file: str, reason: str, hint: str = "") -> Problem:
    """Return the problem of a file that cannot be read."""
    return Problem(file, 0, 0, "DB208", f"cannot read this file: {reason}", hint)


def in_characters(problems: Iterable[Problem], root: Path) -> Iterator[Problem]:
    """Yield problems with their columns in characters; Python's parser counts bytes."""
    lines: dict[str, Sequence[bytes]] = {}
    for problem in problems:
        if problem.file not in lines:
            is_python = problem.file.endswith(".py")
            lines[problem.file] = _lines(root / problem.file) if is_python else ()
        found = lines[problem.file]
        if problem.column > 1 and 0 < problem.line <= len(found):
            before = found[problem.line - 1][: problem.column - 1]
            yield replace(problem, column=len(before.decode(errors="replace")) + 1)
        else:
            yield problem


def _lines(path: Path) -> Sequence[bytes]:
    try:
        return path.read_bytes().split(b"\n")
    except OSError:
        return ()
