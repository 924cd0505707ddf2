"""The structure of a template: what it extends and includes, its blocks, and its bare HTML.

Tags of the template language are masked, character for character, so that offsets stay those of
the file: MARK stands for what an expression will show.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

from dbgen.marks import MARK, STATEMENT_MARK
from dbgen.pages.scanner import Kind, Piece, Statement, parse_statement, scan

_BLOCKS: Final = frozenset(
    {"apply", "block", "call", "filter", "for", "if", "macro", "try", "while", "with"}
)
_UNCONDITIONAL: Final = frozenset({"autoescape", "block", "set", "with"})
_HARMLESS: Final = frozenset({"autoescape", "break", "comment", "continue", "set", "whitespace"})
_NAME: Final = re.compile(r"""\s*(?:"([\w./-]+)"|'([\w./-]+)'|([\w./-]+\.\w+))\s*""")
_MARKUP: Final = re.compile(r"\(|\bsafe\b")
_ESCAPED: Final = re.compile(
    r"\s*(?:json_encode|x?html_escape|escape|url_escape|static_url|squeeze|super|range|len)\("
)
# READMEs are cleaned of everything that could be wired.
_CLEANED: Final = re.compile(r"\s*(?:readme|description_html)\s*(?:\|\s*safe\s*)?")
_SUPER: Final = re.compile(r"\bsuper\s*\(")


class Spot(NamedTuple):
    """Where in a template something stands: in which block (0 is the file), surely or perhaps."""

    block: int
    certain: bool


@dataclass(slots=True)
class Block:
    """A block, or (as the first of its file) the file itself."""

    name: str
    spot: Spot
    offset: int = 0
    has_super: bool = False


class Include(NamedTuple):
    """A template that is put in here."""

    name: str
    spot: Spot


@dataclass(slots=True)
class TemplateSource:
    """What the template language makes of one file.

    `markup` are the offsets of expressions that may bring any HTML. `extends` is "" for a template
    that extends nothing; `broken` one whose structure cannot be known.
    """

    html: str = ""
    extends: str = ""
    blocks: list[Block] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)
    markup: list[int] = field(default_factory=list)
    broken: bool = False
    starts: list[int] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)

    def spot(self, offset: int) -> Spot:
        """Return where an offset lies."""
        return self.spots[bisect_right(self.starts, offset) - 1]


def read_template(source: str) -> TemplateSource:
    """Return the structure of a template."""
    return _Reader(source).read()


class _Reader:
    """The walk over one template."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._found = TemplateSource()
        self._open: list[tuple[Spot, str]] = []
        self._spot = Spot(0, certain=True)
        self._escapes = True

    def read(self) -> TemplateSource:
        found = self._found
        found.blocks.append(Block("", self._spot))
        self._enter(0, self._spot)
        pieces = [*scan(self._source), Piece(Kind.VERBATIM, "", len(self._source))]
        parts = [self._piece(piece, following.offset) for piece, following in pairwise(pieces)]
        found.html = "".join(parts)
        found.broken = found.broken or bool(self._open)
        return found

    def _enter(self, offset: int, spot: Spot) -> None:
        self._spot = spot
        self._found.starts.append(offset)
        self._found.spots.append(spot)

    def _piece(self, piece: Piece, end: int) -> str:
        text = self._source[piece.offset : end]
        if piece.kind is Kind.VERBATIM:
            return self._verbatim(text)
        if piece.kind is Kind.STATEMENT:
            return self._statement(parse_statement(text), piece.offset, text)
        if piece.kind is Kind.UNCLOSED:
            self._found.broken = True
        elif piece.kind is Kind.EXPRESSION:
            self._expression(text[2:-2], piece.offset)
        return _masked(text, MARK)

    def _verbatim(self, text: str) -> str:
        if text.startswith("{#"):
            return _masked(text, " ")
        if text.startswith("{%"):
            first, last = text.index("%}") + 2, text.rindex("{%")
            return " " * first + text[first:last] + " " * (len(text) - last)
        return text

    def _expression(self, text: str, offset: int) -> None:
        if _SUPER.search(text):
            self._found.blocks[self._spot.block].has_super = True
        brings = not self._escapes or (_MARKUP.search(text) and not _ESCAPED.match(text))
        if brings and not _CLEANED.fullmatch(text):
            self._found.markup.append(offset)

    def _statement(self, statement: Statement, offset: int, text: str) -> str:
        operator = statement.operator
        if operator == "raw":
            if not _CLEANED.fullmatch(statement.rest):
                self._found.markup.append(offset)
            return _masked(text, MARK)
        if operator == "extends":
            self._extend(statement)
        elif operator == "include":
            self._include(statement, offset)
        elif operator in ("from", "import", "module"):
            self._found.markup.append(offset)
        elif operator.startswith("end"):
            self._close(offset + len(text))
        elif self._opens(statement):
            self._push(statement, offset + len(text))
        elif operator == "autoescape":
            self._escapes = statement.argument != "None"
        return _masked(text, STATEMENT_MARK)

    def _opens(self, statement: Statement) -> bool:
        if statement.operator == "autoescape":
            return statement.argument.lower() in ("true", "false")
        if statement.operator == "set":
            return "=" not in statement.rest
        return statement.operator in _BLOCKS

    def _push(self, statement: Statement, offset: int) -> None:
        operator, spot = statement.operator, self._spot
        self._open.append((spot, operator))
        certain = spot.certain and operator in _UNCONDITIONAL
        if operator == "block":
            self._found.blocks.append(Block(statement.argument.split(" ")[0], spot, offset))
            self._enter(offset, Spot(len(self._found.blocks) - 1, certain=True))
        else:
            self._enter(offset, Spot(spot.block, certain))

    def _close(self, offset: int) -> None:
        if self._open:
            self._enter(offset, self._open.pop()[0])
        else:
            self._found.broken = True

    def _extend(self, statement: Statement) -> None:
        name = _NAME.fullmatch(statement.rest)
        if name and self._spot.certain and not self._found.extends:
            self._found.extends = name[1] or name[2] or name[3]
        else:
            self._found.broken = True

    def _include(self, statement: Statement, offset: int) -> None:
        name = _NAME.match(statement.rest)
        if name and (name[0] == statement.rest or name.end() < len(statement.rest)):
            self._found.includes.append(Include(name[1] or name[2] or name[3], self._spot))
        else:
            self._found.markup.append(offset)


def _masked(text: str, mark: str) -> str:
    """Return a text with a mark in place of every character but line ends."""
    return "\n".join([mark * len(line) for line in text.split("\n")])
