"""What goes wrong in an analysis."""

from __future__ import annotations

import logging
import secrets

log = logging.getLogger(__name__)


class Failure:
    """What went wrong in an analysis, for whoever develops it.

    Args:
        analysis: its name; empty if it is not known which one it is.
        action: what was asked of it; empty if that is not what failed.
        what: says that and what has failed.
        details: the traceback.

    Attributes:
        id: as it is in the log.
    """

    __slots__ = ("action", "analysis", "details", "id", "what")

    def __init__(self, analysis: str, action: str, what: str, details: str) -> None:
        self.analysis = analysis
        self.action = action
        self.what = what
        self.details = details
        self.id = secrets.token_hex(4)

    @property
    def where(self) -> str:
        """What the log begins with."""
        return f"{self.analysis}: " if self.analysis else ""


def log_failure(failure: Failure) -> None:
    """Write a failure to the log."""
    log.error("%s%s (error %s)\n%s", failure.where, failure.what, failure.id, failure.details)
