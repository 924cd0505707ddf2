"""Find values of a page that stand where escaping for HTML does not protect.

`{{ value }}` is escaped for the text of a page and for quoted attributes. In a script, in a style
sheet, in an attribute that is a script, and in an attribute without quotes, a value can say more.
"""

import re
from collections.abc import Iterator
from typing import Final

from dbgen.pages.harmless import is_harmless
from dbgen.pages.scanner import Kind, Piece, position, scan
from dbgen_schema import Problem, Severity

_TAG: Final = re.compile(r"<(!--|/?[a-zA-Z][^\s/>]*)")
_ATTRIBUTE: Final = re.compile(r"""\s*(?:(>)|([^\s=>"']+)|=\s*(["']?)|["'])""")
# The rest of a tag whose attributes have their values in quotes, or none: most are like that.
_SIMPLE: Final = re.compile(r"""(?>\s*+[^\s=>"']++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'))?+)*+\s*+>""")
# Text, and whole tags of that kind, of elements that may hold others.
_PLAIN: Final = re.compile(
    r"""(?:[^<]++|<(?!/?[a-z]|!--)|<(?!(?:script|style|textarea|title)[\s/>])/?[a-z][^\s/>]*+"""
    r"""(?>\s*+[^\s=>"']++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'))?+)*+\s*+>)++""",
    re.IGNORECASE,
)
_BARE_END: Final = re.compile(r"[\s>]")
_RAW: Final = {"script": re.compile(r"</script", re.I), "style": re.compile(r"</style", re.I)}
_TEXT_ONLY: Final = {
    "textarea": re.compile(r"</textarea", re.I),
    "title": re.compile(r"</title", re.I),
}
_COMMENT_END: Final = re.compile("--!?>")
_IN_SCRIPT: Final = "write `{%% raw json_encode(%s) %%}`, without quotes around it"
_IN_STYLE: Final = (
    'set it on an element, `style="--%s: {{ %s }}"`, and write `var(--%s)` here; '
    "or choose among rules by a class"
)
_PATH: Final = re.compile(r"(?:[a-z_]\w*\.)*([a-z_]\w*)", re.ASCII | re.IGNORECASE)
_IN_TAG: Final = "put quotes around the value of the attribute"
_IN_HANDLER: Final = "put it into a `data-` attribute, and read that in a script"


class HtmlState:
    """Where in a document the text that was fed so far ends."""

    def __init__(self) -> None:
        self._element = ""
        self._attribute = ""
        self._end: re.Pattern[str] | None = None
        self._inside = "text"
        self._start = 0

    @property
    def is_open(self) -> bool:
        """Whether a comment, a tag or an element of text only is not closed yet."""
        return self._inside != "text"

    @property
    def in_tag(self) -> bool:
        """Whether a tag has not ended yet."""
        return self._inside in ("tag", "quoted", "bare")

    @property
    def last_tag(self) -> tuple[str, int]:
        """The name of the last tag, `!--` for a comment, and where it starts in the last text."""
        return self._element, self._start

    def hint(self, expression: str) -> str | None:
        """Return how to mend an expression that follows, or None if it is well where it is."""
        if self._inside == "raw":
            return _in_style(expression) if self._element == "style" else _IN_SCRIPT % expression
        if self._inside == "bare":
            return _IN_TAG
        if self._inside == "quoted" and self._attribute.startswith("on"):
            return _IN_HANDLER
        return None

    def feed(self, text: str) -> None:
        """Read on."""
        at = 0
        while at < len(text):
            at = self._in_tag(text, at) if self._inside == "tag" else self._in_text(text, at)

    def _in_text(self, text: str, at: int) -> int:
        if self._inside == "text":
            return self._to_tag(text, at)
        # Inside something that has an end: a comment, a raw element, a value.
        match = self._end.search(text, at) if self._end else None
        if match is None:
            return len(text)
        was, self._inside = self._inside, "tag" if self._inside in ("quoted", "bare") else "text"
        return match.start() if was in ("raw", "only text", "bare") else match.end()

    def _to_tag(self, text: str, at: int) -> int:
        plain = _PLAIN.match(text, at)
        match = _TAG.search(text, plain.end() if plain else at)
        if match is None:
            return len(text)
        self._element, self._start = match[1].lower(), match.start()
        if self._element == "!--":
            self._inside, self._end = "comment", _COMMENT_END
            # `<!-->` is a whole comment.
            return match.end() - 2
        simple = _SIMPLE.match(text, match.end())
        if simple:
            self._end_tag()
            return simple.end()
        self._inside, self._attribute = "tag", ""
        return match.end()

    def _end_tag(self) -> None:
        self._end = _RAW.get(self._element) or _TEXT_ONLY.get(self._element)
        self._inside = "text"
        if self._end:
            self._inside = "raw" if self._element in _RAW else "only text"

    def _in_tag(self, text: str, at: int) -> int:
        match = _ATTRIBUTE.match(text, at)
        if match is None:
            return len(text)
        if match[1]:
            self._end_tag()
        elif match[2]:
            self._attribute = match[2].lower()
        elif match[3]:
            self._inside, self._end = "quoted", re.compile(match[3])
        elif match[3] == "":
            self._inside, self._end = "bare", _BARE_END
        return match.end()


def _in_style(expression: str) -> str:
    path = _PATH.fullmatch(expression)
    name = path[1].replace("_", "-") if path else "value"
    return _IN_STYLE % (name, expression, name)


def context_problems(source: str, file: str) -> Iterator[Problem]:
    """Yield a warning for every value of a template that stands where it is not safe."""
    html = HtmlState()
    pieces = scan(source)
    # What follows the last value changes nothing.
    values = [number for number, piece in enumerate(pieces, 1) if piece.kind is Kind.EXPRESSION]
    for piece in pieces[: max(values, default=0)]:
        if piece.kind is Kind.EXPRESSION:
            expression = piece.text[2:-2].strip()
            hint = html.hint(expression)
            if hint and not is_harmless(expression):
                yield _problem(source, piece, file, hint)
        elif piece.kind in (Kind.VERBATIM, Kind.LITERAL):
            html.feed(piece.text)


def _problem(source: str, piece: Piece, file: str, hint: str) -> Problem:
    at = position(source, piece.offset)
    message = f"`{piece.text}` is escaped for HTML, which does not protect it here"
    return Problem(file, at.line, at.column, "DB409", message, hint, Severity.WARNING)
