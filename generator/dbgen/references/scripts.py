"""The addresses of modules and workers that a script loads, where they are written out."""

import re
from collections.abc import Iterator
from typing import Final

from dbgen.references.reference import Reference

_STRING: Final = r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
_TOKEN: Final = re.compile(
    rf"""//[^\n]*
    |/\*.*?(?:\*/|\Z)
    |`(?:\\.|[^`\\])*`
    |(?<![\w.$])(?:import|from|importScripts|new\s+(?:Shared)?Worker)\s*\(?\s*(?P<url>{_STRING})
      (?=\s*(?P<after>.?))
    |{_STRING}""",
    re.DOTALL | re.VERBOSE,
)
_ADDRESS: Final = re.compile(r"\.{0,2}/|https?:", re.IGNORECASE)


def in_script(text: str, start: int = 0) -> Iterator[Reference]:
    """Return what a script loads; `start` is its offset in the file."""
    for token in _TOKEN.finditer(text):
        # What follows a whole address is no operator that would make a longer one of it.
        if token["url"] and token["after"] not in ("+", "."):
            url = token["url"][1:-1]
            if _ADDRESS.match(url):
                yield Reference("script", url, start + token.start("url") + 1)
