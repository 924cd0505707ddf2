"""What may emit and set anything is not known, and nothing is said about it."""

import pytest

from tests.generator.contract.conftest import Check, app

BODY = '<p data-action="busy"></p><button data-action="run">'
SCRIPT = "d.on('started', show);"
HELPERS = """
import functools


def reports(function):
    @functools.wraps(function)
    def call(self):
        self.emit('started')
        self.set_state(busy=True)
        return function(self)
    return call


def _run(self):
    self.emit('started')
    self.set_state(busy=True)
"""


@pytest.mark.parametrize(
    "methods",
    [
        "@databench.on\n@reports\ndef run(self): pass\n",
        "on_run = _run\n",
        "on_run = lambda self: self.set_state(busy=self.emit('started'))\n",
        "@databench.on\ndef run(self):\n    super().emit('started')\n"
        "    super().set_state(busy=1)\n",
    ],
)
def test_quiet(check: Check, methods: str) -> None:
    files = app(methods, BODY, SCRIPT)
    analysis = "analyses/hello/analysis.py"
    checked = check(files | {analysis: files[analysis].replace("\n\n\n", f"\n{HELPERS}\n\n", 1)})
    assert checked.found() == []


@pytest.mark.parametrize(
    ("before", "base", "body", "after"),
    [
        ("class Mix: ...\nMix.on_run = _run\n", "Mix, ", "pass", ""),
        ("class Mix: ...\nsetattr(Mix, 'on_' + 'run', _run)\n", "Mix, ", "pass", ""),
        ("", "", "exec('on_run = _run')", ""),
        ("", "", "vars().update(on_run=_run)", ""),
        ("", "", "pass", "Hello.on_run = _run\nHello.__init_subclass__()\n"),
    ],
)
def test_a_class_that_gets_its_handlers_otherwise(
    check: Check, before: str, base: str, body: str, after: str
) -> None:
    source = (
        f"import databench\n{HELPERS}\n{before}\nclass Hello({base}databench.Analysis):\n"
        f"    {body}\n\n{after}"
    )
    files = app("", BODY, SCRIPT) | {"analyses/hello/analysis.py": source}
    assert check(files).found() == []


def test_a_store_that_a_helper_opens(check: Check) -> None:
    helper = "import databench\n\ndatabench.Datastore('hello/Hello').set('busy', 1)\n"
    files = app("@databench.on\ndef run(self): pass\n", BODY, "", analyses__shared_dot_py=helper)
    analysis = "analyses/hello/analysis.py"
    imported = "import analyses.shared\nimport databench"
    checked = check(files | {analysis: files[analysis].replace("import databench", imported, 1)})
    assert checked.found() == []
