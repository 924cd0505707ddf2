"""What a script imports, before anything else is known of it."""

import re
from typing import Final

from dbgen.script_syntax import literal, parse

LIBRARY: Final = "databench"
"""The name by which scripts import the library of the page."""

_MENTIONS: Final = re.compile(rb"\b(?:import|export)\b")
_STATEMENTS: Final = ("import_statement", "export_statement")


def imported(text: bytes, *, typescript: bool = False) -> tuple[str, ...]:
    """Return the addresses of the modules that a script imports on its top level."""
    root = parse(text, typescript=typescript) if _MENTIONS.search(text) else None
    if root is None:
        return ()
    statements = (node for node in root.named_children if node.type in _STATEMENTS)
    sources = (node.child_by_field_name("source") for node in statements)
    written = (literal(source) for source in sources if source)
    return tuple(dict.fromkeys(address for address in written if address))
