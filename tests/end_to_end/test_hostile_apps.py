"""Hostile files of an app: validating it ends in 0 or 2, within bounds."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from .hostile import ANALYSIS, HELLO, INDEX, App, Files, validate

README_PAGE: Final = {"hello/index.html": "{{ readme }}"}
MANY_ROUTES: Final = "ROUTES = [" + f"('{'(a|b)?' * 40}', H), " * 2000 + "]\n"
LOOPS: Final = "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}"
WIRED: Final = (
    '<script src="/_static/databench.js"></script>\n'
    "<script>const d = new Databench.Connection(); Databench.ui.wire(d); d.connect();</script>\n"
)


def handlers(count: int) -> str:
    """Return an analysis with so many handlers."""
    methods = (f"    @databench.on\n    def h{n}(self): pass\n" for n in range(count))
    return "import databench\n\n\nclass Hello(databench.Analysis):\n" + "".join(methods)


def lines(text: str, count: int) -> str:
    """Return a text so many times; N in it is the number of each."""
    return "".join(text.replace("N", str(number)) for number in range(count))


def many(files: Mapping[str, str]) -> dict[str, str]:
    """Return an app of ten analyses with such files; N in these is the number of the analysis."""
    made = {"index.yaml": "analyses:\n" + "".join(f"  - name: a{n}\n" for n in range(10))}
    own = {"analysis.py": ANALYSIS, "index.html": "<p>N {{ title }}</p>\n", **files}
    for number in range(10):
        for name, text in own.items():
            made[f"a{number}/{name}"] = text.replace("N", str(number))
    return made


CLASS: Final = "class CN(CxN):\n    pass\n"
TABLE = "|a" * 3000 + "|\n" + "|-" * 3000 + "|\n" + "|b\n" * 3000
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
    "C14 one folder for many": (
        {
            "index.yaml": "static:\n"
            + "".join(f"  a{n}/(.*): files\n" for n in range(256))
            + INDEX,
            **{f"files/{n}.txt": "x" for n in range(1000)},
        },
        "no problems found",
    ),
    "C15 stars": ({"index.yaml": f"watch: ['{'**/' * 60}x', '{'*a' * 60}']\n" + INDEX}, "DB212"),
    "C16 brackets": ({"hello/README.md": "[" * 5000}, "no problems found"),
    "C16 more brackets": ({"hello/README.md": "[" * 1_000_000}, "DB421"),
    "C16 elements": ({"hello/README.md": "<div>" * 200_000}, "DB421"),
    "C16 ampersands": ({"hello/README.md": "&" * 1_000_000}, "DB421"),
    "C16 lists": ({"hello/README.rst": "i. a\n\nv. a\n\n" * 1200}, "DB42"),
    "C16 tables": ({"hello/README.md": f"{TABLE}\n" * 4}, "DB421"),
    "C16 links": ({"hello/README.md": "[a](/b) " * 1900, **README_PAGE}, "DB199"),
    "C16 surrogates": ({"hello/README.md": b"\xed\xa0\x80"}, "DB420"),
    "C16 zeros": ({"hello/README.md": "\0" * 1_000_000}, ""),
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
    "C17 elifs": (
        {"hello/routes.py": "ROUTES = []\nif 1:\n    pass\n" + "elif 1:\n    pass\n" * 1500},
        "no problems found",
    ),
    "C17 huge": ({"hello/routes.py": b"#" * (2 << 20)}, "DB208"),
    "C17 operators": ({"hello/routes.py": "ROUTES = [] " + "+ []" * 50_000 + "\n"}, ""),
    "C17 attributes": ({"hello/routes.py": "ROUTES = a" + ".b" * 90_000 + "\n"}, ""),
    "C17 starred": ({"hello/routes.py": f"ROUTES = [{'*ROUTES, ' * 20_000}]\n"}, ""),
    "C17 long pattern": ({"hello/routes.py": f"ROUTES = [('{'a' * 900_000}', H)]\n"}, "DB502"),
    "C17 many patterns": ({"hello/routes.py": MANY_ROUTES}, ""),
    "C17 UTF-16": ({"hello/routes.py": "ROUTES = []".encode("utf-16")}, "DB205"),
    "C17 zeros": ({"hello/routes.py": b"\0" * 1000}, "DB205"),
    "classes": (
        {
            "hello/analysis.py": ANALYSIS
            + "class A0(Hello): ...\nclass B0(Hello): ...\n"
            + "".join(
                f"class A{n + 1}(A{n}, B{n}): ...\nclass B{n + 1}(A{n}, B{n}): ...\n"
                for n in range(60)
            )
        },
        "",
    ),
    "modules": (
        {
            "hello/analysis.py": "from .m0 import Hello\n",
            **{f"hello/m{n}.py": f"from .m{n + 1} import Hello\n" for n in range(800)},
            "hello/m800.py": ANALYSIS,
        },
        "",
    ),
    "requirements": (
        {
            "hello/requirements.txt": "-r r0.txt\n",
            **{f"hello/r{n}.txt": f"-r r{n + 1}.txt\n-r ./r{n + 1}.txt\n" for n in range(60)},
        },
        "DB215",
    ),
    "page of brackets": ({"hello/index.html": "{{" * 100_000}, "DB4"),
    "page of blocks": ({"hello/index.html": "{% if x %}" * 5000}, "DB403"),
    "page of braces": ({"hello/index.html": "{" * 500_000}, "DB4"),
    "page of less-than signs": ({"hello/index.html": "<" * 1_000_000}, ""),
    "page of bold": ({"hello/index.html": "<b>" * 300_000}, ""),
    "page of attributes": ({"hello/index.html": f"<a {'x=1 ' * 250_000}>"}, ""),
    "page of references": ({"hello/index.html": f"<a href='{'&amp;' * 200_000}'>"}, ""),
    "page of UTF-16": ({"hello/index.html": ("<p>" * 100_000).encode("utf-16")}, "DB401"),
    "page of zeros": ({"hello/index.html": b"\0" * 1_000_000}, ""),
    "page of surrogates": ({"hello/index.html": b"\xed\xa0\x80"}, "DB401"),
    "page of templates": (
        {
            "hello/index.html": '{% extends "t0.html" %}',
            **{f"t{n}.html": f'{{% extends "t{n + 1}.html" %}}' for n in range(1000)},
        },
        "DB40",
    ),
    "page of includes": (
        {
            "hello/index.html": '{% include "t0.html" %}',
            **{f"t{n}.html": f'{{% include "t{n + 1}.html" %}}' * 2 for n in range(40)},
            "t40.html": "x",
        },
        "DB411",
    ),
    "unused templates": ({f"t{n}.html": "{{ title }}" * 5000 for n in range(300)}, "DB411"),
    "page of tags": ({"hello/index.html": "<a " * 100_000}, ""),
    "page of comments": ({"hello/index.html": "<!--" * 100_000}, ""),
    "page of open attributes": ({"hello/index.html": '<a x="' * 100_000}, ""),
    "page of sections": ({"hello/index.html": "<![CDATA[" * 100_000}, ""),
    "page of selectors": ({"hello/index.html": "<p class='" + "a " * 400_000}, ""),
    "script of calls": ({"hello/analysis.js": "d.emit(" * 100_000}, ""),
    "script of strings": ({"hello/analysis.js": "d.emit('x', {a: 1});\n" * 40_000}, ""),
    "script of numbers": ({"hello/analysis.js": "1+" * 60_000 + "1"}, ""),
    "script of zeros": ({"hello/analysis.js": b"\0" * 100_000}, ""),
    "huge script": ({"hello/analysis.js": "d.emit('x', {a: 1});\n" * 400_000}, ""),
    "style of brackets": ({"hello/analysis.css": "([{" * 300_000}, ""),
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
    "bases that are missing": ({"hello/analysis.py": ANALYSIS + lines(CLASS, 2000)}, "DB220"),
    "long names that are missing": (
        {"hello/analysis.py": ANALYSIS + lines(CLASS.replace("C", "abcdefgh_" * 4), 2000)},
        "DB220",
    ),
    "imports that find nothing": (
        {
            "hello/analysis.py": "from .m import "
            + ", ".join(f"n{n}" for n in range(2000))
            + f"\n{ANALYSIS}",
            "hello/m.py": lines("mN = 1\n", 2000),
        },
        "DB218",
    ),
    "attributes that are missing": (
        {"hello/analysis.py": ANALYSIS + lines("xN = databench.yN\n", 1000)},
        "DB220",
    ),
    "attributes of what is missing": (
        {"hello/analysis.py": ANALYSIS + lines("xN = databench.yN.z\n", 9000)},
        "DB220",
    ),
    "modules of what is missing": (
        {"hello/analysis.py": ANALYSIS + lines("import databench.yN.z\n", 9000)},
        "no problems found",
    ),
    "decorators": (
        {"hello/analysis.py": ANALYSIS + lines("def fN(x): ...\n@fN\nclass CN: ...\n", 4000)},
        "no problems found",
    ),
}


MANY: Final[Mapping[str, tuple[Mapping[str, str], str]]] = {
    "brackets": ({"README.md": "N" + "[" * 1_000_000}, "DB421"),
    "short lists": ({"README.rst": "N\n\n" + "i. a\n\nv. a\n\n" * 1200}, "DB421"),
    "pictures": (
        {
            "README.md": "N" + "".join(f"![a](b{number}.png)\n" for number in range(1000)),
            "index.html": "{{ readme }}",
        },
        "DB430",
    ),
    "loops": ({"index.html": "N" + LOOPS}, "DB411"),
    "bold": ({"index.html": "N" + WIRED + "<b>" * 80_000}, "DB313"),
    "scripts": (
        {
            "index.html": WIRED + "<script src='analysis.js'></script>",
            "analysis.js": "//N\n" + "d.emit('x', {a: 1});\n" * 6000,
        },
        "DB303",
    ),
    "evaluation": ({"analysis.js": "//N\n" + "eval(f('x', {a: 1}));\n" * 5000}, "DB433"),
    "handlers": ({"analysis.py": "#N\n" + handlers(6500), "index.html": WIRED}, "DB208"),
}


@pytest.mark.parametrize(("files", "words"), MANY.values(), ids=MANY)
def test_many_analyses(app: App, files: Mapping[str, str], words: str) -> None:
    status, output = validate(app(many(files)))

    assert status in (0, 2), output
    assert words in output


@pytest.mark.parametrize(("files", "words"), PROJECTS.values(), ids=PROJECTS)
def test_projects(app: App, files: Files, words: str) -> None:
    status, output = validate(app({**HELLO, **files}))

    assert status in (0, 2), output
    assert words in output


def test_links_pipes_and_loops(app: App) -> None:
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


@pytest.mark.parametrize("where", ["hello/static", "other"])
def test_folders_that_link_to_each_other(app: App, where: str) -> None:
    folder = app(HELLO)
    for number in range(12):
        (folder / where / f"f{number}").mkdir(parents=True)
        for other in range(12):
            (folder / where / f"f{number}/l{other}").symlink_to(f"../f{other}")
    status, output = validate(folder)

    assert status == 2
    assert "DB211" in output


def test_a_pipe_as_index(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    os.mkfifo(tmp_path / "app/index.yaml")

    assert validate(tmp_path / "app")[0] == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(app: App) -> None:
    folder = app(HELLO)
    (folder / "hello/analysis.py").chmod(0)

    assert validate(folder)[0] == 2
