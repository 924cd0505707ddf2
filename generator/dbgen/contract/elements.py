"""The elements and scripts of a file of HTML, with their places in it."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Final, NamedTuple

from dbgen.marks import MARK, STATEMENT_MARK

_ATTRIBUTE: Final = re.compile(
    r"""([^\s/>="'][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?"""
)
_TAG_NAME: Final = re.compile(r"<[^\s/>]+")
# Attributes that frameworks compute: all of them, or one that the wiring looks at.
_BOUND: Final = re.compile(
    r"(?:v-|x-)bind|(?:v-bind|x-bind)?:(?:data-(?:action|signal|skipwire)|id|name|type)(?:\..*)?"
)
_BINDING: Final = (":", "v-bind", "x-bind")
TEXTS: Final = frozenset({"span", "p", "div", "i", "b", "pre"})
WIRABLE: Final = TEXTS | {"button", "input", "img"}
"""The elements that may send or hear something; all others may not."""
_OPAQUE: Final = frozenset({"template", "noscript", "textarea", "title", "iframe", "object"})
_COMPUTED: Final = re.compile(f"[{MARK}{STATEMENT_MARK}]")
# After each tag that is not closed, the parser looks for its end in all of the rest.
_OPEN_TAG: Final = re.compile(r"<[A-Za-z!?/][^<>]*+(?=<)")
_MOST_WORK: Final = 30_000_000
_COMPUTED_TAG: Final = re.compile(f"<[{MARK}{STATEMENT_MARK}]")


class Value(NamedTuple):
    """The value of an attribute: as it is written at `offset`, and what it means."""

    written: str
    offset: int

    @property
    def text(self) -> str:
        """The value without character references."""
        return unescape(self.written)

    @property
    def computed(self) -> bool:
        """Whether the template language makes a part of it."""
        return bool(_COMPUTED.search(self.written))


class Element(NamedTuple):
    """A start tag; with `computed`, it may have attributes that are not known.

    A `disabled` one cannot be pressed or changed, by itself or by the fieldset around it.
    """

    tag: str
    attributes: dict[str, Value]
    offset: int
    computed: bool
    inert: bool
    disabled: bool = False


@dataclass(slots=True)
class InlineScript:
    """The text of a script that stands in the page itself."""

    element: Element
    text: str = ""
    offset: int = 0


@dataclass(slots=True)
class Markup:
    """What a file of HTML holds; `known` unless tags of it are computed."""

    elements: list[Element] = field(default_factory=list)
    scripts: list[InlineScript] = field(default_factory=list)
    known: bool = True


def read_markup(html: str) -> Markup:
    """Return the elements and scripts of a text, in order; nothing of one that is all open tags."""
    if len(_OPEN_TAG.findall(html)) * len(html) > _MOST_WORK:
        return Markup(known=False)
    parser = _Parser(html)
    # A tag that never ends is none; looking for its end from every `<` would take for ever.
    # The same goes for `<![`, which HTML takes for a comment up to the next `>`.
    parser.feed(html[: html.rfind(">") + 1].replace("<![", "<!_"))
    parser.close()
    return parser.found


class _Parser(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Markup(known=not _COMPUTED_TAG.search(html))
        self._at = 0
        self._opaque: list[str] = []
        self._fieldsets: list[bool] = []
        self._script: InlineScript | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - offsets are needed
        text = self.get_starttag_text() or ""
        offset = self._at
        attributes = _attributes(text, offset)
        computed = bool(_COMPUTED.search(text)) and any(map(_COMPUTED.search, attributes))
        computed = computed or _is_bound(tag, attributes)
        disabled = "disabled" in attributes or (tag == "input" and "readonly" in attributes)
        if tag == "fieldset":
            self._fieldsets.append(disabled)
        disabled = disabled or any(self._fieldsets)
        element = Element(tag, attributes, offset, computed, bool(self._opaque), disabled)
        self.found.elements.append(element)
        if tag == "script":
            self._script = InlineScript(element, "", offset + len(text))
            self.found.scripts.append(self._script)
        elif tag in _OPAQUE:
            self._opaque.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # In HTML, a slash at the end of a tag closes nothing.
        self.handle_starttag(tag, attrs)
        if tag in self.CDATA_CONTENT_ELEMENTS:
            self.set_cdata_mode(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None
        elif tag == "fieldset" and self._fieldsets:
            self._fieldsets.pop()
        elif tag in self._opaque:
            del self._opaque[self._opaque.index(tag) :]

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script.text += data

    def updatepos(self, i: int, j: int) -> int:
        """Take down how far the text has been read, instead of lines and columns."""
        self._at += j - i
        return j


def _is_bound(tag: str, attributes: dict[str, Value]) -> bool:
    """Return whether a framework computes what the wiring looks at."""
    bound = [name for name in attributes if name.startswith(_BINDING) and _BOUND.fullmatch(name)]
    if tag not in TEXTS or "data-action" in attributes:
        return bool(bound)
    # A text needs `data-action` to be wired at all.
    return any(name.endswith("bind") or ":data-action" in name for name in bound)


def _attributes(text: str, offset: int) -> dict[str, Value]:
    name = _TAG_NAME.match(text)
    found: dict[str, Value] = {}
    for match in _ATTRIBUTE.finditer(text, name.end() if name else 1):
        # The last group is that of the value; where there is none, that of the name.
        group = match.lastindex or 1
        written = match[group] if group > 1 else ""
        found.setdefault(match[1].lower(), Value(written, offset + match.start(group)))
    return found


def may_be_wired(element: Element) -> bool:
    """Return whether attributes that are not known may make it one of those that are wired."""
    kind = element.attributes.get("type") if element.tag == "input" else None
    is_kind_computed = kind is not None and kind.computed
    return element.tag in WIRABLE and (element.computed or is_kind_computed)


def wired_kind(element: Element) -> str:
    """Return `button`, `text input`, `slider`, `text` or `image`; "" for what is not wired."""
    tag, attributes = element.tag, element.attributes
    if tag == "button":
        return "button"
    if tag == "input":
        kind = attributes["type"].text.lower() if "type" in attributes else ""
        return {"text": "text input", "range": "slider"}.get(kind, "")
    if tag in TEXTS and "data-action" in attributes:
        return "text"
    return "image" if tag == "img" and "data-signal" in attributes else ""
