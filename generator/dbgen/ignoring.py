"""Comments that silence problems: `dbgen: ignore DB301`, in the line itself or the line before."""

import re
from collections.abc import Iterable, Sequence
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
    lines: dict[str, Sequence[str]] = {}
    kept: list[Problem] = []
    for problem in problems:
        if problem.file not in lines:
            lines[problem.file] = _lines(root / problem.file)
        if problem.code not in _ignored(lines[problem.file], problem.line):
            kept.append(problem)
    return kept


def _ignored(lines: Sequence[str], line: int) -> frozenset[str]:
    """Return the codes that are silenced in a line; 0 is the whole file, which none can be."""
    if not 0 < line <= len(lines):
        return frozenset()
    before = lines[line - 2].strip() if line > 1 else ""
    comment = _COMMENT.match(before) if _is_only_comment(before) else None
    return _codes(_COMMENT.search(lines[line - 1])) | _codes(comment)


def _is_only_comment(text: str) -> bool:
    closers = (closer for opener, closer in _CLOSERS.items() if text.startswith(opener))
    return all(text.find(closer) == len(text) - len(closer) for closer in closers)


def _codes(comment: re.Match[str] | None) -> frozenset[str]:
    return frozenset(_CODE.findall(comment[1])) if comment else frozenset()


def _lines(path: Path) -> Sequence[str]:
    try:
        if not path.is_file() or path.stat().st_size > _MAX_FILE:
            return ()
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return ()
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
