"""Match watch patterns, in which `**` stands for any number of folders."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]/]*\]|[^*?\[]+|\[")


@lru_cache(maxsize=1024)
def compile_glob(pattern: str) -> re.Pattern[str]:
    """Return the regular expression for whole posix paths that a watch pattern stands for."""
    cleaned = pattern.removeprefix("./")
    return re.compile("".join(_translated(token) for token in _TOKEN.findall(cleaned)))


def _translated(token: str) -> str:
    simple = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if token in simple:
        return simple[token]
    if token.startswith("[") and len(token) > 1:
        negated = token.startswith("[!")
        inner = re.sub(r"([\\^\[\]&~|])", r"\\\1", token[2 if negated else 1 : -1])
        return f"[{'^' if negated else ''}{inner}]" if inner else re.escape(token)
    return re.escape(token)


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
