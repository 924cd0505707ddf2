"""What tests of several parts share."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

MakeFolder = Callable[[Mapping[str, str | bytes]], Path]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that records the golden trees anew."""
    help_text = "write what is built into tests/golden instead of comparing it"
    parser.addoption("--update-golden", action="store_true", help=help_text)


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
