"""What Python complains about in a file, in the words of somebody who writes analyses."""

import re
from typing import Final

from dbgen_schema import Problem

_NESTED: Final = ("this is nested too deeply", "")
_ENCODING: Final = ("the file is not in the encoding that Python expects", "save it as UTF-8")
_OPEN_TEXT: Final = ("a text in quotes is not closed", "close the quote")

# By what Python says, with the groups that stand in the message; the first that fits.
_MEANINGS: Final = {
    r"'(.)' was never closed": ("`{0}` is never closed", ""),
    r"unmatched '(.)'": ("`{0}` closes nothing", ""),
    r"closing parenthesis '(.)' does not match opening parenthesis '(.)'": (
        "`{0}` does not close the `{1}` before it",
        "",
    ),
    "unterminated": _OPEN_TEXT,
    r"expected an indented block after (.*) on line (\d+)": (
        "nothing is indented below line {1}",
        "write `pass` into a block that does nothing",
    ),
    "unindent does not match": (
        "no line before has this indentation",
        "the lines of one block start in the same column",
    ),
    "unexpected indent": (
        "this line is indented, and nothing before it opens a block",
        "the lines of one block start in the same column",
    ),
    "inconsistent use of tabs": ("tabs and spaces are mixed in the indentation", "use spaces"),
    "expected ':'": ("a colon is missing here", ""),
    "Perhaps you forgot a comma": ("this does not go together", "is a comma missing?"),
    r"Missing parentheses in call to '(\w+)'": (
        "`{0}` is called without parentheses",
        "that was Python 2: write `{0}(...)`",
    ),
    r"non-printable character (U\+\w+)": (
        "the invisible character {0} is no part of Python",
        "replace it by a space",
    ),
    r"invalid character '(.*)' \(U": ("`{0}` is no part of Python", ""),
    "after line continuation": ("something follows the backslash that ends this line", ""),
    r"'(?:await|async \w+)' outside async|asynchronous \w+ outside": (
        "this works only within `async def`",
        "write `async` before the `def` of this method",
    ),
    r"'(return|yield|yield from|await)' outside function": (
        "`{0}` stands outside of any `def`",
        "",
    ),
    "'break' outside|'continue' not": ("there is no loop to leave or to go on with", ""),
    "keyword argument repeated|duplicate argument": ("a name is given twice", ""),
    "too many": _NESTED,
    "codec can't decode|encoding|not UTF-8|Non-UTF-8": _ENCODING,
}


def syntax_problem(error: Exception, source: bytes, file: str) -> Problem:
    """Return the problem of a source that Python does not parse, where it gave up."""
    if b"\0" in source:
        line, column = _place(source, source.index(0))
        hint = "save the file as UTF-8"
        return Problem(file, line, column, "DB205", "the file holds a NUL character", hint)
    if not isinstance(error, SyntaxError):
        return Problem(file, 0, 0, "DB205", *_NESTED)
    message, hint = _meaning(error.msg)
    line, column = error.lineno or 0, max(error.offset or 0, 0)
    if (message, hint) == _ENCODING:
        line, column = _undecodable(source)
    return Problem(file, line, column if line else 0, "DB205", message, hint)


def _meaning(complaint: str) -> tuple[str, str]:
    for pattern, (message, hint) in _MEANINGS.items():
        if found := re.search(pattern, complaint):
            return message.format(*found.groups()), hint.format(*found.groups())
    said = "" if complaint == "invalid syntax" else f"Python says: {complaint}"
    return "this is no valid Python", said


def _undecodable(source: bytes) -> tuple[int, int]:
    """Return the place of what is not UTF-8, else that of the comment that names an encoding."""
    try:
        source.decode()
    except UnicodeDecodeError as error:
        return _place(source, error.start)
    lines = source.split(b"\n")[:2]
    return next((number for number, line in enumerate(lines, 1) if b"coding" in line), 0), 0


def _place(source: bytes, offset: int) -> tuple[int, int]:
    before = source[:offset].rpartition(b"\n")[2]
    return source.count(b"\n", 0, offset) + 1, len(before.decode(errors="replace")) + 1
