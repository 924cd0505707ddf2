"""What tests of several parts share."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.chromium import FLAGS

MakeFolder = Callable[[Mapping[str, str | bytes]], Path]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that records the golden trees anew."""
    help_text = "write what is built into tests/golden instead of comparing it"
    parser.addoption("--update-golden", action="store_true", help=help_text)
    parser.addoption("--killed-builds", type=int, default=30, help="how many builds to kill")
    parser.addoption("--edits", type=int, default=30, help="how often to edit a served app")


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the cache of whoever runs the tests out of them, and what they find out out of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBGEN_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def make_app_folder(tmp_path: Path) -> MakeFolder:
    """Return a function that writes files (path: content) into a fresh project and returns it."""

    def make(files: Mapping[str, str | bytes]) -> Path:
        project = tmp_path / "project"
        for path, content in files.items():
            target = project / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return project

    return make


# Playwright's sync API keeps an event loop running in this thread while it is open, and with it
# asyncio.run() fails in every test that follows: so it ends with the module that asked for it.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium with a fresh profile."""
    executable = shutil.which("chromium")
    assert executable is not None, "these tests drive Debian's package chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield chromium
        chromium.close()
