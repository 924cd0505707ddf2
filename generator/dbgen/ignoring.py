"""Comments that silence problems: `dbgen: ignore DB301`, in the line itself or the line before."""

import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final

from dbgen.block_scalars import block_scalar_lines
from dbgen.codes import all_codes
from dbgen_schema import MOST_PROBLEMS, Problem, Severity, suggest

_COMMENT: Final = re.compile(
    r"(?P<opener>#|//|/\*|<!--|\{#-?|\{%-?\s*comment|\.\.(?=\s))\s*"
    r"dbgen:\s*ignore\b(?P<codes>(?:[\s,]+(?i:DB)\d+\b)*)(?P<rest>.*)"
)
_CLOSERS: Final = {"/*": "*/", "<!--": "-->", "{#": "#}", "{%": "%}"}
_CODE: Final = re.compile(r"DB\d{3}")
_LIKE_A_CODE: Final = re.compile(r"DB\d+", re.IGNORECASE)
_RST: Final = ".."
_FAULT: Final = "DB219"
_MAX_FILE: Final = 1 << 20

_OPENERS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys((".py", ".yaml", ".yml", ".txt"), ("#",)),
    **dict.fromkeys((".js", ".mjs", ".ts"), ("//", "/*")),
    **dict.fromkeys((".html", ".htm"), ("<!--", "{#", "{%", "//", "/*")),
    ".css": ("/*",),
    ".rst": (_RST,),
}
"""How comments begin, by the ends of names; elsewhere such a text may be an example of one.

Markdown is not among them: the READMEs of an app may show how its comments are written.
"""


@dataclass(slots=True)
class _File:
    """The codes that are silenced, by line, and the comments by theirs."""

    lines: Sequence[str]
    silenced: dict[int, frozenset[str]] = field(default_factory=dict)
    comments: dict[int, re.Match[str]] = field(default_factory=dict)

    def silence(self, line: int, codes: frozenset[str]) -> None:
        self.silenced[line] = self.silenced.get(line, frozenset()) | codes


class Comments:
    """The comments of an app; `root` is the folder that the files of problems are relative to."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, _File] = {}

    def silence(self, problem: Problem) -> bool:
        """Return whether a comment in the file of a problem silences it.

        A comment speaks for the line that it stands in; one that has the line to itself, for the
        line after it. Nothing silences what is wrong with a whole file.
        """
        return problem.code in self._read(problem.file).silenced.get(problem.line, ())

    def faults(self, files: Iterable[str]) -> Iterator[Problem]:
        """Yield the comments in some files that are to silence something, and do not say what."""
        found = (fault for file in files for fault in _in_file(file, self._read(file)))
        yield from islice((each for each in found if not self.silence(each)), MOST_PROBLEMS)

    def _read(self, file: str) -> _File:
        if file not in self._files:
            self._files[file] = _read(file, _lines(self._root / file))
        return self._files[file]


def _read(file: str, lines: Sequence[str]) -> _File:
    found = _File(lines)
    numbers = [number for number, line in enumerate(lines, 1) if "dbgen:" in line]
    is_yaml = bool(numbers) and file.endswith((".yaml", ".yml"))
    texts = block_scalar_lines(lines) if is_yaml else frozenset[int]()
    for number in numbers:
        comment = _COMMENT.search(lines[number - 1])
        if comment and number not in texts:
            codes = frozenset(filter(_CODE.fullmatch, _LIKE_A_CODE.findall(comment["codes"])))
            found.silence(number, codes)
            if _is_alone(comment):
                found.silence(_next(number, lines, comment["opener"]), codes)
            found.comments[number] = comment
    return found


def _is_alone(comment: re.Match[str]) -> bool:
    """Return whether a comment has its line to itself."""
    text = comment.string.strip()
    closers = (closer for opener, closer in _CLOSERS.items() if text.startswith(opener))
    is_first = not comment.string[: comment.start()].strip()
    return is_first and all(text.find(closer) == len(text) - len(closer) for closer in closers)


def _next(number: int, lines: Sequence[str], opener: str) -> int:
    """Return the line that a comment speaks for; reStructuredText wants a blank one between."""
    while opener == _RST and number < len(lines) and not lines[number].strip():
        number += 1
    return number + 1


def _in_file(file: str, read: _File) -> Iterator[Problem]:
    """Yield what is wrong with the comments of a file."""
    is_python = bool(read.comments) and file.endswith(".py")
    starts = _comments_of_python(read.lines) if is_python else {}
    for number, comment in read.comments.items():
        if not is_python or starts.get(number, len(comment.string)) <= comment.start():
            yield from _faults(file, number, comment)


def _comments_of_python(lines: Sequence[str]) -> dict[int, int]:
    """Return where the comments begin, by their lines, as far as a file is Python."""
    found: dict[int, int] = {}
    left = iter(lines)
    try:
        for token in tokenize.generate_tokens(lambda: f"{next(left)}\n"):
            if token.type == tokenize.COMMENT:
                found[token.start[0]] = token.start[1]
    except (SyntaxError, tokenize.TokenError):
        pass  # what does not parse is a problem of its own
    return found


def _faults(file: str, number: int, comment: re.Match[str]) -> Iterator[Problem]:
    before = comment.string[: comment.start()]
    # Of Python it is known, where a text may begin in a line before.
    is_open = before.count('"') % 2 or before.count("'") % 2
    is_text = is_open and not file.endswith(".py")
    openers = _OPENERS.get(PurePosixPath(file).suffix, ())
    is_shown = comment["opener"] == _RST and before
    if is_text or is_shown or not comment["opener"].startswith(openers):
        return
    written = _LIKE_A_CODE.findall(comment["codes"])
    known = all_codes()
    for code in written:
        if code not in known:
            message = f"this comment silences nothing: there is no code `{code}`"
            yield _fault(file, number, comment.string.index(code) + 1, message, code)
    if not written:
        meant = _LIKE_A_CODE.search(comment["rest"])
        message = "this comment silences nothing: it names no code"
        column = comment.start() + 1
        yield _fault(file, number, column, message, meant.group() if meant else "")


def _fault(file: str, line: int, column: int, message: str, code: str) -> Problem:
    near = _near(code.upper()) if code else None
    hint = f"did you mean `dbgen: ignore {near}`?" if near else "write it as `dbgen: ignore DB301`"
    return Problem(file, line, column, _FAULT, message, hint, Severity.WARNING)


@lru_cache(MOST_PROBLEMS)
def _near(code: str) -> str | None:
    return suggest(code, all_codes())


def _lines(path: Path) -> Sequence[str]:
    try:
        if not path.is_file():
            return ()
        with path.open("rb") as file:
            text = file.read(_MAX_FILE).decode("utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return ()
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
