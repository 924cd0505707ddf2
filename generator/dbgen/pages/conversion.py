"""Markdown, reStructuredText and HTML to safe HTML: pure functions of a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from markdown_it import MarkdownIt

from dbgen.pages.cleaning import clean

Format = Literal["html", "md", "rst"]

_MARKDOWN: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class Converted:
    """Safe HTML, and what the parser has to say: line (0 when unknown) and message."""

    html: str
    reports: Sequence[tuple[int, str]] = ()


def convert(text: str, form: Format) -> Converted:
    """Turn a text into safe HTML; raises RecursionError for absurd nesting."""
    if form == "rst":
        # It takes long to import, and most READMEs are Markdown.
        from dbgen.pages.restructured_text import to_html  # noqa: PLC0415

        html, reports = to_html(text)
        return Converted(clean(html), reports)
    return Converted(clean(_MARKDOWN.render(text) if form == "md" else text))
