"""Everything that is wrong with an app is said, at its place, in one run."""

from collections.abc import Callable, Mapping

import pytest

from dbgen.checking import check
from dbgen.examining import Examined
from dbgen.project import Project
from dbgen_schema import Problem, Severity

Inspect = Callable[[Mapping[str, str | bytes]], Project]

INDEX = "analyses/index.yaml"
PYTHON = "analyses/hello/analysis.py"
ROUTES = "analyses/hello/routes.py"


def found(project: Project, code: str) -> Problem:
    problems = check(project)
    matching = [problem for problem in problems if problem.code == code]
    assert len(matching) == 1, problems
    return matching[0]


def place(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line, problem.column


def test_nothing_is_wrong(inspect: Inspect, hello: dict[str, str]) -> None:
    assert check(inspect(hello)) == []


def test_missing_folder(inspect: Inspect, hello: dict[str, str]) -> None:
    problem = found(inspect(hello | {INDEX: "analyses:\n  - name: helo\n"}), "DB201")

    assert place(problem) == ("index.yaml", 2, 11)
    assert problem.hint == "did you mean `hello`?"


def test_missing_analysis_py(inspect: Inspect, hello: dict[str, str]) -> None:
    del hello[PYTHON]

    assert place(found(inspect(hello), "DB202")) == ("hello/analysis.py", 0, 0)


def test_no_class(inspect: Inspect, hello: dict[str, str]) -> None:
    problem = found(inspect(hello | {PYTHON: "x = 1\n"}), "DB203")

    assert place(problem) == ("index.yaml", 2, 11)
    assert problem.message == "hello/analysis.py defines no analysis class"


NEAR_CLASSES = {
    "import databench\n\nclass Hello(databench.Anlysis): ...\n": (
        ("hello/analysis.py", 3, 13),
        "did you mean `databench.Analysis`?",
    ),
    "class Hello(Analysis): ...\n": (
        ("hello/analysis.py", 1, 13),
        "import it: `from databench import Analysis`",
    ),
    "from databench import Anlysis\nclass Hello(Anlysis): ...\n": (
        ("hello/analysis.py", 2, 13),
        "did you mean `databench.Analysis`?",
    ),
    "class Hello(databnch.Analysis): ...\n": (
        ("hello/analysis.py", 1, 13),
        "did you mean `databench.Analysis`?",
    ),
    "class Other: ...\nclass Hello(Other): ...\n": (
        ("hello/analysis.py", 1, 1),
        "write `class Other(databench.Analysis):`",
    ),
    "from firm.boards import Board\nclass Hello(Board): ...\n": (
        ("hello/analysis.py", 2, 1),
        "if it is, say so in the entry: `class: Hello`",
    ),
    "from firm import make\nclass Colour(dict): ...\nclass Hello(make()): ...\n": (
        ("hello/analysis.py", 3, 1),
        "if it is, say so in the entry: `class: Hello`",
    ),
    "import enum\nclass Colour(enum.Enum): ...\n": (
        ("hello/analysis.py", 2, 1),
        "write `class Colour(databench.Analysis):`",
    ),
    "x = 'ü'; class_ = 1\nif x:\n    class Ü(Analysis): ...\n": (
        ("hello/analysis.py", 3, 13),
        "import it: `from databench import Analysis`",
    ),
    "from .elsewhere import Hello\n": (
        ("index.yaml", 2, 11),
        "it imports one: add `class: Hello` to the entry",
    ),
}


@pytest.mark.parametrize(("source", "expected"), NEAR_CLASSES.items())
def test_a_class_that_comes_close(
    inspect: Inspect,
    hello: dict[str, str],
    source: str,
    expected: tuple[tuple[str, int, int], str],
) -> None:
    elsewhere = {"analyses/hello/elsewhere.py": hello[PYTHON]}
    problem = found(inspect(hello | elsewhere | {PYTHON: source}), "DB203")

    assert (place(problem), problem.hint) == expected


ENDS = {
    "import sys\nsys.exit(1)\n": "`sys.exit()` is called",
    "from sys import exit as stop\n\nstop()\n": "`stop()` is called",
    "quit()\n": "`quit()` is called",
    "import sys\n\n\ndef f():\n    import sys\n\n\nsys.exit(1)\n": "`sys.exit()` is called",
    "raise NotImplementedError\n": "an exception is raised",
    "while True:\n    pass\n": "a loop goes on for ever",
}


@pytest.mark.parametrize("name", ["analysis.py", "routes.py"])
@pytest.mark.parametrize(("source", "message"), ENDS.items())
def test_modules_that_end_the_server(
    inspect: Inspect, hello: dict[str, str], name: str, source: str, message: str
) -> None:
    files = hello | {ROUTES: "ROUTES = []\n"}
    path = f"analyses/hello/{name}"
    problem = found(inspect(files | {path: files[path] + source}), "DB217")

    assert problem.file == f"hello/{name}"
    assert problem.line > 1
    assert problem.message.startswith(message)


@pytest.mark.parametrize(
    "source",
    [
        "if __name__ == '__main__':\n    import sys\n    sys.exit(1)\n",
        "def f():\n    raise NotImplementedError\n",
        "while True:\n    if x():\n        break\n",
        "try:\n    raise ValueError\nexcept ValueError:\n    pass\n",
        "def exit_later():\n    exit()\n",
        "def quit():\n    return 1\n\nquit()\n",
        "import sys\nsys = make()\nsys.exit(1)\n",
        "from tools import *\nquit()\n",
        "for exit in (print,):\n    exit()\nexit()\n",
    ],
)
def test_modules_that_go_on(inspect: Inspect, hello: dict[str, str], source: str) -> None:
    assert check(inspect(hello | {PYTHON: hello[PYTHON] + source})) == []


TWO = "import databench\nclass One(databench.Analysis): ...\nclass Two(databench.Analysis): ...\n"


def test_several_classes(inspect: Inspect, hello: dict[str, str]) -> None:
    problem = found(inspect(hello | {PYTHON: TWO}), "DB204")

    assert problem.file == "index.yaml"
    assert "One, Two" in problem.message


def test_class_that_is_not_there(inspect: Inspect, hello: dict[str, str]) -> None:
    index = "analyses:\n  - name: hello\n    class: Tow\n"
    problem = found(inspect(hello | {INDEX: index, PYTHON: TWO}), "DB207")

    assert place(problem) == ("index.yaml", 3, 12)
    assert problem.hint == "did you mean `Two`?"


def test_class_that_is_chosen(inspect: Inspect, hello: dict[str, str]) -> None:
    index = "analyses:\n  - name: hello\n    class: Two\n"

    assert check(inspect(hello | {INDEX: index, PYTHON: TWO})) == []


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (b"import databench\nclass Hello(\n", 2),
        (b"x = 1\n\0", 2),
        (b"# coding: no-such-codec\n", 1),
        (b"\xff\xfe\n", 0),
        (b"x = " + b"(" * 5000 + b")" * 5000, None),
        (b"x = " + b"-" * 90_000 + b"1", None),
        (b"x = a" + b".b" * 40_000 + b"\n)", None),
    ],
)
def test_python_that_does_not_parse(
    inspect: Inspect, hello: dict[str, str | bytes], source: bytes, line: int | None
) -> None:
    problem = found(inspect(hello | {PYTHON: source}), "DB205")

    assert problem.file == "hello/analysis.py"
    assert line is None or problem.line in (line, 1)


PYTHON_WORDS = {
    b"x = [1\n": ((1, 5), "`[` is never closed"),
    b"x = 1)\n": ((1, 6), "`)` closes nothing"),
    b"x = (1]\n": ((1, 7), "`]` does not close the `(` before it"),
    b"x = 'a\n": ((1, 5), "a text in quotes is not closed"),
    b'x = """a\n': ((1, 5), "a text in quotes is not closed"),
    b"def f():\nx = 1\n": ((2, 1), "nothing is indented below line 1"),
    b"if x:\n    y\n  z\n": ((3, 4), "no line before has this indentation"),
    b"  x = 1\n": ((1, 2), "this line is indented, and nothing before it opens a block"),
    b"if x\n    y\n": ((1, 5), "a colon is missing here"),
    b"print 1\n": ((1, 1), "`print` is called without parentheses"),
    b"x = 1\n\xc2\xa0y = 2\n": ((2, 1), "the invisible character U+00A0 is no part of Python"),
    b"x = \xe2\x80\x9ca\xe2\x80\x9d\n": ((1, 5), "`\u201c` is no part of Python"),
    b"x = 1\ny = 'caf\xe9'\n": ((2, 9), "the file is not in the encoding that Python expects"),
    b"# coding: nothing\n": ((1, 0), "the file is not in the encoding that Python expects"),
    b"x = 1\ny\0 = 2\n": ((2, 2), "the file holds a NUL character"),
    b"x = 1 +\n": ((1, 8), "this is no valid Python"),
    # What parses, and cannot be compiled.
    b"def f():\n    '\xc3\xa9'; await g()\n": ((2, 10), "this works only within `async def`"),
    b"def f():\n    async with g(): ...\n": ((2, 5), "this works only within `async def`"),
    b"return 3\n": ((1, 1), "`return` stands outside of any `def`"),
    b"class A:\n    yield 3\n": ((2, 5), "`yield` stands outside of any `def`"),
    b"break\n": ((1, 1), "there is no loop to leave or to go on with"),
    b"if x:\n    continue\n": ((2, 5), "there is no loop to leave or to go on with"),
    b"f(a=1, a=2)\n": ((1, 8), "a name is given twice"),
    b"def f():\n    x = 1; global x\n": ((2, 12), "this is no valid Python"),
    b"def f():\n    nonlocal x\n": ((2, 5), "this is no valid Python"),
    b"x = 1\nfrom __future__ import annotations\n": ((2, 1), "this is no valid Python"),
}


@pytest.mark.parametrize(
    "source",
    [
        "async def f():\n    yield 1\n    await g()\n",
        "def f():\n    yield 1\n    return 2\n",
        "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n",
        "from __future__ import annotations\nx: 'int' = 1\n",
        "for x in y:\n    if x:\n        break\nelse:\n    pass\n",
        "x = [y for y in z] if z else lambda: (yield)\n",
        "x = " + "(" * 90 + "1" + ")" * 90 + "\n",
        "try: ...\nfinally:\n    try: ...\n    finally: ...\n" * 9,
    ],
)
def test_what_python_compiles(inspect: Inspect, hello: dict[str, str | bytes], source: str) -> None:
    problems = inspect(hello | {PYTHON: source}).problems

    assert "DB205" not in [problem.code for problem in problems]


@pytest.mark.parametrize(("source", "expected"), PYTHON_WORDS.items())
def test_what_is_said_of_python(
    inspect: Inspect,
    hello: dict[str, str | bytes],
    source: bytes,
    expected: tuple[tuple[int, int], str],
) -> None:
    problem = found(inspect(hello | {PYTHON: source}), "DB205")

    assert ((problem.line, problem.column), problem.message) == expected


def test_syntax_error_has_a_column(inspect: Inspect, hello: dict[str, str]) -> None:
    assert place(found(inspect(hello | {PYTHON: "x = 1\ny = (2 3)\n"}), "DB205")) == (
        "hello/analysis.py",
        2,
        6,
    )


def test_other_encodings_are_read(inspect: Inspect, hello: dict[str, str | bytes]) -> None:
    source = (
        "# -*- coding: latin-1 -*-\nimport databench\n\n\nclass Käse(databench.Analysis): ...\n"
    )
    project = inspect(hello | {PYTHON: source.encode("latin-1")})

    assert check(project) == []
    assert project.analyses[0].cls is not None
    assert project.analyses[0].cls.name == "Käse"


def test_too_much_python(inspect: Inspect, hello: dict[str, str | bytes]) -> None:
    problem = found(inspect(hello | {PYTHON: b"#" * (1 << 20) + b"#"}), "DB208")

    assert problem.file == "hello/analysis.py"


@pytest.mark.parametrize("indent", ["", "if True:\n    "])
def test_server_that_starts_on_import(inspect: Inspect, hello: dict[str, str], indent: str) -> None:
    source = hello[PYTHON] + f"\n\n{indent}databench.run(Hello, __file__)\n"

    assert found(inspect(hello | {PYTHON: source}), "DB206").file == "hello/analysis.py"


def test_server_that_starts_as_a_script(inspect: Inspect, hello: dict[str, str]) -> None:
    guarded = '\n\nif __name__ == "__main__":\n    databench.run(Hello, __file__)\n'

    assert check(inspect(hello | {PYTHON: hello[PYTHON] + guarded})) == []


def test_missing_page(inspect: Inspect, hello: dict[str, str]) -> None:
    del hello["analyses/hello/index.html"]

    assert place(found(inspect(hello), "DB214")) == ("hello/index.html", 0, 0)


def test_error_in_a_module_that_nobody_imports(inspect: Inspect, hello: dict[str, str]) -> None:
    problem = found(inspect(hello | {"analyses/hello/old.py": "print 1\n"}), "DB205")

    assert problem.severity is Severity.WARNING


def test_error_in_an_imported_module(inspect: Inspect, hello: dict[str, str]) -> None:
    files = hello | {
        PYTHON: "from . import old\nimport beside\n" + hello[PYTHON],
        "analyses/hello/old.py": "print 1\n",
        "beside.py": "print 1\n",
    }
    problems = [problem for problem in check(inspect(files)) if problem.code == "DB205"]

    assert [problem.file for problem in problems] == ["../beside.py", "hello/old.py"]
    assert {problem.severity for problem in problems} == {Severity.ERROR}


@pytest.mark.parametrize("name", ["server", "pages", "static"])
def test_module_beside_that_collides(inspect: Inspect, hello: dict[str, str], name: str) -> None:
    files = hello | {PYTHON: f"import {name}\n" + hello[PYTHON], f"{name}.py": ""}
    problems = check(inspect(files))

    assert [problem.code for problem in problems] == (["DB210"] if name == "server" else [])


WARNINGS = {
    "DB212": "watch: ['hello/*.css']\nanalyses:\n  - name: hello\n",
    "DB213": "analyses:\n  - name: hello\n    thumbnail: nothing.png\n",
    "DB503": "static:\n  modules/(.*): node_modules\nanalyses:\n  - name: hello\n",
}


@pytest.mark.parametrize(("code", "index"), WARNINGS.items())
def test_what_only_draws_a_warning(
    inspect: Inspect, hello: dict[str, str], code: str, index: str
) -> None:
    assert found(inspect(hello | {INDEX: index}), code).severity is Severity.WARNING


def test_static_folder_that_holds_the_app(inspect: Inspect, hello: dict[str, str]) -> None:
    index = "static:\n  files/(.*): .\nanalyses:\n  - name: hello\n"

    assert found(inspect(hello | {INDEX: index}), "DB504").file == "index.yaml"


ROUTES_FAULTS = {
    "routes = []\n": ("DB501", 1),
    "ROUTES = [('a', Handler)]\n": ("DB501", 1),
    "from x import Handlr\nROUTES = [('a', Handler)]\n": ("DB501", 2),
    "ROUTES = [('a', lambda: 1)]\n": ("DB501", 1),
    "x = 1\nROUTE = [('a', H)]\n": ("DB501", 2),
    "ROUTES = [('', H, {})]\n": ("DB502", 1),
    "ROUTES = [\n ('/data', H, {})]\n": ("DB502", 2),
    "ROUTES = [('^data', H, {})]\n": ("DB502", 1),
    "ROUTES = [('(?i)data', H, {})]\n": ("DB502", 1),
    "ROUTES = [('x', H, {}),\n ('(a+)+$', H, {})]\n": ("DB502", 2),
    "ROUTES = [('x', H, {}),\n ('(.*)/(.*)/(.*)x', H, {})]\n": ("DB502", 2),
    f"ROUTES = [('x', H, {{}}),\n ('{'a' * 1001}', H, {{}})]\n": ("DB502", 2),
    "ROUTES = {}\n": ("DB501", 1),
    "ROUTES = [\n ('a', H, {}), 'oops']\n": ("DB501", 2),
    "ROUTES = [(5, H, {})]\n": ("DB501", 1),
    "ROUTES = [('a', 3, {})]\n": ("DB501", 1),
    "ROUTES = [('a', H, 3)]\n": ("DB501", 1),
    "ROUTES = [('a', H, {}, 'name', 5)]\n": ("DB501", 1),
    "ROUTES = [('(', H, {})]\n": ("DB502", 1),
    "ROUTES = [('a', H, {}),\n ('a', H, {})]\n": ("DB502", 2),
    "ROUTES = [('ws', H, {})]\n": ("DB502", 1),
    "ROUTES = [('index.html', H, {})]\n": ("DB502", 1),
    "ROUTES = [('analysis.js', H, {})]\n": ("DB502", 1),
    "ROUTES = [('static/x', H, {})]\n": ("DB502", 1),
    "ROUTES = [('(.*)', H, {}),\n ('later', H, {})]\n": ("DB502", 2),
    "ROUTES = [('x.json|y', H, {}),\n ('x.json', H, {})]\n": ("DB502", 2),
}


@pytest.mark.parametrize(("source", "expected"), ROUTES_FAULTS.items())
def test_broken_routes(
    inspect: Inspect, hello: dict[str, str], source: str, expected: tuple[str, int]
) -> None:
    assets = {"analyses/hello/analysis.js": "", "analyses/hello/static/x": ""}
    problem = found(inspect(hello | assets | {ROUTES: source}), expected[0])

    assert (problem.file, problem.line) == ("hello/routes.py", expected[1])


def test_routes_without_routes(inspect: Inspect, hello: dict[str, str]) -> None:
    problem = found(inspect(hello | {ROUTES: "x = 1\n"}), "DB501")

    assert place(problem) == ("index.yaml", 2, 11)
    assert problem.message == "hello/routes.py does not assign ROUTES"


def test_what_routes_say(inspect: Inspect, hello: dict[str, str]) -> None:
    source = (
        "from x import H\nROUTES = [('', H), ('/data', H), ('(?i)data', H), ('a[(', H), ('*', H)]\n"
    )
    said = [problem.message for problem in check(inspect(hello | {ROUTES: source}))]

    assert said == [
        "an empty pattern is already the path of the page",
        "`/data` starts with `/`, so that it is never reached",
        "the pattern `(?i)data` is no regular expression: flags such as `(?i)` have to be written "
        "`(?i:...)`, at character 1",
        "the pattern `a[(` is no regular expression: a `[` is not closed, at character 2",
        "the pattern `*` is no regular expression: `*` has nothing before it to repeat, at "
        "character 1",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "ROUTES = [('post', H, {}), ('get', H, {}), ('(.*)', H, {})]\n",
        "ROUTES = [('([0-9]+)', H, {}), ('x', H, {}), ('(?:[a-z]+/)*x', H), ('.*', H)]\n",
        "ROUTES: list = []\nROUTES += [('x', H, {})]\n",
        "from x import *\nROUTES = [('a', Handler)]\n",
        "globals()['Handler'] = 3\nROUTES = [('a', Handler)]\n",
        "import tornado.web\nROUTES = [('a', tornado.web.RequestHandler)]\n",
        "for Handler in (1, 2):\n    pass\nROUTES = [('a', Handler)]\n",
        "ROUTES = make_routes()\n",
        "from elsewhere import ROUTES\n",
        "if True:\n    ROUTES = []\n",
    ],
)
def test_routes_that_are_fine(inspect: Inspect, hello: dict[str, str], source: str) -> None:
    project = inspect(hello | {ROUTES: f"from x import H\n{source}"})

    assert check(project) == []
    assert project.analyses[0].routes is not None


def test_problems_of_pages_and_python_come_together(
    examined: Callable[[Mapping[str, str | bytes]], Examined], hello: dict[str, str]
) -> None:
    page = {"analyses/hello/index.html": "{{ no_such_name }}"}
    codes = [problem.code for problem in examined(hello | page | {PYTHON: "x = 1"}).problems]

    assert codes == ["DB405", "DB203"]


UNUSED_TEMPLATES = {
    "base.html": ("{% if %}{% end %}", ("DB402", 1)),
    "more.html": ("\n{% extends 'bose.html' %}", ("DB406", 2)),
    "third.html": ("{% block a %}", ("DB403", 1)),
    "fourth.html": (b"\xff", ("DB401", 1)),
}


@pytest.mark.parametrize(("name", "case"), UNUSED_TEMPLATES.items())
def test_templates_that_no_page_uses(
    examined: Callable[[Mapping[str, str | bytes]], Examined],
    hello: dict[str, str | bytes],
    name: str,
    case: tuple[str | bytes, tuple[str, int]],
) -> None:
    (problem,) = examined(hello | {f"analyses/{name}": case[0]}).problems

    assert (problem.file, problem.code, problem.line) == (name, *case[1])


def test_templates_that_are_fine(
    examined: Callable[[Mapping[str, str | bytes]], Examined], hello: dict[str, str | bytes]
) -> None:
    template = "{% extends 'base.html' %}{% include 'maybe.html' ignore missing %}{{ unknown }}"

    assert examined(hello | {"analyses/base.html": "", "analyses/x.html": template}).problems == ()


def test_a_template_that_extends_nothing_is_said_once(
    examined: Callable[[Mapping[str, str | bytes]], Examined], hello: dict[str, str | bytes]
) -> None:
    page = {"analyses/hello/index.html": "{% extends 'base.html' %}"}
    (problem,) = examined(hello | page | {"analyses/base.html": "{% extends 'b.html' %}"}).problems

    assert (problem.file, problem.code) == ("base.html", "DB406")


@pytest.mark.parametrize("name", ["analysis.py", "routes.py"])
@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("from .step import x\n", "did you mean `steps`?"),
        ("from .gone.deeper import x\n", "the server imports this module"),
        ("from ..gone import x\n", "the server imports this module"),
    ],
)
def test_relative_imports_that_find_nothing(
    inspect: Inspect, hello: dict[str, str], name: str, source: str, hint: str
) -> None:
    files = hello | {ROUTES: "ROUTES = []\n", "analyses/hello/steps.py": "x = 1\n"}
    path = f"analyses/hello/{name}"
    problem = found(inspect(files | {path: source + files[path]}), "DB218")

    assert place(problem) == (f"hello/{name}", 1, 1)
    assert problem.hint.startswith(hint)
    assert problem.severity is Severity.ERROR


@pytest.mark.parametrize(
    "source",
    [
        "from .steps import x\n",
        "from .folder import x\n",
        "from .compiled import x\n",
        "from . import steps\n",
        "try:\n    from .gone import x\nexcept ImportError:\n    x = 1\n",
        "def f():\n    from .gone import x\n",
        "from gone import x\n",
    ],
)
def test_imports_that_may_find_something(
    inspect: Inspect, hello: dict[str, str], source: str
) -> None:
    files = hello | {
        "analyses/hello/steps.py": "x = 1\n",
        "analyses/hello/folder/data.txt": "",
        "analyses/hello/compiled.cpython-311.so": "",
    }
    assert check(inspect(files | {PYTHON: source + hello[PYTHON]})) == []


def test_a_build_command_may_make_a_module(inspect: Inspect, hello: dict[str, str]) -> None:
    index = "build: make\nanalyses:\n  - name: hello\n"
    files = hello | {INDEX: index, PYTHON: "from .made import x\n" + hello[PYTHON]}

    assert found(inspect(files), "DB218").severity is Severity.WARNING


def test_a_hidden_folder_is_not_served(inspect: Inspect, hello: dict[str, str]) -> None:
    index = "static:\n  files/(.*): .git\nanalyses:\n  - name: hello\n"
    problem = found(inspect(hello | {INDEX: index, "analyses/.git/config": ""}), "DB504")

    assert (problem.line, problem.message.endswith("it is hidden")) == (2, True)


def test_what_is_no_file(inspect: Inspect, hello: dict[str, str]) -> None:
    del hello[PYTHON]
    problem = found(inspect(hello | {"analyses/hello/analysis.py/x": ""}), "DB202")

    assert problem.message.startswith("this is no regular file")


def test_names_that_leave_no_room_for_a_hash(inspect: Inspect, hello: dict[str, str]) -> None:
    names = {"a" * 238 + ".js": False, "b" * 239 + ".js": True, "é" * 121 + ".css": True}
    files = {f"analyses/hello/static/{name}": "" for name in names}
    problems = [p for p in check(inspect(hello | files)) if p.code == "DB505"]

    assert {p.file for p in problems} == {
        f"hello/static/{n}" for n, wrong in names.items() if wrong
    }
