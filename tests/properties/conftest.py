"""Properties are tested with the same examples in every run, and leave nothing behind."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings

from dbgen.cli import main

settings.register_profile(
    "dbgen",
    database=None,
    deadline=None,
    derandomize=True,
    # The examples of a test share an app, of which each writes the same files.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("dbgen")

ANALYSIS = """\
import databench


class Hello(databench.Analysis):
    @databench.on
    def run(self, count: int) -> None:
        self.emit("done", {"count": count})
        self.set_state(count=count)
"""
PAGE = """\
{% extends "analysis.html" %}
{% block analysis %}
<button data-action="run">Run</button> <b data-action="count"></b>
{% end %}
{% block footer %}
<script src="/_static/databench.js"></script>
<script src="/hello/analysis.js"></script>
{% end %}
"""
SCRIPT = "const d = new Databench.Connection();\nd.on('done', found => found);\nd.connect();\n"


class App:
    """An app on disk, one file of which a test writes again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("index.yaml", b"analyses:\n  - name: hello\n  - name: other\n")
        for name in ("hello", "other"):
            self.write(f"{name}/analysis.py", ANALYSIS.encode())
            self.write(f"{name}/index.html", PAGE.encode())
            self.write(f"{name}/analysis.js", SCRIPT.encode())
            self.write(f"{name}/README.md", b"# Hello\n")

    def write(self, path: str, content: bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def validate(self, *options: str) -> int:
        """Run `dbgen validate` in this process; fail if it ends in a traceback."""
        result = CliRunner().invoke(main, ["validate", str(self.folder), *options])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code in (0, 2), result.output
        assert "Traceback" not in result.output
        return result.exit_code

    def codes(self, *options: str) -> set[str]:
        """Return the codes of the problems that `dbgen validate` finds in index.yaml."""
        command = ["validate", str(self.folder), "--format", "json", *options]
        found = json.loads(CliRunner().invoke(main, command).stdout)
        problems = found.get("problems", ())
        return {each["code"] for each in problems if each["file"].endswith("index.yaml")}


@pytest.fixture
def app(tmp_path: Path) -> App:
    return App(tmp_path)
