"""Processes that are measured: what they run with, and what they and their children cost."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import Final

_RSS: Final = re.compile(r"^Rss:\s+(\d+) kB", re.MULTILINE)
_CPUCLOCK_SCHED: Final = 2


def with_compiled_python() -> dict[str, str]:
    """Return the environment, in which Python keeps what it compiles, as it does where it is used.

    Many a shell for development tells it not to.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and its descendants so far, to the nanosecond."""
    return sum(time.clock_gettime_ns(_clock(each)) for each in _tree(pid)) / 1e9


def memory(pid: int) -> int:
    """Return the bytes of memory that a process and its descendants have resident."""
    return sum(_resident(each) for each in _tree(pid))


def _clock(pid: int) -> int:
    # What clock_getcpuclockid(3) answers; Python has it for threads of its own only.
    return (~pid << 3) | _CPUCLOCK_SCHED


def _resident(pid: int) -> int:
    # The counters in /proc/<pid>/statm are estimates, as kernels count by processor.
    match = _RSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii"))
    return 1024 * int(match[1]) if match else 0


def _tree(pid: int) -> list[int]:
    children = [
        int(child)
        for tasks in Path(f"/proc/{pid}/task").glob("*/children")
        for child in tasks.read_text(encoding="ascii").split()
    ]
    return [pid, *(each for child in children for each in _tree(child))]
