"""Find what a page writes in vain: what has no place in the template that it extends.

Of such a page, only blocks count, and of these only the ones that the templates above it have, too.
All else is left out without a word, by Tornado as by Jinja.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from dbgen.pages.scanner import Kind, Piece, Statement, parse_statement, position, scan
from dbgen.pages.templates import TemplateFile
from dbgen_schema import Problem, Severity, did_you_mean

_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_OWN_BLOCK: Final = re.compile(r"(?<![\w.])self\b(?:\s*\.\s*(\w+))?")
_NAME: Final = re.compile(r"\s*(?:\"([^\"]+)\"|'([^']+)')\s*")
# What is inside of them is shown where they are used, if at all.
_APART: Final = frozenset({"block", "macro", "set"})
_OPENING: Final = frozenset({"autoescape", "call", "filter", "for", "if", "macro", "with"})
_TEXT: Final = re.compile(r"\S")


@dataclass(slots=True)
class _Block:
    """A block of a template: where it starts, and which others it shows within."""

    offset: int
    inner: list[str] = field(default_factory=list)
    calls_super: bool = False


@dataclass(slots=True)
class _Outline:
    """What a template defines.

    Attributes:
        extends: the template above it; "" if there is none.
        is_known: whether all of this is written out.
        blocks: by their names.
        outermost: the names of the blocks that are in no other one.
        mentioned: the names of the blocks that expressions outside of blocks show, in macros say.
        stray: where the first text outside of all blocks is, if there is any.
    """

    extends: str = ""
    is_known: bool = True
    blocks: dict[str, _Block] = field(default_factory=dict)
    outermost: list[str] = field(default_factory=list)
    mentioned: list[str] = field(default_factory=list)
    stray: int | None = None


def lost_parts(name: str, files: Mapping[str, TemplateFile]) -> Iterator[Problem]:
    """Yield what of a template nobody sees; `files` has it and the templates above it."""
    chain = _chain(name, files)
    if len(chain) < 2:
        return
    source, outline, above = files[name].source, chain[0], chain[0].extends
    shown = _shown_blocks(chain)
    places = sorted(block for block in shown if any(block in each.blocks for each in chain[1:]))
    for block in outline.outermost:
        if block not in shown:
            message = f"no template above this one shows the block `{block}`: nobody sees it"
            hint = did_you_mean(block, places) or _with_blocks(above, places)
            yield _problem(name, source, outline.blocks[block].offset, "DB412", message, hint)
    if outline.stray is not None:
        message = "this is in no block: nobody sees it"
        hint = f"move it into a block; {_with_blocks(above, places)}"
        yield _problem(name, source, outline.stray, "DB413", message, hint)


def _with_blocks(template: str, places: Sequence[str]) -> str:
    shown = ", ".join(f"`{block}`" for block in places)
    return f"`{template}` has {f'the blocks {shown}' if shown else 'no blocks'}"


def _problem(file: str, source: str, offset: int, code: str, message: str, hint: str) -> Problem:
    at = position(source, offset)
    return Problem(file, at.line, at.column, code, message, hint, Severity.WARNING)


def _chain(name: str, files: Mapping[str, TemplateFile]) -> list[_Outline]:
    """Return the outlines of a template and of those above it, none if they are not all known."""
    chain: list[_Outline] = []
    while name in files:
        outline = _outline(files[name].source, files[name].parts)
        chain.append(outline)
        name = outline.extends
    return [] if name or not all(outline.is_known for outline in chain) else chain


def _shown_blocks(chain: Sequence[_Outline]) -> set[str]:
    """Return the blocks that the outermost template comes to."""
    shown: set[str] = set()
    waiting = [*chain[-1].outermost, *(name for outline in chain for name in outline.mentioned)]
    while waiting:
        name = waiting.pop()
        if name not in shown:
            shown.add(name)
            waiting.extend(_inner(name, chain))
    return shown


def _inner(name: str, chain: Sequence[_Outline]) -> Iterator[str]:
    """Yield the blocks within a block, as the lowest template has it."""
    for outline in chain:
        if block := outline.blocks.get(name):
            yield from block.inner
            if not block.calls_super:
                return


@lru_cache(maxsize=256)
def _outline(source: str, parts: tuple[str, ...]) -> _Outline:
    return _Reader(source).read(parts)


class _Reader:
    """The walk over a template: its pieces as they were written, and what Jinja takes them for."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._outline = _Outline()
        self._open: list[tuple[str, str]] = []
        self._apart = 0
        self._outside: list[Piece] = []

    def read(self, parts: Sequence[str]) -> _Outline:
        """Return the outline of the template."""
        for piece, part in zip(scan(self._source), parts, strict=True):
            if self._writes(piece, part) and not self._apart:
                self._outside.append(piece)
        self._outline.stray = _first_text(self._source, self._outside)
        return self._outline

    def _writes(self, piece: Piece, part: str) -> bool:
        """Take a piece, and return whether it writes anything to the page."""
        if part.startswith("{#") or piece.text.isspace():
            return False
        if piece.kind is Kind.STATEMENT and part.startswith("{%"):
            statement = parse_statement(part)
            self._mention(statement.rest)
            self._follow(statement, piece.offset)
            return statement.operator == "include"
        if piece.kind is not Kind.VERBATIM:
            self._mention(part)
        return True

    def _follow(self, statement: Statement, offset: int) -> None:
        operator = statement.operator
        if operator == "extends":
            self._extend(statement)
        elif operator == "block":
            self._begin(statement.argument.partition(" ")[0], offset)
        elif operator in _OPENING or (operator == "set" and not statement.assigns):
            self._push(operator)
        elif self._open and operator == f"end{self._open[-1][0]}":
            self._open.pop()
            self._apart -= operator[3:] in _APART

    def _push(self, operator: str, name: str = "") -> None:
        self._open.append((operator, name))
        self._apart += operator in _APART

    def _extend(self, statement: Statement) -> None:
        outline, name = self._outline, _NAME.fullmatch(statement.rest)
        if self._open or outline.extends or not name:
            outline.is_known = False
        else:
            outline.extends = name[1] or name[2]

    def _begin(self, name: str, offset: int) -> None:
        around = self._innermost()
        siblings = around.inner if around else self._outline.outermost
        siblings.append(name)
        self._outline.blocks[name] = _Block(offset)
        self._push("block", name)

    def _innermost(self) -> _Block | None:
        names = [name for operator, name in self._open if operator == "block"]
        return self._outline.blocks[names[-1]] if names else None

    def _mention(self, code: str) -> None:
        if "self" not in code and "super" not in code:
            return
        outline, block = self._outline, self._innermost()
        for match in _OWN_BLOCK.finditer(code):
            if not match[1]:
                outline.is_known = False
            (block.inner if block else outline.mentioned).append(match[1])
        if block and "super" in code:
            block.calls_super = True


def _first_text(source: str, written: Sequence[Piece]) -> int | None:
    """Return where something is, among what a template writes, that is no comment of HTML."""
    if not written:
        return None
    # As long as the template, so that a place in it is one in the template.
    shown = [" "] * len(source)
    for piece in written:
        shown[piece.offset : piece.offset + len(piece.text)] = piece.text
    text = _COMMENT.sub(lambda comment: " " * len(comment[0]), "".join(shown))
    match = _TEXT.search(text)
    return match.start() if match else None
