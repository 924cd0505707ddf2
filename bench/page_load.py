"""What the first visit of a page costs, in Chromium, as the tests of bundles measure it."""

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.conftest import FLAGS
from tests.end_to_end.first_visit import visit_first
from tests.end_to_end.running import served_build

_APP = Path(__file__).parents[1] / "analyses"


def first_visit(out: Path) -> dict[str, int]:
    """Return requests and bytes of the first visit of Dummy π, built into the folder `out`."""
    command = [sys.executable, "-m", "dbgen", "build", "--quiet", str(_APP), "--out", str(out)]
    subprocess.run(command, check=True)  # noqa: S603 - this very interpreter
    executable = shutil.which("chromium")
    with served_build(out) as program, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        visit = visit_first(browser, f"{program.url}/dummypi/")
        browser.close()
    return {"requests": len(visit.requests), "bytes": visit.size}
