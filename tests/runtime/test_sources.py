"""Whose code an exception came from."""

from pathlib import Path

import pytest

import databench
from databench import sources

RUNTIME = Path(databench.__file__).parent


@pytest.mark.parametrize(
    ("file", "passes"),
    [(RUNTIME / "launch.py", False), (RUNTIME.parent / "analyses" / "pi" / "analysis.py", True)],
)
def test_a_runtime_below_the_project_is_not_the_app(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: Path, *, passes: bool
) -> None:
    project = sources.Sources(tmp_path, [("", str(RUNTIME.parent))])
    monkeypatch.setattr(sources, "_present", [project])
    with pytest.raises(SystemExit) as raised:
        exec(compile("raise SystemExit(0)", file, "exec"))

    assert sources.passes_app(raised.value) == passes
