"""A large app, which several processes look into, has the problems that one process would find."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dbgen.processes import FEWEST

COUNT = 2 * FEWEST + 9

PYTHON = {
    0: "@databench.on\n    def run(self, a): self.emit('done', 1)\n",
    1: "def on_go(self): self.set_state(count=1)\n\n    def stop(self, x:\n",
    2: "@databench.on\n    def run(self): self.data.init(speed=1)\n",
    3: "run = None\n\n\nclass Another(databench.Analysis): ...\n",
}
PAGES = {
    0: '{{ subtitle }}<button data-action="rum">Run</button>\n<p data-action="speed"></p>\n',
    1: "{{ subtitle }}{% if x %}\n",
    2: '<img src="/a0/static/gone.png">\n<script src="https://example.org/x.js"></script>\n',
    3: '{% extends "frame.html" %}\n{% block a %}{{ 1 / 0 }}{% end %}\n',
}
SCRIPT = """\
const d = new Databench.Connection();
Databench.ui.wire(d);
d.emit("run", {a: 1, b: 2});
d.on("done", show);
"""
ON_ONE_PROCESSOR = """
import os, sys
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from dbgen.cli import main
main(prog_name="dbgen")
"""


def write_app(folder: Path) -> None:
    entries = "".join(f"  - name: a{number}\n" for number in range(COUNT))
    files = {"index.yaml": f"analyses:\n{entries}  - name: missing\n", "frame.html": "{% if %}"}
    for number in range(COUNT):
        body, page = PYTHON[number % 4], PAGES[number % 4]
        files |= {
            f"a{number}/analysis.py": "import databench\nimport shared.common\n\n\n"
            f"class A{number}(databench.Analysis):\n    {body}",
            f"a{number}/index.html": '<script src="/_static/databench.js"></script>\n'
            f'<script src="/a{number}/analysis.js"></script>\n{page}',
            f"a{number}/analysis.js": SCRIPT,
            f"a{number}/analysis.css": "a { background: url(gone.png) }\n",
            f"a{number}/README.rst" if number % 5 == 0 else f"a{number}/README.md": "T\n=\n*x",
        }
    files["../shared/common.py"] = "def broken(:\n"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def problems(folder: Path, *command: str) -> list[object]:
    done = subprocess.run(
        [sys.executable, *command, "validate", "--format", "json", str(folder)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 2, done.stderr
    assert not done.stderr
    found: list[object] = json.loads(done.stdout)["problems"]
    return found


@pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="one process does all"
)
def test_problems_are_those_that_one_process_finds(tmp_path: Path) -> None:
    write_app(tmp_path / "app")
    together = problems(tmp_path / "app", "-m", "dbgen")

    assert together == problems(tmp_path / "app", "-c", ON_ONE_PROCESSOR)
    text = json.dumps(together)
    for code in ("DB201", "DB204", "DB205", "DB301", "DB405", "DB403", "DB422", "DB430", "DB432"):
        assert code in text
