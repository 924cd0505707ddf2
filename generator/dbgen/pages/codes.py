"""The codes of the problems that pages and READMEs can have, each with its title."""

from collections.abc import Mapping
from typing import Final

CODES: Final[Mapping[str, str]] = {
    "DB401": "a template cannot be read",
    "DB402": "template syntax that does not parse",
    "DB403": "blocks of a template that do not match",
    "DB404": "a statement that only works while a request is answered",
    "DB405": "an undefined name",
    "DB406": "a template that does not exist",
    "DB407": "an expression that failed",
    "DB408": "a variable that is set in a loop and does not outlive it",
    "DB420": "a README cannot be read",
    "DB421": "a README takes too long",
    "DB422": "a README with broken mark-up",
}
