"""Ending a process together with all that it has started."""

from __future__ import annotations

import contextlib
import os
import signal


def kill_group(leader: int) -> None:
    """Kill a process and all that it started, as far as they are still there."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
