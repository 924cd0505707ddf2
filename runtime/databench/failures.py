"""What goes wrong in an analysis."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong in an analysis, for whoever develops it.

    Attributes:
        analysis: its name; empty if it is not known which one it is.
        action: what was asked of it; empty if that is not what failed.
        what: says that and what has failed.
        details: the traceback.
        id: as it is in the log.
    """

    analysis: str
    action: str
    what: str
    details: str
    id: str = field(default_factory=lambda: secrets.token_hex(4))

    @property
    def where(self) -> str:
        """What the log begins with."""
        return f"{self.analysis}: " if self.analysis else ""


def log_failure(failure: Failure) -> None:
    """Write a failure to the log."""
    log.error("%s%s (error %s)\n%s", failure.where, failure.what, failure.id, failure.details)
