"""The line of a problem, cut to a width, with the place in it."""

import re
import stat
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dbgen.reporting.places import printable, printable_character, shown_path
from dbgen_schema import Problem

_LARGEST_FILE: Final = 4 << 20
_WIDTH: Final = 100
_BEFORE: Final = 40
_TAB: Final = 4
_LONGEST_TOKEN: Final = 1000

_YAML_BREAK: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_BREAK: Final = re.compile("\r\n|[\r\n]")
_QUOTED: Final = r"\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*'"
_YAML_TOKEN: Final = re.compile(rf"{_QUOTED}|[\[{{]|[^\s,]+?(?=[:\]}}]*(?:[\s,]|$))")
_TOKEN: Final = re.compile(
    rf"(?:[rbfuRBFU]{{1,2}}(?=[\"']))?(?:{_QUOTED})"
    r"|\{\{.*?\}\}|\{%.*?%\}|\{[{%#]|</?[\w-]+|(?:[A-Za-z][\w+.-]*:/|\.{0,2})/[^\s\"'()<>,;]+"
    r"|-*\w(?:[\w.-]*\w)?|\S"
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line as it is shown; `start` and `width` are the cells of the mark below it."""

    text: str
    start: int
    width: int


@dataclass(slots=True)
class Sources:
    """The files that problems are about, each read once."""

    base: Path
    _lines: dict[str, Sequence[str]] = field(default_factory=dict)
    _paths: dict[str, str] = field(default_factory=dict)

    def path(self, problem: Problem) -> str:
        """Return the path of the file of a problem as seen from the current folder."""
        if problem.file not in self._paths:
            self._paths[problem.file] = printable(shown_path(problem.file, self.base))
        return self._paths[problem.file]

    def excerpt(self, problem: Problem) -> Excerpt | None:
        """Return the line of a problem, or None if it is about no line that can be shown."""
        line = self._line(problem)
        return None if line is None else _marked(line, problem.column, _tokens(problem.file))

    def end_column(self, problem: Problem) -> int:
        """Return the column after what a problem is about, in code points from 1; 0 if unknown."""
        line = self._line(problem)
        if line is None or not 0 < problem.column <= len(line):
            return 0
        # A line of a minified script is not searched to its end for a closing quote.
        first = max(0, problem.column - 2)
        text = line[first : first + _LONGEST_TOKEN]
        return first + _token_end(text, problem.column - 1 - first, _tokens(problem.file)) + 1

    def _line(self, problem: Problem) -> str | None:
        if problem.line < 1:
            return None
        if problem.file not in self._lines:
            self._lines[problem.file] = _read_lines(self.base / problem.file)
        lines = self._lines[problem.file]
        return lines[problem.line - 1] if problem.line <= len(lines) else None


def _tokens(file: str) -> re.Pattern[str]:
    return _YAML_TOKEN if _is_yaml(file) else _TOKEN


def _is_yaml(file: str | Path) -> bool:
    return Path(file).suffix in (".yaml", ".yml")


def _read_lines(path: Path) -> Sequence[str]:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST_FILE:
            return ()
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return ()
    # What ends a line is as the parsers count, not as str.splitlines does.
    return (_YAML_BREAK if _is_yaml(path) else _BREAK).split(text)


def _marked(line: str, column: int, tokens: re.Pattern[str]) -> Excerpt:
    at = min(max(column - 1, 0), len(line))
    first = max(0, at - _BEFORE) if len(line) > _WIDTH else 0
    shown = line[first : first + _WIDTH]
    cells = _cells(shown)
    before, after = "…" * (first > 0), "…" * (first + _WIDTH < len(line))
    text = f"{before}{''.join(cells)}{after}".rstrip()
    if not column:
        return _whole(text)
    at -= first
    end = _token_end(shown, at, tokens)
    start = len(before) + sum(map(_width, cells[:at]))
    return Excerpt(text, start, max(1, sum(map(_width, cells[at:end]))))


def _token_end(text: str, at: int, tokens: re.Pattern[str]) -> int:
    # Within quotes, such as those of an attribute, all up to the end of them is meant.
    quote = text[at - 1] if at and text[at - 1] in "\"'" and tokens is _TOKEN else ""
    end = text.find(quote, at) if quote else -1
    if end > at:
        return end
    token = tokens.match(text, at)
    return token.end() if token else at + 1


def _whole(text: str) -> Excerpt:
    """Mark all of a line, of which it is not known where in it the problem is."""
    content = text.lstrip(" ")
    return Excerpt(text, len(text) - len(content), sum(map(_width, content)))


def _cells(text: str) -> list[str]:
    """Return what is shown for each character; a tab reaches to the next stop."""
    if text.isprintable():
        return list(text)
    cells: list[str] = []
    position = 0
    for character in text:
        tab = character == "\t"
        cells.append(" " * (_TAB - position % _TAB) if tab else printable_character(character))
        position += _width(cells[-1])
    return cells


def _width(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
