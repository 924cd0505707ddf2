"""A reference: what somebody wrote where a browser expects an address."""

from typing import Final, NamedTuple

LINK: Final = "page"
"""The kind of a reference that a visitor follows; all others are loaded with the page."""
FRAME: Final = "frame"
SHEET: Final = "style sheet"
FETCHED: Final = "fetched file"


class Reference(NamedTuple):
    """An address as it was written: what is expected there, and the offset in the text."""

    kind: str
    url: str
    offset: int
