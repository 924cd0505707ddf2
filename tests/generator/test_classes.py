"""Analysis classes and their handlers are found by reading, through aliases and bases."""

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import databench
from databench.actions import table_of
from dbgen.contract.python_side import python_side
from dbgen.inspecting.modules import Modules
from dbgen.inspecting.python_source import Module, parse_module
from dbgen.kept import Kept
from dbgen.project import AnalysisClass, Project
from dbgen_schema import Problem

Inspect = Callable[[Mapping[str, str | bytes]], Project]

IMPORTS = {
    "module": ("import databench", "databench.Analysis"),
    "alias": ("import databench as db", "db.Analysis"),
    "name": ("from databench import Analysis", "Analysis"),
    "renamed": ("from databench import Analysis as Base", "Base"),
    "submodule": ("from databench.analysis import Analysis", "Analysis"),
    "star": ("from databench import *", "Analysis"),
    "old kernel": ("import databench_py", "databench_py.Analysis"),
    "assigned": ("import databench\nBase = databench.Analysis", "Base"),
    "guarded": ("try:\n    import databench\nexcept ImportError:\n    raise", "databench.Analysis"),
}


def cls_of(project: Project) -> AnalysisClass:
    cls = project.analyses[0].cls
    assert cls is not None
    return cls


def actions_of(project: Project) -> dict[str, str]:
    return {action.name: action.method for action in cls_of(project).actions}


@pytest.mark.parametrize(("imports", "base"), IMPORTS.values(), ids=IMPORTS)
def test_base_class_under_any_name(
    inspect: Inspect, hello: dict[str, str], imports: str, base: str
) -> None:
    source = f"{imports}\n\n\nclass Mine({base}):\n    pass\n"
    project = inspect(hello | {"analyses/hello/analysis.py": source})

    cls = cls_of(project)

    assert (cls.name, cls.module, cls.file) == (
        "Mine",
        "analyses.hello.analysis",
        "hello/analysis.py",
    )
    assert cls.line == source[: source.index("class")].count("\n") + 1


@pytest.mark.parametrize(
    "imported",
    [
        "from .base import Base",
        "from . import base\nBase = base.Base",
        "from analyses.hello.base import Base",
        "import analyses.hello.base as other\nBase = other.Base",
        "from analyses.shared import Base",
        "from ..shared import Base",
        "from beside import Base",
        "from .base import *",
        "from .stars import *",
    ],
)
def test_class_of_the_project_in_between(
    inspect: Inspect, hello: dict[str, str], imported: str
) -> None:
    top = "import databench\n"
    base = top + "class Base(databench.Analysis):\n    @databench.on\n    def go(self): ...\n"
    files = hello | {
        "analyses/hello/analysis.py": f"{imported}\nclass Mine(Base):\n    def on_x(self): ...\n",
        "analyses/hello/base.py": base,
        "analyses/shared.py": "from .hello.base import Base\n",
        "analyses/hello/stars.py": "from .stars import *\nfrom .base import *\n",
        "beside.py": base,
    }

    project = inspect(files)

    assert cls_of(project).name == "Mine"
    assert actions_of(project) == {"go": "go", "x": "on_x"}


def test_classes_that_are_no_analyses(inspect: Inspect, hello: dict[str, str]) -> None:
    source = """\
import databench
from other import Analysis


class A: ...
class B(Analysis): ...
class C(B): ...
class D(make()): ...
class E(E): ...
def f():
    class F(databench.Analysis): ...
"""
    project = inspect(hello | {"analyses/hello/analysis.py": source})

    assert project.analyses[0].candidates == ()


@pytest.mark.parametrize(
    "around",
    [
        "match sys.platform:\n    case 'linux':\n        {}\n    case _: pass",
        "try:\n    {}\nexcept* OSError:\n    pass",
        "try:\n    pass\nexcept* OSError:\n    {}",
        "try:\n    pass\nexcept OSError:\n    pass\nelse:\n    {}",
        "try:\n    pass\nfinally:\n    with x:\n        for y in z:\n            {}",
        "while True:\n    pass\nelse:\n    {}",
    ],
)
def test_a_class_inside_any_statement(inspect: Inspect, hello: dict[str, str], around: str) -> None:
    source = f"import databench, sys\n{around.format('class Hello(databench.Analysis): ...')}\n"
    project = inspect(hello | {"analyses/hello/analysis.py": source})

    assert cls_of(project).name == "Hello"


@pytest.mark.parametrize(
    "around",
    [
        "if __name__ == '__main__':\n    {}",
        "def f():\n    {}",
        "async def f():\n    async with x:\n        {}",
        "class Other:\n    {}",
    ],
)
def test_a_class_that_the_module_does_not_have(
    inspect: Inspect, hello: dict[str, str], around: str
) -> None:
    source = f"import databench\n{around.format('class Hello(databench.Analysis): ...')}\n"
    project = inspect(hello | {"analyses/hello/analysis.py": source})

    assert project.analyses[0].candidates == ()


def test_the_order_of_statements(inspect: Inspect, hello: dict[str, str]) -> None:
    parts = (f"class A{number}: ..." for number in range(1, 9))
    source = (
        "try:\n    {}\nexcept A:\n    {}\nexcept B:\n    {}\nelse:\n    {}\nfinally:\n    {}\n"
        "match x:\n    case 1:\n        {}\n    case _:\n        {}\n{}\n"
    ).format(*parts)
    module = parse_module(source.encode(), "m", "m.py", is_package=False)

    assert isinstance(module, Module)
    assert [*module.classes] == [f"A{number}" for number in range(1, 9)]


HANDLERS = """\
import databench
from databench import on as handler, on_action
import databench.actions as deep

NAME = "x"

class Hello(databench.Analysis):
    @databench.on
    def plain(self): ...

    @handler(concurrent=True)
    async def called(self): ...

    @on_action("other name")
    def named(self): ...

    @databench.on_action(name="*")
    def every(self): ...

    def on_bare(self): ...

    @databench.on
    def on_whole(self): ...

    @deep.on
    @something_else
    def stacked(self): ...

    @property
    def ordinary(self): ...

    if True:
        @databench.on
        def inside(self): ...
"""


def test_handlers(inspect: Inspect, hello: dict[str, str]) -> None:
    project = inspect(hello | {"analyses/hello/analysis.py": HANDLERS})

    assert actions_of(project) == {
        "plain": "plain",
        "called": "called",
        "other name": "named",
        "*": "every",
        "bare": "on_bare",
        "on_whole": "on_whole",
        "stacked": "stacked",
        "inside": "inside",
    }
    assert cls_of(project).complete


METHODS = [
    "def on_go(self): ...",
    "async def on_go(self): yield",
    "@property\ndef on_go(self): ...",
    "@property\n@databench.on\ndef go(self): ...",
    "@databench.on\ndef go(self): ...\n@property\ndef stop(self): ...\n"
    "@stop.setter\ndef stop(self, value): ...",
    "@property\ndef on_go(self): ...\n@on_go.setter\ndef on_go(self, value): ...",
    "@functools.cached_property\ndef on_go(self): ...",
    "@functools.singledispatchmethod\ndef on_go(self): ...",
    "@cached_property\ndef on_go(self): ...",
    "@classmethod\ndef on_go(cls): ...",
    "@classmethod\n@databench.on\ndef go(cls): ...",
    "@databench.on\n@classmethod\ndef go(cls): ...",
    "@staticmethod\ndef on_go(value): ...",
    "@staticmethod\n@databench.on\ndef go(value): ...",
    "@staticmethod\n@databench.on\ndef on_go(value): ...",
    "@databench.on\n@staticmethod\ndef go(value): ...",
    "@databench.on_action('x')\n@staticmethod\ndef go(value): ...",
    "@databench.on\ndef go(self): ...\ndef go(self): ...",
    "@databench.on\n@functools.cache\ndef go(self): ...",
    "def go(self): ...",
]
ATTRIBUTES = [
    "@databench.on\ndef go(self): ...\ngo: str",
    "@databench.on\ndef go(self): ...\ngo = None",
    "def on_go(self): ...\nclass on_go: ...",
    "class on_go: ...",
    "class Row:\n    size = 3\n    def on_go(self): ...",
]


@pytest.mark.parametrize("member", METHODS + ATTRIBUTES)
def test_that_the_runtime_takes_the_same_methods(
    inspect: Inspect, hello: dict[str, str], member: str
) -> None:
    source = (
        "import functools\nfrom functools import cached_property\n\nimport databench\n\n\n"
        f"class Hello(databench.Analysis):\n{textwrap.indent(member, '    ')}\n"
    )
    project = inspect(hello | {"analyses/hello/analysis.py": source})
    assert project.modules
    side = python_side(project.modules, cls_of(project))
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    taken = table_of(namespace["Hello"]).keys() - table_of(databench.Analysis).keys()

    assert side
    assert side.handlers.keys() == taken
    assert side.handlers_known
    assert member in ATTRIBUTES or actions_of(project).keys() == taken


@pytest.mark.parametrize(
    "member", ["class Row:\n    action = 'go'", "on_go = floor", "class Row(Base): ..."]
)
def test_members_that_may_be_handlers(inspect: Inspect, hello: dict[str, str], member: str) -> None:
    source = (
        "from math import floor\n\nimport databench\n\n\n"
        f"class Hello(databench.Analysis):\n{textwrap.indent(member, '    ')}\n"
    )
    project = inspect(hello | {"analyses/hello/analysis.py": source})
    assert project.modules
    side = python_side(project.modules, cls_of(project))

    assert side
    assert not side.handlers_known


def test_place_of_a_handler(inspect: Inspect, hello: dict[str, str]) -> None:
    action = cls_of(inspect(hello)).actions[0]

    assert (action.file, action.line, action.column) == ("hello/analysis.py", 6, 5)


@pytest.mark.parametrize(
    "class_",
    [
        "class Hello(databench.Analysis):\n    @databench.on_action(NAME)\n    def x(self): ...",
        "class Hello(databench.Analysis, elsewhere.Mixin):\n    pass",
        "class Hello(databench.Analysis, make()):\n    pass",
    ],
)
def test_handlers_that_cannot_be_known(
    inspect: Inspect, hello: dict[str, str], class_: str
) -> None:
    source = f"import databench\nimport elsewhere\n\n\n{class_}\n"

    assert not cls_of(inspect(hello | {"analyses/hello/analysis.py": source})).complete


def test_override_without_a_mark_is_no_handler(inspect: Inspect, hello: dict[str, str]) -> None:
    source = """\
import databench
class Base(databench.Analysis):
    @databench.on
    def run(self): ...
    @databench.on
    def stop(self): ...
class Hello(Base):
    def run(self): ...
"""
    files = hello | {
        "analyses/index.yaml": "analyses:\n  - name: hello\n    class: Hello\n",
        "analyses/hello/analysis.py": source,
    }

    assert actions_of(inspect(files)) == {"stop": "stop"}


def test_class_key_reaches_an_imported_class(inspect: Inspect, hello: dict[str, str]) -> None:
    files = hello | {
        "analyses/index.yaml": "analyses:\n  - name: hello\n    class: Renamed\n",
        "analyses/hello/analysis.py": "from .real import Real as Renamed\n",
        "analyses/hello/real.py": "import databench\nclass Real(databench.Analysis): ...\n",
    }

    cls = cls_of(inspect(files))

    assert (cls.name, cls.module) == ("Real", "analyses.hello.real")


@pytest.mark.parametrize(
    ("base", "is_one"), [("firm.Board", True), ("dict", False), ("enum.Enum", False)]
)
def test_class_key_names_one_whose_base_is_elsewhere(
    inspect: Inspect, hello: dict[str, str], base: str, is_one: bool
) -> None:
    files = hello | {
        "analyses/index.yaml": "analyses:\n  - name: hello\n    class: Mine\n",
        "analyses/hello/analysis.py": f"import enum\nimport firm\nclass Mine({base}): ...\n",
    }

    cls = inspect(files).analyses[0].cls

    assert (cls and (cls.name, cls.complete)) == (("Mine", False) if is_one else None)


@pytest.mark.parametrize("place", ["", "    "])
def test_an_elif_is_not_nested(inspect: Inspect, hello: dict[str, str], place: str) -> None:
    chain = f"{place}if 1: pass\n" + f"{place}elif 1: pass\n" * 1500
    source = f"import databench\nclass Mine(databench.Analysis):\n    x = 1\n{chain}"

    assert cls_of(inspect(hello | {"analyses/hello/analysis.py": source})).name == "Mine"


def test_a_circle_of_imports_ends(inspect: Inspect, hello: dict[str, str]) -> None:
    files = hello | {
        "analyses/hello/analysis.py": "from .a import X\nclass Hello(X): ...\n",
        "analyses/hello/a.py": "from .b import X\n",
        "analyses/hello/b.py": "from .a import X\n",
    }

    assert inspect(files).analyses[0].cls is None


def test_what_is_refused_for_other_files_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "large.py").write_text("x = [\n" + "    1,\n" * 8000 + "]\n")
    kept = Kept()
    first, second = (Modules(tmp_path, "", kept) for _ in range(2))
    first.budget.words.take(first.budget.words.left)

    for modules, kind in ((first, Problem), (second, Module), (first, Problem)):
        assert isinstance(modules.load("large"), kind)
        assert (modules.facts("large").problem is not None) is (kind is Problem)
