"""Cut a template into text and tags, by the rules that Tornado and Jinja share.

Where the two differ, the wider reading wins: `{{{` is a brace and an expression as in Tornado, and
an expression ends where Jinja ends it, so that strings and maps may hold `}}`.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache
from typing import Final, NamedTuple

from dbgen_schema import Position

# Most tags hold neither strings nor brackets, and end at their first closer.
_OPENER: Final = re.compile(
    r"""\{(?:\{(?P<expression>(?!!)[^'"()\[\]{}%]*+\}\})
    |%(?P<statement>(?!!|[-+]?\s*+(?:end)?raw\b)[^'"()\[\]{}%]*+%\})
    |[{%#]!|(?=\{\{)|[{%#])""",
    re.VERBOSE,
)
_TOKEN: Final = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[()\[\]{}]|%\}""", re.DOTALL)
_END_RAW: Final = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")
_STATEMENT: Final = re.compile(r"([-+]?)(\s*)(\w*)(.*?)([-+]?)", re.DOTALL)
_ASSIGNMENT: Final = re.compile(r"[\w\s,.()\[\]'\"]*=(?!=)")
_CLOSERS: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}
_USUAL: Final = 32 << 10
_FREE_TEXT: Final = frozenset({"comment", "whitespace"})


class Kind(Enum):
    """What a piece of a template is."""

    VERBATIM = auto()
    LITERAL = auto()
    EXPRESSION = auto()
    STATEMENT = auto()
    UNCLOSED = auto()


class Piece(NamedTuple):
    """A part of a template, at `offset` in it.

    The text of a LITERAL is what the page shall show; any other text is as it was written.
    """

    kind: Kind
    text: str
    offset: int


_SIMPLE: Final = {"expression": Kind.EXPRESSION, "statement": Kind.STATEMENT}


class Statement(NamedTuple):
    """The parts of `{%- operator rest -%}`."""

    before: str
    space: str
    operator: str
    rest: str
    after: str

    @property
    def argument(self) -> str:
        """What follows the operator, trimmed."""
        return self.rest.strip()

    @property
    def assigns(self) -> bool:
        """Whether a `set` has its value in the tag, and no end."""
        return _ASSIGNMENT.match(self.rest) is not None

    def written(self, operator: str, rest: str) -> str:
        """Return the tag with another operator and rest, on as many lines as before."""
        lines = self.rest.count("\n") - rest.count("\n")
        return f"{{%{self.before}{self.space}{operator}{rest}{chr(10) * lines}{self.after}%}}"


def scan(source: str) -> tuple[Piece, ...]:
    """Return the pieces of a template in order; nothing follows an UNCLOSED one.

    Those of the last templates are kept: some are translated, and then checked one by one.
    """
    return _usual_pieces(source) if len(source) <= _USUAL else _many_pieces(source)


def position(source: str, offset: int) -> Position:
    """Return the line and column of an offset."""
    return Position(source.count("\n", 0, offset) + 1, offset - source.rfind("\n", 0, offset))


def _pieces(source: str) -> tuple[Piece, ...]:
    return tuple(_scanned(source))


_usual_pieces: Final = lru_cache(maxsize=32)(_pieces)
_many_pieces: Final = lru_cache(maxsize=2)(_pieces)


def _scanned(source: str) -> Iterator[Piece]:
    position = 0
    while opener := _OPENER.search(source, position):
        if opener.start() > position:
            yield Piece(Kind.VERBATIM, source[position : opener.start()], position)
        piece, position = _piece(source, opener)
        yield piece
    if position < len(source):
        yield Piece(Kind.VERBATIM, source[position:], position)


@lru_cache(maxsize=1000)
def parse_statement(tag: str) -> Statement:
    """Split the text of a STATEMENT."""
    match = _STATEMENT.fullmatch(tag[2:-2])
    # The pattern matches every text, because each of its parts may be empty.
    return Statement(*match.groups()) if match else Statement("", "", "", tag[2:-2], "")


def _piece(source: str, opener: re.Match[str]) -> tuple[Piece, int]:
    start, text = opener.start(), opener.group()
    if opener.lastgroup:
        return Piece(_SIMPLE[opener.lastgroup], text, start), opener.end()
    if text == "{" or text.endswith("!"):
        return Piece(Kind.LITERAL, text.rstrip("!"), start), opener.end()
    end = _end(source, start, text)
    if end < 0:
        return Piece(Kind.UNCLOSED, source[start:], start), len(source)
    return Piece(_kind(source[start:end]), source[start:end], start), end


def _kind(tag: str) -> Kind:
    if tag.startswith("{{"):
        return Kind.EXPRESSION
    raw = tag.startswith("{%") and tag.endswith("%}") and _END_RAW.search(tag)
    return Kind.VERBATIM if raw or tag.startswith("{#") else Kind.STATEMENT


def _end(source: str, start: int, opener: str) -> int:
    closer = _CLOSERS[opener]
    first = source.find(closer, start + 2)
    if first < 0 or opener == "{#":
        return first + 2 if first >= 0 else -1
    if opener == "{%":
        statement = parse_statement(source[start : first + 2])
        if statement.operator in _FREE_TEXT:
            return first + 2
        if statement.operator == "raw" and not statement.argument:
            end = _END_RAW.search(source, first)
            return end.end() if end else -1
    balanced = _balanced_end(source, start + 2, closer)
    return balanced if balanced >= 0 else first + 2


def _balanced_end(source: str, position: int, closer: str) -> int:
    """Return the end of the first `closer` outside strings and brackets, or -1."""
    open_brackets: list[str] = []
    for token in _TOKEN.finditer(source, position):
        text = token.group()
        if not open_brackets and source.startswith(closer, token.start()):
            return token.start() + 2
        if text == closer:
            return -1
        if text in _PAIRS:
            if not open_brackets or open_brackets.pop() != _PAIRS[text]:
                return -1
        elif text in _PAIRS.values():
            open_brackets.append(text)
    return -1
