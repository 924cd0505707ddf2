"""A script that calls databench.run(): one analysis at `/`, through the same pipeline."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .running import DEADLINE, Program, await_end, children_of, running, served_build, visit

SCRIPT = '''\
import databench
from answers import ANSWER


class Hello(databench.Analysis):
    """Answers."""

    @databench.on
    def ask(self):
        self.emit("told", [ANSWER, self.cli_args, self.request_args])


if __name__ == "__main__":
    databench.run(
        Hello,
        __file__,
        name="hello",
        info={"title": "Hello & all", "colour": "red", "version": "1.10"},
        static={"files/(.*)": "public"},
    )
'''
PAGE = """\
{% extends "analysis.html" %}
{% block analysis %}<p>{{ name }}, {{ colour }}, {{ home_link }}</p>
<a href="/data/5">Data</a><a href="/elsewhere/5">No</a>{% end %}
"""
ROUTES = """\
import tornado.web


class Data(tornado.web.RequestHandler):
    def get(self, number):
        self.write(number)


ROUTES = [(r"data/(\\d+)", Data)]
"""
FILES = {
    "hello.py": SCRIPT,
    "answers.py": "ANSWER = 42\n",
    "index.html": PAGE,
    "analysis.js": '"use strict";\n',
    "static/own.css": "p {}\n",
    "public/data.txt": "data\n",
    "README.md": "Read *me*.\n",
    "routes.py": ROUTES,
}


@pytest.fixture
def script(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        file = tmp_path / "app" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "app" / "hello.py"


def command(script: Path, *arguments: str | Path) -> list[str]:
    return [sys.executable, str(script), *map(str, arguments)]


def run(script: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(script, *arguments), capture_output=True, text=True, timeout=DEADLINE, check=False
    )


@pytest.fixture
def served(script: Path) -> Iterator[Program]:
    with running(command(script, "--port", "0", "--samples", "5", "--", "--port", "x")) as program:
        yield program


async def told(program: Program, query: str = "") -> object:
    async with visit(program, query=query) as visitor:
        await visitor.act("ask")
        return await visitor.load_of("told")


def test_everything_is_at_the_root(served: Program) -> None:
    page = served.get("/")
    assert "<title>Hello &amp; all</title>" in page
    assert "<p>hello, red, False</p>" in page
    assert "<p>Read <em>me</em>.</p>" in page
    assert "Version 1.10" in page
    assert "All analyses" not in page
    assert served.get("/analysis.js") == '"use strict";\n'
    assert served.get("/static/own.css") == "p {}\n"
    assert served.get("/files/data.txt") == "data\n"
    assert "Databench" in served.get("/_static/databench.js")


def test_unknown_arguments_reach_the_analysis(served: Program) -> None:
    assert asyncio.run(told(served, "?a=1&a=2")) == [
        42,
        ["--samples", "5", "--port", "x"],
        {"a": ["1", "2"]},
    ]


def test_the_version_is_on_the_wire(served: Program) -> None:
    async def version() -> object:
        async with visit(served) as visitor:
            return (await visitor.load_of("__connect"))["analyses_version"]

    assert str(asyncio.run(version())).startswith("1.10")


def test_an_edit_is_served(served: Program, script: Path) -> None:
    """The script and what it imports are watched, and so is its page."""
    (script.parent / "answers.py").write_text("ANSWER = 43\n")
    served.read_until("the new version is served")
    assert asyncio.run(told(served)) == [43, ["--samples", "5", "--port", "x"], {}]
    (script.parent / "index.html").write_text(PAGE.replace("<p>", "<p>Edited "))
    served.read_until("updated:")
    assert "Edited hello" in served.get("/")


def test_no_watch(script: Path) -> None:
    with running(command(script, "--no-watch", "--port", "0")) as program:
        before = program.get("/")
        (script.parent / "index.html").write_text(PAGE.replace("<p>", "<p>Edited "))
        assert program.get("/") == before


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_a_signal_to_the_script_ends_everything(
    served: Program, number: signal.Signals, code: int
) -> None:
    children = children_of(served.process.pid)
    assert children
    assert served.stop(number) == code
    for child in children:
        await_end(child)


def test_an_interrupt_from_the_terminal_ends_everything(script: Path) -> None:
    """A terminal interrupts the script and what it has started, all at once."""
    own_group = "import os, sys; os.setpgid(0, 0); os.execv(sys.argv[1], sys.argv[1:])"
    start = [sys.executable, "-c", own_group, *command(script, "--port", "0")]
    with running(start) as program:
        os.killpg(program.process.pid, signal.SIGINT)
        assert program.process.wait(DEADLINE) == 0


def test_a_build(script: Path, tmp_path: Path) -> None:
    out = tmp_path / "build"
    assert run(script, "--build", "--out", out).returncode == 0
    assert "from hello import Hello" in (out / "server.py").read_text()
    assert not (out / "static/_static/develop.js").exists()
    with served_build(out, "--samples", "7") as program:
        assert "<p>hello, red, False</p>" in program.get("/")
        assert asyncio.run(told(program)) == [42, ["--samples", "7"], {}]
        # Relative, so that it holds below any path; the other one is none of this server's.
        assert '<a href="data/5">Data</a><a href="/elsewhere/5">' in program.get("/")
        assert program.get("/data/5") == "5"


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("index.html", "colour", "colur", "index.html:2:"),
        ("hello.py", "files/(.*)", "files/.*", "hello.py: error DB141"),
        ("hello.py", '"public"', '"../public"', "hello.py: error DB145"),
        ("hello.py", 'name="hello"', 'name="a/b"', "hello.py: error DB130"),
    ],
)
def test_problems_end_it(script: Path, file: str, old: str, new: str, complaint: str) -> None:
    edited = script.parent / file
    edited.write_text(edited.read_text().replace(old, new))
    for arguments in (["--build", "--out", str(script.parent / "build")], ["--no-watch"]):
        outcome = run(script, *arguments, "--port", "0")
        assert (outcome.returncode, complaint in outcome.stderr) == (2, True), outcome.stderr
        assert "Traceback" not in outcome.stderr
    assert not (script.parent / "build").exists()


def test_exit_codes_of_the_command_line(script: Path, served: Program) -> None:
    assert run(script, "--port", "none").returncode == 2
    assert run(script, "--ssl-port", "8443", "--port", "0").returncode == 2
    taken = served.url.rpartition(":")[2]
    assert run(script, "--port", taken).returncode == 3


def test_the_smallest_call(script: Path) -> None:
    """Without name, info and static, the class says what there is to say."""
    small = SCRIPT[: SCRIPT.index("    databench.run")] + "    databench.run(Hello, __file__)\n"
    script.write_text(small)
    (script.parent / "index.html").write_text("<p>{{ title }} {{ name }}</p>")
    with running(command(script, "--port", "0")) as program:
        assert "<p>Hello hello</p>" in program.get("/")
        assert asyncio.run(told(program)) == [42, [], {}]
