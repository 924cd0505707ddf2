"""Apps that are made to stop or to fool whoever validates them: all end in 0 or 2, within bounds.

The system itself ends a process that takes more time or memory than it may.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

MEMORY: Final = 200 << 20
# Twice what is promised: where others use the other half of a core, time counts double.
SECONDS: Final = 4

ANALYSIS: Final = "import databench\n\n\nclass Hello(databench.Analysis): ...\n"
LOOPS: Final = "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}"
WIRED: Final = (
    '<script src="/_static/databench.js"></script>\n'
    "<script>const d = new Databench.Connection(); Databench.ui.wire(d); d.connect();</script>\n"
)
INDEX: Final = "analyses:\n  - name: hello\n"
HELLO: Final = {
    "index.yaml": INDEX,
    "hello/analysis.py": ANALYSIS,
    "hello/index.html": "<p>{{ title }}</p>\n",
}

Files = Mapping[str, str | bytes]


def handlers(count: int) -> str:
    """Return an analysis with so many handlers."""
    methods = (f"    @databench.on\n    def h{n}(self): pass\n" for n in range(count))
    return "import databench\n\n\nclass Hello(databench.Analysis):\n" + "".join(methods)


# The kernel's account of a child begins with the size of the process that started it, which is
# that of the tests here; VmHWM is the program's own.
MEASURED = """
import atexit, os, re
from pathlib import Path

def write():
    status = Path("/proc/self/status").read_text()
    Path(os.environ["PEAK"]).write_text(re.search(r"VmHWM:\\s+(\\d+)", status)[1])

atexit.register(write)
from dbgen.cli import main
main(prog_name="dbgen")
"""


def validate(folder: Path) -> tuple[int, str]:
    """Return how validating a folder ends, and what it prints."""
    bounded = ("bash", "-c", f'ulimit -t {SECONDS} && exec "$@"', "bash")
    command = (sys.executable, "-c", MEASURED, "validate", "--strict", "--offline", folder)
    output, peak = folder.parent / "output", folder.parent / "peak"
    with output.open("wb") as stream:
        done = subprocess.run(
            [*bounded, *command],
            stdout=stream,
            stderr=stream,
            env={**os.environ, "PEAK": str(peak)},
            check=False,
        )
    text = output.read_text("utf-8", "replace")
    assert int(peak.read_text()) << 10 < MEMORY, text
    assert "Traceback" not in text, text
    return done.returncode, text


@pytest.fixture
def app(tmp_path: Path) -> Callable[[Files], Path]:
    """Return a function from files to a folder that has them."""

    def make(files: Files) -> Path:
        for path, content in files.items():
            target = tmp_path / "app" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path / "app"

    return make


THOUSAND: Final = "a: &a\n" + "".join(f"  k{number}: 1\n" for number in range(1000))
BOMB: Final = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)

INDEXES: Final[Mapping[str, tuple[str | bytes, str]]] = {
    "C1 alias bomb": (BOMB + INDEX, "DB107"),
    "C2 thousand merges": (f"{THOUSAND}b:\n" + "  <<: *a\n" * 1000 + INDEX, "DB107"),
    "C3 recursion": ("watch: &a [*a]\n" + INDEX, "DB108"),
    "C4 one MiB": ("description: |\n" + ("  " + "x" * 97 + "\n") * 10_000 + INDEX, "DB201"),
    "C4 values": ("x-a: [" + "a, " * 99_000 + "]\n" + INDEX, "DB201"),
    "C4 too large": (b"#" * (2 << 20), "DB102"),
    "C5 open lists": ("a: " + "[" * 5000, "DB106"),
    "C5 nested lists": ("a: " + "[" * 300 + "]" * 300, "DB106"),
    "C6 duplicate keys": ("title: a\ntitle: b\n" + INDEX, "DB111"),
    "C7 tab": ("analyses:\n\t- name: hello\n", "DB105"),
    "C7 UTF-16": (INDEX.encode("utf-16"), "DB103"),
    "C7 latin-1": ("title: é\n".encode("latin-1"), "DB103"),
    "C7 NUL": (b"title: \0\n", "DB104"),
    "C7 empty": ("", "DB115"),
    "C7 scalar": ("hello", "DB116"),
    "C7 list": ("- hello", "DB116"),
    "C7 two documents": (INDEX + "---\n" + INDEX, "DB114"),
    "C7 unhashable key": ("? {a: b}\n: c\n", "DB112"),
    "C8 impossible date": ("x-a: 2026-99-99\n" + INDEX, "DB201"),
    "C8 many digits": ("x-a: " + "7" * 5000 + "\n" + INDEX, "DB201"),
    "C8 tag": ("title: !!python/object/apply:os.system [touch pwned]\n" + INDEX, "DB110"),
    "C9 surprises": (INDEX + "    version: 1.10\n    title: 12:30:45\n", "DB201"),
    "C10 unknown keys": ("".join(f"k{n}: 1\n" for n in range(5000)) + INDEX, "DB199"),
    "C10 nulls": ("title:\nstatic:\nanalyses:\n  - name:\n", "DB122"),
    "C10 analyses": ("analyses:\n" + "".join(f"- name: a{n}\n" for n in range(10_000)), "DB201"),
    "C10 duplicates": ("analyses:\n" + "- name: a\n" * 900, "DB131"),
    "C11 names": ('analyses:\n  - name: "../x"\n  - name: "\\u202ea"\n', "DB130"),
    "C12 long title": ("title: " + "</script>" * 100_000 + "\n" + INDEX, "DB201"),
    "C13 exploding": ("static: {(a+)+$: x}\n" + INDEX, "DB142"),
    "C13 many patterns": (
        "static:\n" + "".join(f"  {n}/(.*): x\n" for n in range(3000)) + INDEX,
        "DB107",
    ),
    "C13 long pattern": ("static: {" + "(" * 100_000 + ": x}\n" + INDEX, "DB1"),
    "C14 outside": ("static: {a/(.*): ../.., b/(.*): /, c/(.*): '~'}\n" + INDEX, "DB145"),
    "C15 outside": ("watch: ['/**', '../../**']\n" + INDEX, "DB125"),
}


@pytest.mark.parametrize(("text", "code"), INDEXES.values(), ids=INDEXES)
def test_index_yaml(app: Callable[[Files], Path], text: str | bytes, code: str) -> None:
    folder = app({"index.yaml": text})
    status, output = validate(folder)

    assert status == 2
    assert code in output
    assert not (folder / "pwned").exists()


PROJECTS: Final[Mapping[str, tuple[Files, str]]] = {
    "C12 every text": (
        {
            "index.yaml": 'title: "{{ 6 * 7 }}{% import os %}"\nauthor: \'"""\\\'\n'
            'description: "</script><script>\\u2028"\n'
            + INDEX
            + '    title: "{% raw x %}\\n{{ x }}"\n',
        },
        "no problems found",
    ),
    "C13 shadows all": (
        {"index.yaml": "static: {(.*): files}\n" + INDEX, "files/x.txt": "x"},
        "",
    ),
    "C14 missing, a file, the app": (
        {"index.yaml": "static: {a/(.*): no, b/(.*): hello/index.html, c/(.*): .}\n" + INDEX},
        "DB504",
    ),
    "C14 with secrets": (
        {"index.yaml": "static: {a/(.*): f}\n" + INDEX, "f/.env": "x", "f/routes.py": "x"},
        "no problems found",
    ),
    "C15 stars": ({"index.yaml": f"watch: ['{'**/' * 60}x', '{'*a' * 60}']\n" + INDEX}, "DB212"),
    "C16 brackets": ({"hello/README.md": "[" * 5000}, "no problems found"),
    "C16 scripts": ({"hello/README.md": "<script>x</script><img onerror=x>"}, "no problems found"),
    "C16 bad UTF-8": ({"hello/README.md": b"\xff"}, "DB420"),
    "C16 a folder": ({"hello/README.md/x": "x"}, "DB420"),
    "C16 two": ({"hello/README.md": "x", "hello/README.rst": ".. include:: x"}, ""),
    "C16 10 MB": ({"hello/README.md": b"a *b* " * 1_700_000}, "DB420"),
    "C16 reads files": (
        {"hello/README.rst": ".. include:: /etc/passwd\n\n.. raw:: html\n   :url: http://a.b/\n"},
        "DB422",
    ),
    "C17 syntax": ({"hello/routes.py": "ROUTES = [(\n"}, "DB205"),
    "C17 import error": ({"hello/routes.py": "import nothing_like_it\nROUTES = []\n"}, "no prob"),
    "C17 exit": ({"hello/routes.py": "import sys\nsys.exit(5)\nROUTES = []\n"}, "DB217"),
    "C17 endless": ({"hello/routes.py": "while True:\n    pass\nROUTES = []\n"}, "DB217"),
    "C17 print": ({"hello/routes.py": "print('x' * 10**9)\nROUTES = []\n"}, "no problems found"),
    "C17 no list": ({"hello/routes.py": "ROUTES = {'a': 1}\n"}, "DB501"),
    "C17 built-in": ({"hello/routes.py": "ROUTES = [('ws', H, {})]\n"}, "DB502"),
    "C17 deep": ({"hello/routes.py": "ROUTES = " + "[" * 90 + "]" * 90 + "\n"}, ""),
    "C17 huge": ({"hello/routes.py": b"#" * (2 << 20)}, "DB208"),
    "C17 operators": ({"hello/routes.py": "ROUTES = [] " + "+ []" * 50_000 + "\n"}, ""),
    "C17 attributes": ({"hello/routes.py": "ROUTES = a" + ".b" * 90_000 + "\n"}, ""),
    "page of brackets": ({"hello/index.html": "{{" * 100_000}, "DB4"),
    "page of blocks": ({"hello/index.html": "{% if x %}" * 5000}, "DB403"),
    "page of tags": ({"hello/index.html": "<a " * 100_000}, ""),
    "page of comments": ({"hello/index.html": "<!--" * 100_000}, ""),
    "page of open attributes": ({"hello/index.html": '<a x="' * 100_000}, ""),
    "page of sections": ({"hello/index.html": "<![CDATA[" * 100_000}, ""),
    "page of selectors": ({"hello/index.html": "<p class='" + "a " * 400_000}, ""),
    "script of calls": ({"hello/analysis.js": "d.emit(" * 100_000}, ""),
    "script of strings": ({"hello/analysis.js": "d.emit('x', {a: 1});\n" * 40_000}, ""),
    "script of templates": ({"hello/analysis.js": "`${" * 100_000}, ""),
    "style of urls": ({"hello/analysis.css": "a{b:url(" * 10_000}, ""),
    "script of brackets": ({"hello/analysis.js": "[" * 100_000}, ""),
    "style of imports": ({"hello/analysis.css": "@import " * 50_000}, ""),
    "style of open imports": ({"hello/analysis.css": "@import url(" * 50_000}, "DB430"),
    "style of many urls": ({"hello/analysis.css": "a{b:url(x)}" * 40_000}, "DB430"),
    "page of a wide number": ({"hello/index.html": '{{ "%1000000000d" % 3 }}'}, "DB411"),
    "page of a long text": (
        {"hello/index.html": 'a\n{{ "a" * 10**9 }}'},
        ":2:1: error DB411",
    ),
    "page of a formatted text": ({"hello/index.html": '{{ "{:999999999}".format(3) }}'}, "DB411"),
    "page of a centred text": ({"hello/index.html": "{{ 'x' | center(10**9) }}"}, "DB411"),
    "page of doubled texts": (
        {"hello/index.html": "{% set a = 'aaaaaaaa' %}" + "{% set a = a ~ a %}" * 40},
        "DB411",
    ),
    "page of loops": ({"hello/index.html": LOOPS}, "DB411"),
    "page of silent loops": ({"hello/index.html": LOOPS.replace("x", "")}, "DB411"),
    "page of macros": (
        {"hello/index.html": "{% macro m(n) %}{{ m(n-1) }}{{ m(n-1) }}{% end %}{{ m(90) }}"},
        "DB4",
    ),
    "page of endless macros": (
        {"hello/index.html": "{% macro m() %}{{ m() }}{% end %}{{ m() }}"},
        "DB407",
    ),
    "page of expressions": ({"hello/index.html": "{{ title }}" * 90_000}, "DB411"),
    "frame of loops": (
        {"hello/index.html": '{% extends "frame.html" %}', "frame.html": LOOPS},
        "DB411",
    ),
    "template of loops": ({"unused.html": f"{LOOPS}{{{{ 9 ** 9 ** 9 ** 9 }}}}"}, "no problems"),
    "page of scripts": ({"hello/index.html": f"{WIRED}<script>d.emit('x');</script>" * 3000}, ""),
    "page of buttons": ({"hello/index.html": WIRED + '<button data-action="a">' * 6000}, "DB301"),
    "handlers": ({"hello/analysis.py": handlers(6500), "hello/index.html": WIRED}, "DB309"),
    "too many handlers": ({"hello/analysis.py": handlers(15_000)}, "DB208"),
    "statements": ({"hello/analysis.py": ANALYSIS + "x = 1\n" * 150_000}, "DB208"),
    "C16 stars": ({"hello/README.md": "*a_ " * 100_000}, "DB421"),
}


@pytest.mark.parametrize(("files", "words"), PROJECTS.values(), ids=PROJECTS)
def test_projects(app: Callable[[Files], Path], files: Files, words: str) -> None:
    status, output = validate(app({**HELLO, **files}))

    assert status in (0, 2), output
    assert words in output


def test_links_pipes_and_loops(app: Callable[[Files], Path]) -> None:
    folder = app({**HELLO, "index.yaml": "static: {a/(.*): out, b/(.*): loop}\n" + INDEX})
    for name, target in {
        "out": "/etc",
        "loop": "loop",
        "hello/up": "..",
        "hello/README.md": "/etc/passwd",
        "hello/static": "/dev",
        "hello/device": "/dev/zero",
    }.items():
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "hello/analysis.js")
    os.mkfifo(folder / "hello/routes.py")
    status, output = validate(folder)

    assert status == 2
    for code in ("DB209", "DB420", "DB504"):
        assert code in output


def test_a_pipe_as_index(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    os.mkfifo(tmp_path / "app/index.yaml")

    assert validate(tmp_path / "app")[0] == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(app: Callable[[Files], Path]) -> None:
    folder = app(HELLO)
    (folder / "hello/analysis.py").chmod(0)

    assert validate(folder)[0] == 2
