"""Markdown to HTML that still has to be cleaned."""

from typing import Final

from markdown_it import MarkdownIt

_MARKDOWN: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def to_html(text: str) -> str:
    """Return the HTML of a text: CommonMark with tables and text that is struck out."""
    html: str = _MARKDOWN.render(text)
    return html
