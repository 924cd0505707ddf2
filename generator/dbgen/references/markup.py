"""Tags and attributes of a page before it is rendered, with their places.

The time is linear in the length of the text, whatever is in it.
"""

import html
import re
from collections.abc import Iterator
from html.entities import html5
from itertools import pairwise
from typing import Final, NamedTuple

from dbgen.pages.scanner import Kind, Piece, scan

COMPUTED: Final = "\ufffc"
"""Stands in a text for every character of template syntax."""

_NAME: Final = re.compile(r"[A-Za-z][^\s/>]*")
_OPENER: Final = re.compile(r"<(?:(?P<name>[A-Za-z][^\s/>]*)|(?P<end>/[^>]*>)|[/!?])")
_ATTRIBUTE: Final = re.compile(
    r"""[\s/]*(?:(?P<end>>)|(?P<name>[^\s/>][^\s/>=]*)"""
    r"""(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s>"'][^\s>]*))?)?)""",
    re.ASCII,
)
_REFERENCE: Final = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z0-9]+;?)(?P<equals>=)?")
_COMMENT_END: Final = re.compile("--!?>")
_SCRIPT_STEP: Final = re.compile(
    r"<!--(?P<empty>-*>)?|(?P<end>-->)|<(?P<close>/?)script(?=[\s/>])", re.ASCII | re.IGNORECASE
)
_BORDERS: Final = frozenset({"svg", "math", "foreignobject", "desc", "annotation-xml"})
_DEEPEST: Final = 64
_FOREIGN: Final = ("svg", "math")
_NEVER_FOREIGN: Final = re.compile(
    "b|big|blockquote|body|br|center|code|d[dlt]|div|em|embed|h[1-6]|head|hr|i|img|li|listing|menu"
    "|meta|nobr|ol|p|pre|ruby|s|small|span|strong|strike|su[bp]|table|tt|u|ul|var"
)
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CDATA: Final = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_RAW_ENDS: Final = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.ASCII | re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "iframe")
}


class Attribute(NamedTuple):
    """The value of an attribute, and where it stands in the page: from `offset` to `end`.

    These are the same where the name of the attribute is all that is written.
    """

    value: str
    offset: int
    end: int


class Tag(NamedTuple):
    """A start tag from `start` to `end`; `content` is the text of one without elements in it.

    `foreign` tells that it is one of SVG or MathML, where character references count everywhere.
    """

    name: str
    attributes: dict[str, Attribute]
    start: int
    end: int
    content: Attribute | None = None
    foreign: bool = False

    def text(self, name: str) -> str:
        """Return the value of an attribute, "" without one."""
        found = self.attributes.get(name)
        return found.value if found else ""


def masked(source: str) -> str:
    """Return a template with COMPUTED in place of its tags, on the same lines and columns."""
    pieces = [*scan(source), Piece(Kind.VERBATIM, "", len(source))]
    return "".join(
        _mask(source[piece.offset : following.offset], piece.kind)
        for piece, following in pairwise(pieces)
    )


def _mask(text: str, kind: Kind) -> str:
    if kind is Kind.LITERAL or (kind is Kind.VERBATIM and not text.startswith("{#")):
        return text
    return "\n".join([COMPUTED * len(line) for line in text.split("\n")])


def tags(text: str) -> Iterator[Tag]:
    """Return the start tags of a masked page in their order."""
    after = 0
    around: list[str] = []
    while after >= 0 and (opener := _OPENER.search(text, after)):
        kind = opener.lastgroup
        if kind == "name":
            tag, after = _tag(text, opener, around)
            yield tag
            is_border = tag.name in _BORDERS and text[tag.end - 2] != "/"
            if is_border and len(around) < _DEEPEST:
                around.append(tag.name)
        else:
            after = opener.end() if kind == "end" else _after_other(text, opener.start())
            if around:
                _leave(around, text[opener.start() + 2 : after])


def _is_foreign(around: list[str], name: str) -> bool:
    """Return whether an element is one of SVG or MathML; one that cannot be is the end of these."""
    while around and around[-1] in _FOREIGN:
        if not _NEVER_FOREIGN.fullmatch(name):
            return True
        around.pop()
    return False


def _leave(around: list[str], ended: str) -> None:
    """Take out what an end tag leaves: where SVG, MathML, or HTML within them begins."""
    name = _NAME.match(ended)
    if name and (left := name.group().lower()) in around:
        while around.pop() != left:
            pass


def content_text(tag: Tag) -> str:
    """Return the text of an element without elements in it, as browsers read it."""
    written = tag.content.value if tag.content else ""
    if not tag.foreign:
        return written
    return "".join(
        part[9:].removesuffix("]]>") if part.startswith("<![CDATA[") else html.unescape(part)
        for part in _CDATA.split(_COMMENT.sub("", written))
    )


def _after_other(text: str, position: int) -> int:
    """Return where a comment, an end tag or a declaration ends, -1 if it does not."""
    if text.startswith("<!--", position):
        # The dashes of an empty comment, `<!-->`, are those of its end, too.
        comment = _COMMENT_END.search(text, position + 2)
        return comment.end() if comment else -1
    return text.find(">", position) + 1 or -1


def _tag(text: str, opener: re.Match[str], around: list[str]) -> tuple[Tag, int]:
    name = opener["name"].lower()
    attributes: dict[str, Attribute] = {}
    foreign = _is_foreign(around, name) if around else False
    position = opener.end()
    # The last group is that of the value; where there is none, that of the name.
    while (found := _ATTRIBUTE.match(text, position)) and (group := found.lastgroup) != "end":
        written = found["name"].lower()
        if written not in attributes:
            attributes[written] = _attribute(found, group or "name")
        position = found.end()
    if found is None:
        return Tag(name, attributes, opener.start(), len(text)), -1
    end = found.end()
    if name not in _RAW_ENDS or (foreign and found[0].endswith("/>")):
        return Tag(name, attributes, opener.start(), end, None, foreign), end
    stop = _content_end(text, name, end, foreign=foreign)
    content = Attribute(text[end:stop], end, stop)
    return Tag(name, attributes, opener.start(), end, content, foreign), stop


def _attribute(found: re.Match[str], group: str) -> Attribute:
    if group == "name":
        return Attribute("", found.start(group), found.start(group))
    written = found[group]
    value = _REFERENCE.sub(_character, written) if "&" in written else written
    return Attribute(value, *found.span(group))


def _character(reference: re.Match[str]) -> str:
    """Return what a character reference stands for, by the rules for attributes."""
    text = reference.group()
    name = text.removesuffix("=")
    # Those without a semicolon count only where no equals sign follows: `?a=1&copy=2`.
    if not name.startswith("&#") and (name[1:] not in html5 or (name != text and name[-1] != ";")):
        return text
    return html.unescape(name) + text[len(name) :]


def _content_end(text: str, name: str, start: int, *, foreign: bool) -> int:
    """Return where the text of an element without elements in it ends."""
    if name == "script" and not foreign:
        return _script_end(text, start)
    end = _RAW_ENDS[name].search(text, start)
    return end.start() if end else len(text)


def _script_end(text: str, start: int) -> int:
    """Return where the text of a script ends: after `<!--`, `<script` takes one end tag along."""
    in_comment = nested = False
    for step in _SCRIPT_STEP.finditer(text, start):
        if step["end"]:
            in_comment = nested = False
        elif step.group().startswith("<!--"):
            in_comment = in_comment or not step["empty"]
        elif not step["close"]:
            nested = in_comment
        elif nested:
            nested = False
        else:
            return step.start()
    return len(text)
