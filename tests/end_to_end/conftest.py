"""A build of the packaged app, made once by the real command."""

from pathlib import Path

import pytest

from .hostile import App, Files
from .running import dbgen

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def packaged_app() -> Path:
    """Return the folder of the packaged app."""
    return ROOT / "analyses"


@pytest.fixture(scope="session")
def packaged_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build of the packaged app."""
    out = tmp_path_factory.mktemp("packaged") / "build"
    outcome = dbgen("build", ROOT, "--out", out, "--strict")
    assert outcome.returncode == 0, outcome.stderr
    return out


@pytest.fixture
def app(tmp_path: Path) -> App:
    """Return a function that writes the files of an app below a folder, and returns that."""

    def write(files: Files) -> Path:
        for path, content in files.items():
            target = tmp_path / "app" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path / "app"

    return write
