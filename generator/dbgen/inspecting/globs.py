"""Match watch patterns, in which `**` stands for any number of folders."""

import re
from collections.abc import Iterable
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


def matches_any(pattern: str, paths: Iterable[str]) -> bool:
    """Return whether the pattern matches one of the posix paths."""
    compiled = compile_glob(pattern)
    return any(compiled.fullmatch(path) for path in paths)
