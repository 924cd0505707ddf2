"""The addresses in a style sheet."""

import re
from collections.abc import Iterator
from typing import Final

from dbgen.references.reference import Reference

_STRING: Final = r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
_TOKEN: Final = re.compile(
    rf"""/\*.*?(?:\*/|\Z)
    |\\.
    |@(?:namespace|(?:-moz-)?document)\b[^;{{]*
    |(?P<import>@import\s*)(?:url\(\s*)?(?P<sheet>{_STRING}|(?<=\()[^\s"'()]+)
    |\burl\(\s*(?:(?P<var>var)\(|(?P<url>{_STRING}|[^\s"'()]++(?!["'(])))
    |(?P<set>\bimage-set\()
    |(?P<other>\btype\()?(?P<string>{_STRING})
    |["'][^\n]*
    |[;}}]""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
# What every address needs: most small style sheets have none.
_LOADING: Final = re.compile("[(@]")
VAR: Final = "var() in url()"
_VARIABLE: Final = re.compile(r"\s*(?P<var>var)\(\s*--", re.IGNORECASE)
_FONTS: Final = (".woff", ".woff2", ".ttf", ".otf", ".eot")
_IMAGES: Final = (".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")


def in_style_sheet(text: str, start: int = 0) -> Iterator[Reference]:
    """Return what a style sheet loads; `start` is its offset in the file."""
    if not _LOADING.search(text):
        return
    in_set = False
    for token in _TOKEN.finditer(text):
        if token["sheet"]:
            yield _reference("style sheet", token, "sheet", start)
        elif token["url"]:
            found = _reference("", token, "url", start)
            variable = _VARIABLE.match(found.url)
            at = found.offset + variable.start("var") if variable else 0
            yield Reference(VAR, "", at) if variable else found
        elif token["var"]:
            yield Reference(VAR, "", start + token.start("var"))
        elif token["set"]:
            in_set = True
        elif token["string"] and in_set and not token["other"]:
            yield _reference("image", token, "string", start)
        elif token[0] in ";}":
            in_set = False


def _reference(kind: str, token: re.Match[str], group: str, start: int) -> Reference:
    written = token[group]
    quoted = written.startswith(('"', "'"))
    url = written[1:-1] if quoted else written
    return Reference(kind or _kind(url), url, start + token.start(group) + quoted)


def _kind(url: str) -> str:
    path = url.partition("?")[0].partition("#")[0].lower()
    if path.endswith(_FONTS):
        return "font"
    return "image" if path.endswith(_IMAGES) else "file"
