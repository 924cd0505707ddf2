"""Markdown, reStructuredText and HTML to safe HTML: pure functions of a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dbgen.pages.cleaning import clean

Format = Literal["html", "md", "rst"]


@dataclass(frozen=True, slots=True)
class Converted:
    """Safe HTML, and what the parser has to say: line (0 when unknown) and message."""

    html: str
    reports: Sequence[tuple[int, str]] = ()


def prepare(form: Format) -> None:
    """Import what converts texts of a form: copies of this process need not, and no text waits."""
    if form == "rst":
        import dbgen.pages.restructured_text  # noqa: PLC0415 - see `convert`
    elif form == "md":
        import dbgen.pages.markdown_text  # noqa: F401, PLC0415 - see `convert`


def convert(text: str, form: Format) -> Converted:
    """Turn a text into safe HTML; raises RecursionError for absurd nesting."""
    # The parsers take long to import, and most commands need at most one of them.
    if form == "rst":
        from dbgen.pages.restructured_text import to_html  # noqa: PLC0415

        html, reports = to_html(text)
        return Converted(clean(html), reports)
    if form == "md":
        from dbgen.pages import markdown_text  # noqa: PLC0415

        return Converted(clean(markdown_text.to_html(text)))
    return Converted(clean(text))
