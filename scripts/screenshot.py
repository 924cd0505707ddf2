"""Take the picture of the README: Dummy π while it runs.

Usage: python scripts/screenshot.py OUT
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

ROOT = Path(__file__).parents[1]
SIZE: ViewportSize = {"width": 800, "height": 800}
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
MOST_BYTES = 120_000
UNDER_WAY = "document.getElementById('progress').value >= 0.4"


def main(out: Path) -> None:
    """Build the packaged app, serve it, run Dummy π and write the picture to out."""
    with tempfile.TemporaryDirectory(prefix="dbgen-screenshot-") as folder:
        build = Path(folder) / "build"
        subprocess.run([sys.executable, "-m", "dbgen", "build", ROOT, "--out", build], check=True)  # noqa: S603 - our own module
        with served(build) as url:
            picture = take(f"{url}/dummypi/")
    if len(picture) > MOST_BYTES:
        sys.exit(f"the picture has {len(picture):,} bytes, more than {MOST_BYTES:,}")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(picture)


@contextmanager
def served(build: Path) -> Iterator[str]:
    """Run the server of a build on a free port and yield its address."""
    command = [sys.executable, str(build / "server.py"), "--port", "0", "--log", "ERROR"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - built just now
        try:
            assert server.stdout is not None  # noqa: S101 - it is a pipe, which mypy cannot know
            yield server.stdout.readline().split()[-1]
        finally:
            server.terminate()


def take(url: str) -> bytes:
    """Return a picture (PNG) of the page at url, some way into its run."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is missing; scripts/system-packages installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        # What is waited for is a text of JavaScript, which the policy of the page refuses.
        page = browser.new_page(viewport=SIZE, color_scheme="light", bypass_csp=True)
        page.goto(url)
        page.click("#run")
        page.wait_for_function(UNDER_WAY)
        picture = page.screenshot(animations="disabled")
        browser.close()
    return picture


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
