"""Match watch patterns, in which `**` stands for any number of folders."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_FOLDERS: Final = re.compile(r"(?:(?:^|(?<=/))\*\*/+)+")
_ALL_BELOW: Final = re.compile(r"(?:^|(?<=/))\*\*$")
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


def matches_any(pattern: str, paths: Sequence[str]) -> bool:
    """Return whether the pattern matches one of the posix paths, which are sorted."""
    cleaned = pattern.removeprefix("./")
    # Only the paths that start like the pattern can match: of many, that is mostly one folder.
    start = re.split(r"[*?\[]", cleaned, maxsplit=1)[0]
    # What follows the folder is the same in many patterns, and is compiled once.
    folder = start[: start.rfind("/") + 1]
    compiled = compile_glob(cleaned.removeprefix(folder))
    first = bisect_left(paths, start)
    near = itertools.takewhile(
        lambda path: path.startswith(start), itertools.islice(paths, first, None)
    )
    return any(compiled.fullmatch(path, len(folder)) for path in near)
