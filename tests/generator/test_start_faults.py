"""Names that modules ask for when the server starts, and that are not there."""

from collections.abc import Callable, Mapping

import pytest

from dbgen.checking import check
from dbgen.examining import OPTIONS, study
from dbgen.kept import Kept
from dbgen.project import Project
from dbgen_schema import Problem, Severity
from tests.generator.conftest import MakeFolder, source_of

Inspect = Callable[[Mapping[str, str | bytes]], Project]
Files = dict[str, str | bytes]

PYTHON = "analyses/hello/analysis.py"
SHARED = "analyses/shared/base.py"
BASE = """\
import databench

if databench:
    LATER = 1
for number in (1, 2):
    pass
COUNT: int = 1
FIRST, (SECOND, *REST) = range(2), range(3)


class Base(databench.Analysis):
    pass


def helper():
    global made
    made = 1
"""
CLASS = "import databench\n\n\nclass Hello(databench.Analysis):\n    {}\n"


def shared(hello: Files, source: str = BASE) -> Files:
    return hello | {
        "analyses/shared/__init__.py": "from . import base\n\nNAME = 1\n",
        "analyses/shared/other.py": "",
        SHARED: source,
    }


def line(source: str, hello: Files) -> Files:
    """Return the files with a line above the analysis."""
    written = hello[PYTHON]
    assert isinstance(written, str)
    return hello | {PYTHON: f"{source}\n{written}"}


def only(problems: list[Problem]) -> Problem:
    (problem,) = problems
    return problem


@pytest.mark.parametrize(
    ("source", "column", "message", "hint"),
    [
        (
            "from databench import on, on_actoin",
            27,
            "`databench` has no `on_actoin`",
            "did you mean `on_action`?",
        ),
        (
            "from databench import Datastor",
            23,
            "`databench` has no `Datastor`",
            "did you mean `Datastore`?",
        ),
        (
            "from databench_py import Datastore",
            26,
            "`databench_py` has no `Datastore`",
            "the server imports this module when it starts, and would fail",
        ),
        (
            "from databench.utils import fig_to_scr",
            29,
            "`databench.utils` has no `fig_to_scr`",
            "did you mean `fig_to_src`?",
        ),
        (
            "from databench.util import fig_to_src",
            1,
            "`databench` has no `util`",
            "did you mean `utils`?",
        ),
        ("import databench.util", 8, "`databench` has no `util`", "did you mean `utils`?"),
        (
            "import databench as db; kept = db.on_actoin",
            32,
            "`databench` has no `on_actoin`",
            "did you mean `on_action`?",
        ),
        (
            "from databench import utils; kept = utils.fig_to_scr",
            37,
            "`databench.utils` has no `fig_to_scr`",
            "did you mean `fig_to_src`?",
        ),
    ],
)
def test_what_databench_does_not_have(
    inspect: Inspect, hello: Files, source: str, column: int, message: str, hint: str
) -> None:
    problem = only(check(inspect(line(source, hello))))

    assert (problem.file, problem.line, problem.column) == ("hello/analysis.py", 1, column)
    assert (problem.code, problem.severity) == ("DB220", Severity.ERROR)
    assert (problem.message, problem.hint) == (message, hint)


@pytest.mark.parametrize(
    "source",
    [
        "from databench import *",
        "from databench import Analysis, Datastore, __version__, on, on_action, run, utils",
        "from databench import kernels",
        "from databench.actions import on, table_of",
        "import databench.kernels.base; kept = databench.kernels.base.Kernel",
        "try:\n    from databench import gone\nexcept ImportError:\n    gone = None",
        "if x:\n    from databench import gone",
        "def f():\n    from databench import gone\n    return databench.gone",
        "kept = databench.gone if hasattr(databench, 'gone') else None",
        "kept = lambda: databench.gone",
        "import databench\ndatabench.gone = 1\nkept = databench.gone",
        "import databench\ndatabench = make()\nkept = databench.gone",
        "from databench import Analysis\nkept = Analysis.gone",
    ],
)
def test_what_databench_may_have(inspect: Inspect, hello: Files, source: str) -> None:
    assert check(inspect(line(source, hello))) == []


@pytest.mark.parametrize(
    ("source", "message", "hint"),
    [
        ("from ..shared.base import Bass", "`Bass` in `..shared.base`", "did you mean `Base`?"),
        ("from analyses.shared.base import Bass", "`Bass` in `analyses.shared.base`", "did you"),
        ("from ..shared import bass", "`bass` in `..shared`", "did you mean `base`?"),
        ("from ..shared import othre", "`othre` in `..shared`", "did you mean `other`?"),
        ("from ..shared import base, gone", "`gone` in `..shared`", "the server imports"),
        ("from ..shared.base import Base, gone", "`gone` in `..shared.base`", "the server imports"),
        ("from . import gone", "`gone` in `.`", "the server imports"),
    ],
)
def test_names_that_a_module_of_the_app_lacks(
    inspect: Inspect, hello: Files, source: str, message: str, hint: str
) -> None:
    problem = only(check(inspect(line(source, shared(hello)))))

    assert (problem.file, problem.line, problem.code) == ("hello/analysis.py", 1, "DB218")
    assert problem.message == f"there is no {message}"
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    ("source", "base"),
    [
        ("from ..shared import base, other, NAME, __name__", BASE),
        ("from ..shared.base import *", BASE),
        (
            "from ..shared.base import Base, COUNT, LATER, SECOND, REST, helper, made, number",
            BASE,
        ),
        ("from ..shared.base import databench", BASE),
        ("from ..shared.base import gone", "from elsewhere import *\n"),
        ("from ..shared.base import gone", "def __getattr__(name): return name\n"),
        ("from ..shared.base import gone", "globals().update(gone=1)\n"),
        ("from ..shared.base import gone", "exec('gone = 1')\n"),
        ("from ..shared.base import gone", "import sys\nsys.modules[__name__] = Lazy()\n"),
        ("try:\n    from ..shared.base import gone\nexcept ImportError:\n    pass", BASE),
        ("if TYPE_CHECKING:\n    from ..shared.base import gone", BASE),
        ("def f():\n    from ..shared.base import gone", BASE),
        ("if __name__ == '__main__':\n    from ..shared.base import gone", BASE),
    ],
)
def test_names_that_a_module_of_the_app_may_have(
    inspect: Inspect, hello: Files, source: str, base: str
) -> None:
    assert check(inspect(line(source, shared(hello, base)))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import sys\nfor n in NAMES: setattr(sys.modules[n], 'later', 1)",
        "import sys\nsys.modules[NAME].__dict__['later'] = 1",
        "from . import base\nbase.later = 1",
        "from . import base as b\ndef f(): b.later = 1\nf()",
        "from . import base\nsetattr(base, 'later', 1)",
        "import analyses.shared.base\nanalyses.shared.base.later = 1",
    ],
)
def test_names_that_another_module_makes(inspect: Inspect, hello: Files, source: str) -> None:
    files = line("from ..shared import other\nfrom ..shared.base import later", shared(hello))

    assert check(inspect(files | {"analyses/shared/other.py": source})) == []


@pytest.mark.parametrize(
    "source",
    [
        "import sys\nkept = sys.modules",
        "setattr(object(), 'later', 1)",
        "from . import base\nkept = base.NAME",
        "from .base import Base\nBase.later = 1",
    ],
)
def test_modules_that_make_no_names_in_others(inspect: Inspect, hello: Files, source: str) -> None:
    files = line("from ..shared import other\nfrom ..shared.base import later", shared(hello))
    problem = only(check(inspect(files | {"analyses/shared/other.py": source})))

    assert problem.code == "DB218"


@pytest.mark.parametrize(
    "extra",
    [
        {"analyses/shared/base/__init__.py": "gone = 1\n"},
        {"analyses/shared/base/__init__.py": "", SHARED: ""},
    ],
)
def test_that_a_package_goes_before_a_module(inspect: Inspect, hello: Files, extra: Files) -> None:
    files = line("from ..shared.base import gone", shared(hello)) | extra

    assert check(inspect(files)) == []


def test_what_modules_import_from_each_other(inspect: Inspect, hello: Files) -> None:
    files = line("from ..shared.base import Base", shared(hello)) | {
        SHARED: "from .deep import x, y\nfrom .gone import z\n" + BASE,
        "analyses/shared/deep.py": "from databench import no\nx = 1\n",
        "analyses/shared/other.py": "from .deep import nobody_imports_this\n",
        "analyses/__init__.py": "from .shared import nothing\n",
    }
    found = [(each.file, each.line, each.code) for each in check(inspect(files))]

    assert found == [
        ("__init__.py", 1, "DB218"),
        ("shared/base.py", 1, "DB218"),
        ("shared/base.py", 2, "DB218"),
        ("shared/deep.py", 1, "DB220"),
    ]


def test_that_a_build_command_may_make_names(inspect: Inspect, hello: Files) -> None:
    index = {"analyses/index.yaml": "build: make\nanalyses:\n  - name: hello\n"}
    problem = only(check(inspect(line("from ..shared.base import made_", shared(hello)) | index)))

    assert (problem.code, problem.severity) == ("DB218", Severity.WARNING)


@pytest.mark.parametrize(
    ("source", "place", "hint"),
    [
        (CLASS.format("@om\n    def run(self): ..."), (5, 6), "define it here, or import it"),
        (
            CLASS.format("@on\n    def run(self): ..."),
            (5, 6),
            "import it: `from databench import on`",
        ),
        (
            CLASS.format("@on_action('go')\n    def run(self): ..."),
            (5, 6),
            "import it: `from databench import on_action`",
        ),
        (
            CLASS.format("@databnch.on\n    def run(self): ..."),
            (5, 6),
            "did you mean `databench`?",
        ),
        (CLASS.format("@propety\n    def run(self): ..."), (5, 6), "did you mean `property`?"),
        (
            "import databench\n\n\nclass Hello(Mixn, databench.Analysis): ...\nclass Mixin: ...\n",
            (4, 13),
            "did you mean `Mixin`?",
        ),
        ("class Hello(Bass[int]): ...\nclass Base: ...\n", (1, 13), "did you mean `Base`?"),
        ("import databench\n@registr\nclass Hello(databench.Analysis): ...\n", (2, 2), "define it"),
    ],
)
def test_decorators_and_bases_that_nothing_defines(
    inspect: Inspect, hello: Files, source: str, place: tuple[int, int], hint: str
) -> None:
    problem = only(check(inspect(hello | {PYTHON: source})))

    assert (problem.file, problem.code) == ("hello/analysis.py", "DB220")
    assert (problem.line, problem.column) == place
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    "source",
    [
        CLASS.format("def om(f): return f\n\n    @om\n    def run(self): ..."),
        CLASS.format("@property\n    def run(self): ..."),
        CLASS.format("if x:\n        @om\n        def run(self): ..."),
        CLASS.format("def run(self):\n        @om\n        def inner(): ..."),
        CLASS.format("@(lambda f: f)\n    def run(self): ..."),
        "from elsewhere import *\n" + CLASS.format("@om\n    def run(self): ..."),
        "exec(code)\n" + CLASS.format("@om\n    def run(self): ..."),
        "import builtins\nbuiltins.om = print\n" + CLASS.format("@om\n    def run(self): ..."),
        "for om in (print,): pass\n" + CLASS.format("@om\n    def run(self): ..."),
        "try:\n    class Other(Gone): ...\nexcept NameError: pass\n" + CLASS.format("pass"),
    ],
)
def test_names_that_something_may_define(inspect: Inspect, hello: Files, source: str) -> None:
    assert check(inspect(hello | {PYTHON: source})) == []


def test_that_a_mended_module_is_read_again(make_app_folder: MakeFolder, hello: Files) -> None:
    index = "analyses:\n  - name: hello\n  - name: other\n"
    files = line("from ..shared.base import Base, gone", shared(hello))
    other = {"analyses/other/analysis.py": files[PYTHON], "analyses/other/index.html": ""}
    folder = make_app_folder(files | other | {"analyses/index.yaml": index})
    kept = Kept()
    before = check(study(source_of(folder), OPTIONS, kept=kept)[0])
    with (folder / SHARED).open("a") as file:
        file.write("\ngone = 1\n")
    after = check(study(source_of(folder), OPTIONS, kept=kept)[0])

    assert [each.file for each in before] == ["hello/analysis.py", "other/analysis.py"]
    assert after == []
