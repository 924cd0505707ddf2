"""Match watch patterns, in which `**` stands for any number of folders."""

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

_FOLDERS: Final = re.compile(r"(?:(?:^|(?<=/))\*\*/+)+")
_ALL_BELOW: Final = re.compile(r"(?:^|(?<=/))\*\*$")
_MOST_WORK: Final = 1_000_000
"""In paths that are compared with patterns: half a second or less."""
_COMPILING: Final = 20
"""To compile a character of a pattern takes as long as comparing with some paths."""
_SPECIAL: Final = re.compile(r"[*?\[]")
_STARS: Final = re.compile(r"\*+")
_SYMBOL: Final = re.compile(r"\?|\[!?\]?[^\]/]*\]|[^?\[]+|\[")


@lru_cache(maxsize=1024)
def compile_glob(pattern: str) -> re.Pattern[str]:
    """Return the regular expression for whole posix paths that a watch pattern stands for.

    What a star matches is as short as can be and never tried again, except for the last star:
    that finds all matches, and many stars in one pattern take no longer than a few.
    """
    first, *parts = _FOLDERS.split(pattern.removeprefix("./"))
    translated = [_part(part) for part in parts]
    tried_once = (f"(?>(?:[^/]+/)*?{part})" for part in translated[:-1])
    last = (f"(?:[^/]+/)*{part}" for part in translated[-1:])
    return re.compile("".join((_part(first), *tried_once, *last)))


def _part(part: str) -> str:
    """Translate what has no `**/` in it."""
    below = _ALL_BELOW.search(part)
    first, *pieces = (
        _piece(piece) for piece in _STARS.split(part[: below.start()] if below else part)
    )
    tried_once = (f"(?>[^/]*?{piece})" for piece in pieces[:-1])
    last = (f"[^/]*{piece}" for piece in pieces[-1:])
    return "".join((first, *tried_once, *last, ".*" if below else ""))


def _piece(piece: str) -> str:
    """Translate what has no star in it."""
    return "".join(_translated(symbol) for symbol in _SYMBOL.findall(piece))


def _translated(symbol: str) -> str:
    if symbol == "?":
        return "[^/]"
    if symbol.startswith("[") and len(symbol) > 1:
        negated = symbol.startswith("[!")
        inner = re.sub(r"([\\^\[\]&~|])", r"\\\1", symbol[2 if negated else 1 : -1])
        return f"(?!/)[{'^' if negated else ''}{inner}]" if inner else re.escape(symbol)
    return re.escape(symbol)


def unmatched(patterns: Iterable[str], paths: Sequence[str]) -> Iterator[int]:
    """Yield the numbers of the patterns that match none of the posix paths, which are sorted.

    Of very many patterns and paths, only the first patterns are tried.
    """
    work = 0
    for number, pattern in enumerate(patterns):
        if work > _MOST_WORK:
            return
        compiled, near, folder = _candidates(pattern, paths)
        work += _COMPILING * len(pattern) + len(near)
        if not any(compiled.fullmatch(path, folder) for path in near):
            yield number


def _candidates(pattern: str, paths: Sequence[str]) -> tuple[re.Pattern[str], Sequence[str], int]:
    """Return what to look for, in which paths, and from which character on."""
    cleaned = pattern.removeprefix("./")
    # Only the paths that start like the pattern can match: of many, that is mostly one folder.
    start = _SPECIAL.split(cleaned, maxsplit=1)[0]
    # What follows the folder is the same in many patterns, and is compiled once.
    folder = start[: start.rfind("/") + 1]
    compiled = compile_glob(cleaned.removeprefix(folder))
    near = paths[bisect_left(paths, start) : bisect_right(paths, start + chr(sys.maxunicode))]
    return compiled, near, len(folder)
