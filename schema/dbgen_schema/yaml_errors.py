"""What the YAML parsers complain about, in the words of somebody who writes index.yaml."""

import re
from typing import Final, Protocol

import yaml

from dbgen_schema.problems import Position
from dbgen_schema.report import shown

_SAME_COLUMN: Final = "keys of one map, and items of one list, start in the same column"
_NO_TAG: Final = ("this is no tag", "a text that starts with `!` needs quotes")
_BLOCK_TEXT: Final = (
    "after `|` or `>` the line has to end",
    "start the text on the next line, or put it in quotes",
)
_DIRECTIVE: Final = ("a line that starts with `%` has no use here", "remove the line")
_DIGITS: Final = ("an escape has too few digits", "as in `\\x41` and `\\u00e9`")

# By what libyaml and the parser in Python say; the first that fits.
_MEANINGS: Final = {
    "mapping values are not allowed": (
        "a colon cannot stand here",
        "a text with a colon and a space in it needs quotes; keys start in one column",
    ),
    "sequence entries are not allowed": (
        "a list cannot start here",
        "write its items on lines of their own, or put a text that starts with `-` in quotes",
    ),
    "mapping keys are not allowed": (
        "a `?` cannot stand here",
        "a text that starts with `?` and a space needs quotes",
    ),
    "expected alphabetic or numeric": (
        "a name is missing here",
        "a text that starts with `*` or `&` needs quotes",
    ),
    "cannot start any token": (
        "a text cannot start with this character",
        "a text that starts with `@`, `%` or a backtick needs quotes",
    ),
    "expected ',' or ']'": ("expected `,` or `]`", "a list that starts with `[` ends with `]`"),
    "expected ',' or '}'": ("expected `,` or `}}`", "a map that starts with `{` ends with `}`"),
    "end of stream": ("a text in quotes is not closed", "close the quote"),
    "unexpected document": (
        "a text in quotes is not closed before this line",
        "close the quote, or indent the line",
    ),
    "unknown escape": (
        "this escape does not exist",
        "write `\\\\` for a backslash, or use single quotes",
    ),
    "hexdecimal": _DIGITS,
    "hexadecimal": _DIGITS,
    "invalid Unicode character": ("this escape stands for no character", ""),
    "expected key": ("expected another key, or the end of the map", _SAME_COLUMN),
    "expected '-'": ("expected another `- `, or the end of the list", _SAME_COLUMN),
    "<block end>": ("expected another key or item, or the end of them", _SAME_COLUMN),
    "node content": ("expected a value, and not {found}", "put a text in quotes"),
    "expected ':'": ("a colon is missing in this line", "write `key: value`"),
    "<document start>": ("the value of the file has ended before", _SAME_COLUMN),
    "incompatible YAML": ("the file asks for another version of YAML", "remove the line"),
    "duplicate": _DIRECTIVE,
    "tag handle": _NO_TAG,
    "tag URI": _NO_TAG,
    "expected URI": _NO_TAG,
    "expected '>'": _NO_TAG,
    "directive": _DIRECTIVE,
    "version number": _DIRECTIVE,
    "'.' character": _DIRECTIVE,
    "indentation indicator equal": _BLOCK_TEXT,
    "indentation indicator": _BLOCK_TEXT,
    "comment or line break": _BLOCK_TEXT,
}
_CONTEXTS: Final = {
    "flow sequence": "in the list that opens in line {line}",
    "flow mapping": "in the map that opens in line {line}",
}
_AFTER_VALUE: Final = (
    "the value before this has ended",
    "put the whole text in quotes, or write the next key on a line of its own",
)
_TAB: Final = (
    "a tab stands where the line is indented",
    "tabs are not allowed there: write two spaces for each level",
)


_SCHEME: Final = re.compile(r"[A-Za-z][\w+.-]*:(?=[,\]])")


class _HasPlace(Protocol):
    """What the marks of libyaml and of the pure parser have in common."""

    line: int
    column: int
    index: int


def position_of(mark: _HasPlace | None) -> Position:
    """Return the place of a mark of a parser."""
    return Position(mark.line + 1, mark.column + 1) if mark is not None else Position()


def is_too_deep(error: yaml.MarkedYAMLError) -> bool:
    """Tell whether libyaml gave up on lists and maps within each other."""
    return "nesting depth" in str(error.problem)


def syntax_error(error: yaml.MarkedYAMLError, text: str) -> tuple[Position, str, str]:
    """Return where the parser gave up in `text`, what is wrong there, and what to do."""
    mark: _HasPlace | None = error.problem_mark or error.context_mark
    found = text[mark.index : mark.index + 1] if mark else ""
    complaint = f"{error.context} {error.problem}" if error.context else str(error.problem)
    if found == "\t" and ("token" in complaint or "tab character" in complaint):
        return position_of(mark), *_TAB
    message, hint = _meaning(complaint)
    if hint is _SAME_COLUMN and mark and _before(text, mark).strip("- "):
        return position_of(mark), *_AFTER_VALUE
    if scheme := _colon_at_the_end(error, text):
        quoted = f'put it in quotes: `"{scheme}"`'
        return position_of(error.context_mark), f"{shown(scheme)} ends with a colon", quoted
    if "end of stream" in complaint or "expected ':'" in complaint:
        return position_of(error.context_mark), message, hint
    if "while parsing a flow" in complaint and mark and not text[mark.index :].strip():
        return position_of(error.context_mark), "the bracket is not closed", hint
    message = message.format(found=shown(found) if found.strip() else "the end of the line")
    return position_of(mark), message + _opening(error), hint


def _colon_at_the_end(error: yaml.MarkedYAMLError, text: str) -> str:
    """Return the item of a list such as `[data:, blob:]`, which libyaml takes for a key."""
    mark: _HasPlace | None = error.context_mark
    if mark is None or "expected ':'" not in str(error.problem):
        return ""
    found = _SCHEME.match(text, mark.index)
    return found[0] if found else ""


def _before(text: str, mark: _HasPlace) -> str:
    """Return what stands before a mark in its line."""
    return text[max(mark.index - mark.column, 0) : mark.index]


def _meaning(complaint: str) -> tuple[str, str]:
    known = (meaning for part, meaning in _MEANINGS.items() if part in complaint)
    return next(known, ("this is not YAML", ""))


def _opening(error: yaml.MarkedYAMLError) -> str:
    start, end = position_of(error.context_mark), position_of(error.problem_mark)
    if not 0 < start.line < end.line:
        return ""
    kinds = (text for kind, text in _CONTEXTS.items() if kind in (error.context or ""))
    return "".join(f" {text.format(line=start.line)}" for text in kinds)
