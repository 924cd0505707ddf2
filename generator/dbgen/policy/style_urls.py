"""What a style sheet loads from other servers."""

from collections.abc import Iterator
from typing import Final

from dbgen.policy.need import Need, foreign
from dbgen.references.stylesheets import in_style_sheet

_DIRECTIVES: Final = {"style sheet": "style-src-elem", "font": "font-src"}


def style_needs(text: str) -> Iterator[Need]:
    """Return what the text of a style sheet needs; what is no font and no sheet is an image."""
    if "//" not in text:
        return
    for reference in in_style_sheet(text):
        yield from foreign(_DIRECTIVES.get(reference.kind, "img-src"), reference.url)
