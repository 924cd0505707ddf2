"""From saving a file to the changed text in Chromium, while an app is served to edit it."""

import re
import shutil
import statistics
import time
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from bench.chromium import DEADLINE_MS, fresh_context
from bench.contenders.contender import CACHE, Contender, Unable
from bench.contenders.installing import Installed
from bench.figures.figure import Figure, Measure, Sample, Tools
from bench.serving import free_port, serving

_EDITS: Final = 7
_SHORT_EDITS: Final = 2
_THINKING_MS: Final = 500.0
_SEER: Final = Path(__file__).parents[1] / "seer.js"


class _Seen:
    """The texts that have been seen, each with the time of the clock."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._times: dict[str, float] = {}
        page.expose_binding("benchSeen", lambda _, text, at: self._times.setdefault(text, at))

    def await_text(self, text: str) -> float:
        """Wait until a text is seen; return when, in milliseconds."""
        deadline = time.monotonic() + DEADLINE_MS / 1000
        while text not in self._times:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{text!r} was never seen")
            self._page.wait_for_timeout(2)
        return self._times[text]


def _sample(installed: Installed, tools: Tools) -> Sample:
    editing = installed.contender.editing
    if editing is None:
        raise Unable("it does not serve what is edited")
    folder = CACHE / "edited" / installed.contender.name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(editing.source, folder)
    port = free_port()
    command = installed.command(editing.command, port)
    with (
        serving(command, folder, {}, port, editing.page) as server,
        fresh_context(tools.browser) as context,
    ):
        page = context.new_page()
        page.add_init_script(path=_SEER)
        seen = _Seen(page)
        page.goto(server.page, wait_until="commit")
        edits = _SHORT_EDITS if tools.short else _EDITS
        return {
            kind: _edit(page, seen, folder / file, kind, edits)
            for kind, file in editing.files.items()
        }


def _edit(page: Page, seen: _Seen, file: Path, kind: str, edits: int) -> float:
    """Edit a file some times; return the median of the milliseconds until that is seen."""
    seen.await_text(f"{kind} 0")
    times = []
    for number in range(1, edits + 2):
        page.wait_for_timeout(_THINKING_MS)
        text = file.read_text(encoding="utf-8")
        edited = re.sub(rf"{kind} \d+", f"{kind} {number}", text)
        saved = 1000 * time.time()
        file.write_text(edited, encoding="utf-8")
        times.append(seen.await_text(f"{kind} {number}") - saved)
    # The first edit finds a server that has not done this before.
    return statistics.median(times[1:])


def _takes(contender: Contender) -> bool:
    return contender.editing is not None


FIGURE: Final = Figure(
    "saving",
    "save to visible, while developing",
    (
        Measure("style", "a style sheet", "ms", 0),
        Measure("page", "a text of the page (in Streamlit of the script)", "ms", 0),
        Measure("python", "Python", "ms", 0),
    ),
    _sample,
    takes=_takes,
)
