"""Comments that silence problems: `dbgen: ignore DB301`, in the line itself or the line before."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from dbgen_schema import Problem

_COMMENT: Final = re.compile(
    r"(?:#|//|/\*|<!--|\{#|\{%-?\s*comment)\s*dbgen:\s*ignore\s+(DB\d{3}(?:[\s,]+DB\d{3})*)\b"
)
_CLOSERS: Final = {"/*": "*/", "<!--": "-->", "{#": "#}", "{%": "%}"}
_CODE: Final = re.compile(r"DB\d{3}")
_MAX_FILE: Final = 1 << 20


def without_ignored(root: Path, problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that no comment in their file silences.

    `root` is the folder that the files of the problems are relative to. A comment speaks for the
    line that it stands in; one that has the line to itself, for the line after it.
    """
    ignored: dict[str, Mapping[int, frozenset[str]]] = {}
    kept: list[Problem] = []
    for problem in problems:
        if problem.file not in ignored:
            ignored[problem.file] = _ignored(_lines(root / problem.file))
        if problem.code not in ignored[problem.file].get(problem.line, ()):
            kept.append(problem)
    return kept


def _ignored(lines: Iterable[str]) -> dict[int, frozenset[str]]:
    """Return the codes that are silenced, by line; 0 is the whole file, which none can be."""
    ignored: dict[int, frozenset[str]] = {}
    for number, line in enumerate(lines, 1):
        if "dbgen:" not in line:
            continue
        here = _codes(_COMMENT.search(line))
        ignored[number] = ignored.get(number, frozenset()) | here
        text = line.strip()
        if here and _is_only_comment(text) and _COMMENT.match(text):
            ignored[number + 1] = here
    return ignored


def _is_only_comment(text: str) -> bool:
    closers = (closer for opener, closer in _CLOSERS.items() if text.startswith(opener))
    return all(text.find(closer) == len(text) - len(closer) for closer in closers)


def _codes(comment: re.Match[str] | None) -> frozenset[str]:
    return frozenset(_CODE.findall(comment[1])) if comment else frozenset()


def _lines(path: Path) -> Sequence[str]:
    try:
        if not path.is_file():
            return ()
        with path.open("rb") as file:
            text = file.read(_MAX_FILE).decode("utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return ()
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
