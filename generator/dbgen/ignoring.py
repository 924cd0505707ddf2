"""Comments that silence problems: `dbgen: ignore DB301`, in the line itself or the line before."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from dbgen.block_scalars import block_scalar_lines
from dbgen.codes import all_codes
from dbgen_schema import Problem, Severity, suggest

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
    ".md": ("<!--",),
    ".rst": (_RST,),
}
"""How comments begin, by the ends of names; elsewhere such a text may be an example of one."""


@dataclass(slots=True)
class _File:
    """The codes that are silenced, by line, and what is wrong with comments."""

    silenced: dict[int, frozenset[str]] = field(default_factory=dict)
    faults: list[Problem] = field(default_factory=list)

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
        for file in files:
            yield from (each for each in self._read(file).faults if not self.silence(each))

    def _read(self, file: str) -> _File:
        if file not in self._files:
            self._files[file] = _read(file, _lines(self._root / file))
        return self._files[file]


def _read(file: str, lines: Sequence[str]) -> _File:
    found = _File()
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
            found.faults += _faults(file, number, comment)
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


def _faults(file: str, number: int, comment: re.Match[str]) -> Iterator[Problem]:
    before = comment.string[: comment.start()]
    is_text = before.count('"') % 2 or before.count("'") % 2
    openers = _OPENERS.get(PurePosixPath(file).suffix, ())
    if is_text or not comment["opener"].startswith(openers):
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
    near = suggest(code.upper(), all_codes()) if code else None
    hint = f"did you mean `dbgen: ignore {near}`?" if near else "write it as `dbgen: ignore DB301`"
    return Problem(file, line, column, _FAULT, message, hint, Severity.WARNING)


def _lines(path: Path) -> Sequence[str]:
    try:
        if not path.is_file():
            return ()
        with path.open("rb") as file:
            text = file.read(_MAX_FILE).decode("utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return ()
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
