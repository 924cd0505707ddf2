"""What stands in a text for each character of template syntax, so that offsets stay the same."""

from typing import Final

MARK: Final = "\ue000"
"""A character of an expression."""
STATEMENT_MARK: Final = "\ue001"
"""A character of a statement."""
