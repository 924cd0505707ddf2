"""Attributes that an analysis asks its instance for, and that nothing gives it."""

import pytest

from tests.generator.contract.conftest import Check, app

PYTHON = "analyses/hello/analysis.py"
ONE_MORE = "title: Two\nanalyses:\n  - name: hello\n  - name: other\n"
SHARED = """\
import databench


class Base(databench.Analysis):
    @databench.on
    def connected(self):
        self.▸sharred()
"""
HELLO = "from analyses.shared import Base\n\n\nclass Hello(Base):\n    {}\n"


def connected(*lines: str, more: str = "") -> str:
    """Return a handler that runs for each visitor, and what else there is in the class."""
    body = "".join(f"    {line}\n" for line in lines)
    return f"@databench.on\ndef connected(self):\n{body}{more}\n"


def plain(text: str) -> str:
    return text.replace("▸", "")


def with_module(source: str, methods: str) -> dict[str, str]:
    """Return an app whose module begins with some lines."""
    files = app(methods)
    return files | {
        PYTHON: files[PYTHON].replace("import databench\n", f"import databench\n{source}")
    }


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("self.▸set_sate(count=1)", "did you mean `set_state`?"),
        ("self.▸emmit('done')", "did you mean `emit`?"),
        ("self.▸dta['count'] = 1", "did you mean `data`?"),
        ("x = self.▸request_arg", "did you mean `request_args`?"),
        ("self.▸helpr()", "did you mean `helper`?"),
        ("x = self.▸counts + 1", "did you mean `count`?"),
        ("x = [self.▸qqq for y in (1, 2)]", "define it here, or correct the name"),
        ("x = lambda: self.▸qqq", "define it here, or correct the name"),
        ("x = f'{self.▸qqq}'", "define it here, or correct the name"),
        ("x = (self\n        .▸qqq)", "define it here, or correct the name"),
        ("x = 'ä', self.▸qqq", "define it here, or correct the name"),
        ("if self.▸qqq: pass", "define it here, or correct the name"),
        ("print(self, type(self).__name__, self.__class__.__name__, self.▸qqq)", "define it"),
        ("self.log(1) if self == None else self.▸qqq.more", "define it"),
        ("self.▸qqq(self.▸qqq)", "define it"),
        ("self.▸_qqq()", "define it"),
    ],
)
def test_what_nothing_defines(check: Check, line: str, hint: str) -> None:
    more = "    self.count = 1\ndef helper(self): pass"
    checked = check(app(connected(line, more=more)))
    checked.expect(*["DB316"] * line.count("▸"))
    assert checked.problems[0].message.startswith("`Hello` has no attribute `")
    assert checked.problems[0].hint.startswith(hint)
    assert checked.problems[0].severity == "warning"


@pytest.mark.parametrize(
    "more",
    [
        "async def later(self): await self.▸qqq()",
        "@property\ndef later(self): return self.▸qqq",
        "@property\ndef n(self): return 1\n@n.setter\ndef n(self, value): self.▸qqq(value)",
        "async def later(self):\n    def inner():\n        self.▸qqq()\n    inner()",
        "def later(this): this.▸qqq()",
        "def later(self, /): self.▸qqq()",
        "def later(self):\n    try:\n        pass\n    except OSError:\n        self.▸qqq()",
        "def later(self):\n    try:\n        self.▸qqq()\n    finally:\n        pass",
        "lock = asyncio.Lock()\nlist = [1, asyncio]\nn = 2 * 30\ndef later(self): self.▸qqq()",
        "class Meta:\n    x = 1\ndef later(self): self.▸qqq()",
        "@staticmethod\ndef add(a, b): return a.real + b\ndef later(self): self.▸qqq()",
        "@classmethod\ndef make(cls): return cls.__name__\ndef later(self): self.▸qqq()",
    ],
)
def test_methods_of_many_kinds(check: Check, more: str) -> None:
    check(with_module("import asyncio\n", more)).expect("DB316")


def test_which_places_are_told_of(check: Check) -> None:
    check(app(connected("self.▸set_sate(a=1)", "if x: self.▸set_sate(b=self.▸qqq)"))).expect(
        "DB316", "DB316", "DB316"
    )


@pytest.mark.parametrize(
    "more",
    [
        "qqq = 1",
        "qqq: int",
        "def qqq(self): pass",
        "class qqq: pass",
        "    self.qqq = 1",
        "    self.qqq: int = 1",
        "    self.qqq += 1",
        "    del self.qqq",
        "    (self.qqq, x), *y = z",
        "    for self.qqq in (1, 2): pass",
        "    with open('x') as self.qqq: pass",
        "    other.qqq = 1",
        "    # comes from qqq",
        "    x = 'qqq'",
        "    x = 'a qqq b'",
        "    self.ｑｑｑ = 1",  # noqa: RUF001
        "    x = other.qqq",
        "    if hasattr(self, 'x'): pass",
        "    setattr(self, name, 1)",
        "    setattr(other, name, 1)",
        "    self.__dict__.update(x)",
        "    self.__setattr__(x, 1)",
        "    vars(self)[x] = 1",
        "    exec(x)",
        "    self.__class__ = x",
        "    helper(self)",
        "    helper(x=self)",
        "    x = self",
        "    x = [self]",
        "    return self",
        "    helper(self.__class__)",
        "    helper(type(self))",
        "    if isinstance(self, x): self.more()",
        "    if type(self) is Hello: pass",
        "def __getattr__(self, name): return 1",
        "def __getattribute__(self, name): return 1",
        "def __new__(cls): return x",
        "def __init_subclass__(cls): pass",
        "__slots__ = ['x']",
        "__slots__ = x",
        "@databench.helpful\n@lib.deco\ndef other(self): pass",
        "@lib.deco\ndef other(self): pass",
        "@lib.deco\ndef on_other(self): pass",
        "@lib.setter\ndef other(self): pass",
        "x = lib.Field()",
        "x = lib.field",
        "x = lib.a | lib.b",
        "x: int = lib.Field()",
        "lib.implements('x')",
        "for x in 'ab': pass",
        "from os import path",
        "if databench:\n    x = 1",
        "try:\n    import x\nfinally:\n    pass",
    ],
)
def test_where_it_may_come_from(check: Check, more: str) -> None:
    files = with_module("import lib\n", connected("self.qqq()", more=more))
    assert "DB316" not in check(files).found()
    changed = {name: text.replace("qqq()", "▸qqqq()") for name, text in files.items()}
    if "qqq" in more:
        check(changed).expect("DB316")


@pytest.mark.parametrize(
    "line",
    [
        "self.__qqq()",
        "self.__qqq__()",
        "self._Hello__qqq()",
        "self.log('x'); self.cli_args; self.id_; self._name; self.actions_; self._emit_fn",
        "try: self.qqq()\n    except Exception: pass",
        "with suppress(Exception): self.qqq()",
        "try: self.qqq()\n    except AttributeError: pass",
        "if databench.__version__ < '1': self.qqq()",
        "if sys.version_info < (3, 12): self.qqq()",
        "if hasattr(databench, 'x'): self.qqq()",
        "if TYPE_CHECKING: self.qqq()",
        "self = other; self.qqq()",
        "x = [self.qqq for self in y]",
        "def inner(self): self.qqq()",
        "class Inner:\n        def inner(self): self.qqq()",
        "x = lambda self: self.qqq",
        "x: self.qqq = 1; del x",
        "def inner(x: self.qqq): pass",
        "def inner() -> self.qqq: pass",
    ],
)
def test_what_is_no_failure(check: Check, line: str) -> None:
    check(app(connected(line))).expect()


@pytest.mark.parametrize(
    "more",
    [
        "@staticmethod\ndef other(self): self.qqq()",
        "@classmethod\ndef other(self): self.qqq()",
        "def other(*self): self.qqq()",
        "def other(x, self): self.qqq()",
        "def other(self, x=self.qqq): pass",
        "def other(self) -> self.qqq: pass",
        "def other(self):\n    self.qqq()\nother = staticmethod(other)",
        "def other(self):\n    self.qqq()\ndef other(self): pass",
    ],
)
def test_what_is_no_instance(check: Check, more: str) -> None:
    check(app(more)).expect()


@pytest.mark.parametrize(
    "lines",
    [
        "register(Hello)",
        "Hello = wrap(Hello)",
        "Alias = Hello",
        "CLASSES = {'x': Hello}",
        "instance = Hello()",
        "for each in Hello.__subclasses__(): pass",
        "patch(databench.Analysis)",
        "from databench import Analysis as A\npatch(A)",
        "class More(Hello, lib.Base): pass",
        "databench.Analysis.qqq = 1",
        "Hello.x = property(lib.x)",
        "@lib.deco\nclass More(Hello): pass\npatch(More.__mro__)",
    ],
)
def test_classes_that_somebody_gets(check: Check, lines: str) -> None:
    files = app(connected("self.qqq()"))
    check(files | {PYTHON: f"{files[PYTHON]}\n\n{lines}\n"}).expect()


@pytest.mark.parametrize(
    "lines",
    [
        "databench.run(Hello)",
        "print(Hello.__name__, isinstance(x, Hello), x is Hello)",
        "class More(Hello): pass",
        "class More(Hello, object): pass",
        "class Other(databench.Analysis, lib.Base): pass",
        "def make(hello: Hello): pass",
        "py.Meta('hello', Hello).event_loop()",
    ],
)
def test_classes_that_are_left_alone(check: Check, lines: str) -> None:
    files = with_module("import databench_py.singlethread as py\n", connected("self.▸qqq()"))
    guard = "if __name__ == '__main__'"
    check(files | {PYTHON: f"{files[PYTHON]}\n\n{guard}:\n    {lines}\n"}).expect("DB316")


@pytest.mark.parametrize(
    "other",
    [
        "x.qqq",
        "'qqq'",
        "def qqq(): pass",
        "# qqq",
        "import qqq",
        "x.ｑｑｑ",  # noqa: RUF001
        "from analyses.hello.analysis import Hello\nsetattr(Hello, x, y)",
        "from analyses.hello.analysis import Hello\nHello.x = lib.function",
        "from analyses.hello.analysis import Hello\nlib.patch(Hello.__mro__)",
        "from analyses.hello.analysis import Hello\nclass More(Hello, lib.Base): pass",
        "from analyses.hello.analysis import Hello as H\nlib.patch(H)",
        "import analyses.hello.analysis as a\nlib.patch(a.Hello)",
        "import databench\nsetattr(databench.Analysis, x, y)",
        "from analyses.hello import analysis as a\nfor x in dir(a): setattr(getattr(a, x), y, 1)",
        "import sys\nfor x in sys.modules['y']: setattr(x, y, 1)",
        "import importlib\nsetattr(importlib.import_module('analyses.' + x).y, z, 1)",
        "def patch(method): setattr(method.__self__, x, y)",
        "def patch(): setattr(sys._getframe(1).f_locals[x], y, z)",
        "from databench import Analysis as A\nfor x in y: setattr(A, x, y)",
    ],
)
@pytest.mark.parametrize("place", ["analyses/more.py", "analyses/hello/routes.py"])
def test_other_modules(check: Check, other: str, place: str) -> None:
    files = app(connected("self.qqq()"))
    check(files | {place: f"{other}\n"}).expect()
    marked = {name: text.replace("qqq()", "▸qqq()") for name, text in files.items()}
    check(marked | {place: "import databench\nsetattr(x, y, z)\n"}).expect("DB316")
    naming = "from analyses.hello.analysis import Hello\nprint(Hello.__name__, sys.modules)\n"
    check(marked | {place: naming}).expect("DB316")


def test_a_module_that_is_not_python(check: Check) -> None:
    check(app(connected("self.▸qqq()")) | {"analyses/more.txt": "qqq"}).expect("DB316")


def test_modules_that_cannot_be_read(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dbgen.contract.attribute_checks._MOST_TEXT", 100)
    check(app(connected("self.qqq()"))).expect()


def test_that_only_the_first_ones_are_compared(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dbgen.contract.attribute_checks._MOST_COMPARED", 30)
    checked = check(app(connected("self.▸emmit(1)", "self.▸set_sate(x=1)")))
    checked.expect("DB316", "DB316")
    hints = [problem.hint for problem in checked.problems]
    assert hints == ["did you mean `emit`?", "define it here, or correct the name"]


@pytest.mark.parametrize(
    ("name", "source"),
    [("cached_property", "functools"), ("Lock", "asyncio"), ("on", "databench")],
)
def test_names_that_may_be_those_of_others(check: Check, name: str, source: str) -> None:
    use = "value = Lock()" if name == "Lock" else f"@{name}\ndef other(self): pass"
    either = (
        f"try:\n    from lib import {name}\nexcept ImportError:\n    from {source} import {name}\n"
    )
    assert "DB316" not in check(with_module(either, connected("self.qqq()", more=use))).found()
    handler = connected("self.▸qqq()", more=use)
    assert "DB316" in check(with_module(f"from {source} import {name}\n", handler)).found()


def test_bases(check: Check) -> None:
    files = app() | {PYTHON: HELLO.format("pass"), "analyses/shared.py": SHARED}
    check(files).expect("DB316")
    for member in ("def sharred(self): pass", "sharred = 1"):
        silent = files | {PYTHON: HELLO.format(member), "analyses/shared.py": plain(SHARED)}
        check(silent).expect()
    twice = "def connected(self): pass\n\n    def x(self): self.sharred()"
    members = "def connected(self): pass", "def x(self): helper(self)", twice
    for member in members:
        silent = files | {PYTHON: HELLO.format(member), "analyses/shared.py": plain(SHARED)}
        check(silent).expect()


@pytest.mark.parametrize("base", ["lib.Base", "object if x else Base", "Base[int], Generic[T]"])
def test_bases_of_others(check: Check, base: str) -> None:
    source = "import lib\nfrom databench import Analysis as Base\n\n\nclass Hello({}, Base):\n"
    method = "    def connected(self): self.{}qqq()\n"
    check(app() | {PYTHON: source.format(base) + method.format("")}).expect()
    good = source.format("object").replace("object, Base", "Base, object")
    check(app() | {PYTHON: good + method.format("▸")}).expect("DB316")


@pytest.mark.parametrize(
    "importing",
    [
        "try:\n    from lib import Base\nexcept ImportError:\n    from analyses.shared import Base",
        "from lib import Base\nfrom analyses.shared import Base",
        "from analyses.shared import Base\nfrom lib import *",
        "from analyses.either import Base",
        "from analyses import either\nBase = either.Base",
    ],
)
def test_bases_that_may_be_others(check: Check, importing: str) -> None:
    either = "if x:\n    from lib import Base\nelse:\n    from .shared import Base\n"
    hello = HELLO.format("pass").replace("from analyses.shared import Base", importing)
    modules = {"analyses/either.py": either, "analyses/shared.py": plain(SHARED)}
    check(app() | modules | {PYTHON: hello}).expect()


def test_a_base_that_is_passed_on(check: Check) -> None:
    more = {"analyses/more.py": "from .shared import Base\n", "analyses/shared.py": SHARED}
    hello = HELLO.format("pass").replace("analyses.shared", "analyses.more")
    check(app() | more | {PYTHON: hello}).expect("DB316")


def test_that_a_package_may_be_imported_along_with_its_modules(check: Check) -> None:
    lines = "import databench.utils\nimport databench.testing\n"
    check(with_module(lines, connected("self.▸qqq()"))).expect("DB316")


def two(hello: str, other: str, shared: str = SHARED) -> dict[str, str]:
    """Return an app of two analyses with a base of their own."""
    files = app()
    page = files["analyses/hello/index.html"]
    return files | {
        "analyses/index.yaml": ONE_MORE,
        PYTHON: HELLO.format(hello),
        "analyses/other/analysis.py": HELLO.format(other).replace("Hello", "Other"),
        "analyses/other/index.html": page,
        "analyses/other/analysis.js": files["analyses/hello/analysis.js"],
        "analyses/shared.py": shared,
    }


def test_a_base_of_two(check: Check) -> None:
    check(two("pass", "pass")).expect("DB316")
    check(two("pass", "def sharred(self): pass", plain(SHARED))).expect()
    # Where the instance is handed out, it may get the attribute that the other one lacks.
    check(two("pass", "def x(self): helper(self)", plain(SHARED))).expect()
    check(two("pass", "def x(self): setattr(self, x, y)", plain(SHARED))).expect()


def test_the_same_slip_in_two_analyses(check: Check) -> None:
    method = "def x(self): self.▸qqq()"
    check(two(method, method, "import databench\nBase = databench.Analysis\n")).expect(
        "DB316", "DB316"
    )


def test_many_of_them_take_no_time(check: Check) -> None:
    lines = [f"self.unknown_attribute_{n}(self.same)" for n in range(4000)]
    found = check(app(connected(*lines))).found()
    assert len(found) > 1000
    assert set(found) == {"DB316"}
