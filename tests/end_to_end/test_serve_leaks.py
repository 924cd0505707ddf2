"""Many edits of a served app leave no more behind than a few."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from .running import DEADLINE, Program, children_of, copy_tree, running
from .test_serve import SERVE

WARM = 10
"""Edits after which all is there that is kept for good."""
MOST_GROWTH = 16 << 20
"""Bytes of memory that may come and go."""


@dataclass(frozen=True)
class Use:
    """What a served app holds of the system, in all its processes."""

    processes: int
    threads: int
    files: int
    builds: int


def use(program: Program, temporary: Path) -> Use:
    """Return what a program holds just now."""
    pids = [program.process.pid, *children_of(program.process.pid)]
    return Use(
        processes=len(pids),
        threads=sum(entries(Path(f"/proc/{pid}/task")) for pid in pids),
        files=sum(entries(Path(f"/proc/{pid}/fd")) for pid in pids),
        builds=sum(entries(folder) for folder in temporary.iterdir()),
    )


def entries(folder: Path) -> int:
    """Return how many entries a folder has; none if it has just gone away."""
    try:
        return len(list(folder.iterdir()))
    except FileNotFoundError:
        return 0


def settled(look: Callable[[], Use], is_settled: Callable[[Use, Use], bool]) -> Use:
    """Return what is held when it is at rest, or at the deadline."""
    end = time.monotonic() + DEADLINE
    last = look()
    while True:
        threading.Event().wait(0.3)
        last, before = look(), last
        if is_settled(before, last) or time.monotonic() > end:
            return last


def memory(program: Program) -> int:
    """Return the bytes of memory of the supervisor."""
    status = Path(f"/proc/{program.process.pid}/statm").read_text()
    return int(status.split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Editor:
    """Edits an app in five ways, and waits each time for what comes of it."""

    def __init__(self, program: Program, app: Path) -> None:
        self._program = program
        self._style, self._page = app / "scaffold/analysis.css", app / "scaffold/index.html"
        self._python = app / "scaffold/analysis.py"
        self._good = {file: file.read_text() for file in (self._page, self._python)}

    def edit(self, number: int) -> None:
        """Make one edit."""
        ways = [self._restyle, self._reword, self._recode, self._break, self._mend]
        ways[number % len(ways)](number)

    def _restyle(self, number: int) -> None:
        self._style.write_text(f"h1 {{order: {number}}}\n")
        self._program.read_until("updated: /scaffold/analysis.css")

    def _reword(self, number: int) -> None:
        text = self._good[self._page].replace("<button", f"<i>{number}</i><button", 1)
        self._page.write_text(text)
        self._program.read_until("updated: /scaffold/")

    def _recode(self, number: int) -> None:
        self._python.write_text(f"{self._good[self._python]}\n# {number}\n")
        self._program.read_until("the new version is served")

    def _break(self, number: int) -> None:
        self._python.write_text(f"import nowhere_{number}\n{self._good[self._python]}")
        self._program.read_until("could not start")

    def _mend(self, _number: int) -> None:
        self._python.write_text(self._good[self._python])
        self._program.read_until("the new version is served")


def test_edits_leave_nothing_behind(
    packaged_app: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    app = copy_tree(packaged_app, tmp_path / "project" / "analyses")
    (app / "scaffold/analysis.css").write_text("")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    env = {**os.environ, "TMPDIR": str(temporary)}
    count = request.config.getoption("--edits")
    with running([*SERVE, app.parent, "--port", "0"], env=env) as program:
        editor = Editor(program, app)
        look = lambda: use(program, temporary)  # noqa: E731 - it is handed on
        for number in range(WARM):
            editor.edit(number)
        before = settled(look, lambda one, other: one == other and one.processes == 3)
        held = memory(program)
        for number in range(WARM, count):
            editor.edit(number)
        assert settled(look, lambda _, now: now == before) == before
        assert memory(program) < held + MOST_GROWTH
        assert program.stop() == 0
    assert list(temporary.iterdir()) == []
