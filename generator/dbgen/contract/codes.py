"""The codes of the problems between a page and its analysis."""

from collections.abc import Mapping
from typing import Final

CODES: Final[Mapping[str, str]] = {
    "DB301": "an element sends an action without a handler",
    "DB302": "an element of the page itself sends an action, too",
    "DB303": "a script sends an action without a handler",
    "DB304": "a message that does not fit its handler",
    "DB305": "an action that pages may not send",
    "DB306": "a page listens to state that nothing sets",
    "DB307": "a page listens to a signal that nothing emits",
    "DB308": "two elements with the same id",
    "DB309": "a handler that no page calls",
    "DB310": "a signal that no page listens to",
    "DB311": "state that nothing reads",
    "DB312": "an element that looks wired and is not",
}

EXPLANATIONS: Final[Mapping[str, str]] = {}
