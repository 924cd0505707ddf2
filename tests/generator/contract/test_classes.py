"""Classes: inherited handlers, bases outside the project, attributes that may be handlers."""

import pytest

from tests.generator.contract.conftest import Check, app

BUTTON = '<button data-action="go"></button>'
SHARED = """\
import databench


class Base(databench.Analysis):
    @databench.on
    def go(self):
        self.emit('gone')
        self.set_state(pi=3)
"""


def hello(source: str) -> dict[str, str]:
    return {"analyses/hello/analysis.py": source}


@pytest.mark.parametrize(
    ("imports", "base"),
    [
        ("from analyses.shared import Base", "Base"),
        ("from ..shared import Base as B", "B"),
        ("import analyses.shared", "analyses.shared.Base"),
        ("from analyses.shared import *", "Base"),
    ],
)
def test_inherited_handlers_signals_and_state(check: Check, imports: str, base: str) -> None:
    files = app("", BUTTON, "d.on('gone', f).on({data: 'pi'}, f).emit(▸'other');")
    source = f"{imports}\n\n\nclass Hello({base}):\n    pass\n"
    check(files | hello(source) | {"analyses/shared.py": SHARED}).expect("DB303")


def test_mixins_of_the_project(check: Check) -> None:
    source = (
        "import databench\n\n\nclass Mixin:\n    def on_go(self): self.emit('gone')\n\n\n"
        "class Hello(Mixin, databench.Analysis):\n    pass\n"
    )
    check(app("", BUTTON, "d.on('gone', f).emit(▸'other');") | hello(source)).expect("DB303")


@pytest.mark.parametrize(
    "source",
    [
        "from elsewhere import Mixin\nclass Hello(Mixin, databench.Analysis):\n    pass\n",
        "class Hello(make(), databench.Analysis):\n    pass\n",
        "class Hello(databench.Analysis, metaclass=Meta):\n    pass\n",
        "@register\nclass Hello(databench.Analysis):\n    pass\n",
        "class Hello(databench.Analysis):\n    go = databench.on(print)\n",
        "class Hello(databench.Analysis):\n    on_go = lambda self: 1\n",
        "class Hello(databench.Analysis):\n    def f(self): pass\n    f.action = 'go'\n",
        "def make(): pass\nclass Hello(databench.Analysis):\n    go = make()\n",
        "class Hello(databench.Analysis):\n    for x in []: pass\n",
        "class Hello(databench.Analysis):\n    @databench.on_action(name)\n    def f(self): pass\n",
        "class Hello(databench.Analysis):\n    @own\n    def f(self): pass\n",
        "class Hello(databench.Analysis):\n    @databench.on_action('*')\n    def f(*a, **b): 1\n",
        "if x:\n    class Hello(databench.Analysis):\n        pass\n",
        "class Mixin:\n    def __init_subclass__(cls): cls.on_go = cls.on_other = run\n\n"
        "class Hello(Mixin, databench.Analysis):\n    pass\n",
        "class Mixin(metaclass=Meta): ...\n\nclass Hello(Mixin, databench.Analysis): ...\n",
        "@register\nclass Mixin: ...\n\nclass Hello(Mixin, databench.Analysis): ...\n",
        "@dataclass\n@register\nclass Hello(databench.Analysis): ...\n",
        "from analyses.own import dataclass\n@dataclass\nclass Hello(databench.Analysis): ...\n",
    ],
)
def test_handlers_that_cannot_all_be_known(check: Check, source: str) -> None:
    check(app("", BUTTON, "d.emit('other');") | hello(f"import databench\n{source}")).expect()


@pytest.mark.parametrize(
    ("imports", "decorator"),
    [
        ("import dataclasses", "dataclasses.dataclass"),
        ("from dataclasses import dataclass", "dataclass(eq=False)"),
        ("from typing import final", "final"),
    ],
)
def test_decorators_that_make_no_handlers(check: Check, imports: str, decorator: str) -> None:
    source = (
        f"import databench\n{imports}\n\n\n@{decorator}\nclass Hello(databench.Analysis):\n"
        "    rate: int = 3\n"
    )
    check(app("", '<button data-action="▸go">') | hello(source)).expect("DB301")


@pytest.mark.parametrize(
    "attribute",
    [
        "rate = 3",
        "rate: int",
        "names = ['go', 'other']",
        "text = 'a' + 'b'",
        "pool = ThreadPoolExecutor(4)",
        "half = math.pi",
        '"""A text."""',
        "@property\n    def other(self): return 1",
        "@staticmethod\n    def other(): return 1",
        "def go(self): pass",
    ],
)
def test_attributes_that_are_no_handlers(check: Check, attribute: str) -> None:
    source = (
        "import math\nfrom concurrent.futures import ThreadPoolExecutor\n\nimport databench\n\n\n"
        f"class Hello(databench.Analysis):\n    {attribute}\n"
    )
    check(app("", '<button data-action="▸go">') | hello(source)).expect("DB301")


def test_that_an_override_ends_a_handler(check: Check) -> None:
    source = "from analyses.shared import Base\n\n\nclass Hello(Base):\n    {}\n"
    shared = "import databench\n\n\nclass Base(databench.Analysis):\n    def on_go(self): pass\n"
    files = app("", '<button data-action="▸go">') | {"analyses/shared.py": shared}
    assert check(files | hello(source.format("pass"))).found() == []
    check(files | hello(source.format("def on_go(self, x): pass"))).expect("DB304")
    check(files | hello(source.format("on_go = None"))).expect("DB301")


OVERRIDDEN = """\
import abc

import databench


class Base(databench.Analysis):
    {handler}
    def go(self, x=1): pass


class Mid(Base):
    {mid}
"""


@pytest.mark.parametrize(
    ("parts", "action", "hint"),
    [
        (
            ("@databench.on", "pass", "def go(self): pass"),
            "go",
            "put `@databench.on` above the method `go` in hello/analysis.py:5, "
            "which replaces the handler in shared.py:8",
        ),
        (
            ("@databench.on", "async def go(self): pass", "rate = 3"),
            "go",
            "put `@databench.on` above the method `go` in shared.py:12, "
            "which replaces the handler in shared.py:8",
        ),
        (
            (
                "@databench.on_action('start')",
                "def go(self): pass",
                "@staticmethod\n    def go(): pass",
            ),
            "start",
            'put `@databench.on_action("start")` above the method `go` in hello/analysis.py:6, '
            "which replaces the handler in shared.py:8",
        ),
        (
            ("@abc.abstractmethod", "pass", "pass"),
            "go",
            "put `@databench.on` above the method `go` in shared.py:8",
        ),
    ],
)
@pytest.mark.parametrize("page", ["<button data-action='▸{}'>", "<script>d.emit(▸'{}');</script>"])
def test_that_a_decorator_is_missing(
    check: Check, parts: tuple[str, str, str], action: str, hint: str, page: str
) -> None:
    handler, mid, method = parts
    source = f"from analyses.shared import Mid\n\n\nclass Hello(Mid):\n    {method}\n"
    shared = OVERRIDDEN.format(handler=handler, mid=mid)
    files = app("", page.format(action)) | {"analyses/shared.py": shared}
    checked = check(files | hello(source))
    checked.expect("DB301" if "button" in page else "DB303")
    assert checked.problems[0].hint == hint


def test_that_an_override_with_its_decorator_is_a_handler(check: Check) -> None:
    source = (
        "from analyses.shared import Base\nimport databench\n\n\nclass Hello(Base):\n"
        "    @databench.on\n    def go(self): pass\n"
    )
    shared = OVERRIDDEN.format(handler="@databench.on", mid="pass")
    check(app("", BUTTON) | {"analyses/shared.py": shared} | hello(source)).expect()


@pytest.mark.parametrize(
    "attribute",
    ["@property\n    def go(self): pass", "@own\n    def go(self): pass", "go = None"],
)
def test_that_no_decorator_would_help(check: Check, attribute: str) -> None:
    checked = check(app(attribute.replace("\n    ", "\n"), BUTTON))
    assert not any("put `@databench.on`" in each.hint for each in checked.problems)


@pytest.mark.parametrize("method", ["emit", "set_state", "init_datastores", "set_emit_fn"])
def test_classes_with_a_plumbing_of_their_own(check: Check, method: str) -> None:
    methods = f"def {method}(self, *args): pass\n"
    check(app(methods, '<p data-action="x">', "d.on('tick', show);")).expect()


def test_stores_that_a_module_makes(check: Check) -> None:
    files = app("", '<p data-action="x">')
    files["analyses/hello/analysis.py"] += "\n\nSTORE = databench.Datastore('hello/Hello')\n"
    check(files).expect()


def test_that_the_class_of_the_entry_counts(check: Check) -> None:
    files = app("@databench.on\ndef go(self): pass\n", '<button data-action="▸go">') | {
        "analyses/index.yaml": "analyses:\n  - name: hello\n    class: Other\n"
    }
    files["analyses/hello/analysis.py"] += "\n\nclass Other(databench.Analysis):\n    pass\n"
    check(files).expect("DB301")
