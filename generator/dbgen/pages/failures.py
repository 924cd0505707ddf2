"""Where in its templates the rendering of a page failed, and whether they go round in a circle."""

import traceback
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Final

from dbgen.pages.scanner import Kind, Piece, parse_statement, position, scan
from dbgen.pages.undefined import template_line
from dbgen_schema import Position

REFERRING: Final = frozenset({"extends", "include", "import", "from"})
"""The statements that name another template."""

FilePlace = tuple[str, int]
"""A template and a line in it, 0 where that is not known."""


def tag_position(source: str, line: int) -> Position:
    """Return the start of the only tag of a line that says something; column 0 for several."""
    starts = [piece for piece in _tags_of(source, line) if not _ends(piece)]
    return position(source, starts[0].offset) if len(starts) == 1 else Position(line, 0)


def referring_position(source: str, line: int, name: str = "") -> Position | None:
    """Return the start of the statement of a line that names a template, if there is one."""
    found = [piece for piece in _tags_of(source, line) if _refers(piece)]
    named = [piece for piece in found if name in piece.text] or found
    return position(source, named[0].offset) if named else None


def only_includes(source: str, line: int) -> bool:
    """Return whether a line names templates to include, and none that it needs for anything else.

    What is included leaves nothing behind, so that all else is the same without it.
    """
    found = [piece for piece in _tags_of(source, line) if _refers(piece)]
    return bool(found) and all(parse_statement(piece.text).operator == "include" for piece in found)


def failed_at(error: BaseException, file: str) -> FilePlace:
    """Return the innermost template, and the line in it, that an exception passed.

    `file` is the page itself, which has no name for Jinja.
    """
    return next(reversed(list(_places(error, file))), (file, 0))


def repeated(error: RecursionError, file: str) -> list[FilePlace]:
    """Return the places that are passed again and again, the same wherever it ended."""
    counts = Counter(_places(error, file))
    return sorted(place for place, count in counts.items() if count > 1)


def _places(error: BaseException, file: str) -> Iterator[FilePlace]:
    for frame in traceback.walk_tb(error.__traceback__):
        if place := template_line([frame]):
            template, line = place
            yield template.name or file, line


def _ends(piece: Piece) -> bool:
    statement = piece.kind is Kind.STATEMENT
    return statement and parse_statement(piece.text).operator.startswith("end")


def _refers(piece: Piece) -> bool:
    return piece.kind is Kind.STATEMENT and parse_statement(piece.text).operator in REFERRING


def _tags_of(source: str, line: int) -> Iterator[Piece]:
    starts = _line_starts(source)
    for piece in scan(source):
        if piece.kind in (Kind.STATEMENT, Kind.EXPRESSION):
            first = bisect_right(starts, piece.offset)
            if first <= line <= first + piece.text.count("\n"):
                yield piece


def _line_starts(source: str) -> list[int]:
    starts = [0]
    while (end := source.find("\n", starts[-1])) >= 0:
        starts.append(end + 1)
    return starts
