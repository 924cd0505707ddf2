"""Methods that a subclass overrides: what they send counts only where something calls them."""

import pytest

from tests.generator.contract.conftest import Check, app

BODY = '<button data-action="go"></button>'
BASE = """\
import databench


class Base(databench.Analysis):
    @databench.on
    def go(self):
        self.draw()

    def draw(self):
        self.emit(▸'chart', 1)
        self.set_state(▸old=1)
"""
HELLO = "from analyses.shared import Base\n\n\nclass Hello(Base):\n    {}\n"
DRAW = "def draw(self):\n        "


def files(member: str, script: str, base: str = BASE) -> dict[str, str]:
    return app("", BODY, script) | {
        "analyses/hello/analysis.py": HELLO.format(member),
        "analyses/shared.py": base,
    }


def plain(text: str) -> str:
    return text.replace("▸", "")


@pytest.mark.parametrize(
    "member", [f"{DRAW}self.emit('map')", "draw = None", "class draw: ...", "draw: object = None"]
)
def test_that_an_overridden_method_sends_nothing(check: Check, member: str) -> None:
    script = "d.on('map', f);" if "map" in member else ""
    check(files(member, script, plain(BASE))).expect()
    check(files(member, script + "d.on(▸'chart', f);", plain(BASE))).expect("DB307")


@pytest.mark.parametrize(
    "member",
    [
        "pass",
        f"{DRAW}super().draw()",
        f"{DRAW}super(Hello, self).draw()",
        "def draw(self): pass\n\n    def more(self): super().draw()",
        "def draw(self): pass\n\n    def more(self): return [super(Hello, self).draw]",
        "draw: object",
    ],
)
def test_that_a_method_that_can_run_does_send(check: Check, member: str) -> None:
    check(files(member, "", BASE)).expect("DB310", "DB311")
    check(files(member, "d.on('chart', f).on({data: 'old'}, f);", plain(BASE))).expect()


@pytest.mark.parametrize(
    "member",
    [
        f"{DRAW}parent = super()\n        parent.draw()",
        f"{DRAW}Base.draw(self)",
        f"{DRAW}getattr(super(), 'draw')()",
        f"{DRAW}functools.partial(Base.draw, self)()",
        "if Base:\n        def draw(self): pass",
        "def draw(self): pass\n\n    @Base.draw.register\n    def more(self): pass",
    ],
)
def test_that_nobody_may_know_what_runs(check: Check, member: str) -> None:
    check(files(member, "d.on('chart', f).on({data: 'old'}, f);", plain(BASE))).expect()


def test_mixins_that_override(check: Check) -> None:
    source = (
        "from analyses.shared import Base\n\n\nclass Quiet:\n    def draw(self): pass\n\n\n"
        "class Hello({}):\n    pass\n"
    )
    written = files("pass", "", plain(BASE))
    check(written | {"analyses/hello/analysis.py": source.format("Quiet, Base")}).expect()
    written = files("pass", "")
    order = {"analyses/hello/analysis.py": source.format("Base, Quiet")}
    check(written | order).expect("DB310", "DB311")


def test_private_names_are_those_of_their_class(check: Check) -> None:
    base = BASE.replace("draw", "__draw")
    check(files("def __draw(self): pass", "", base)).expect("DB310", "DB311")


def test_that_an_analysis_without_the_override_counts(check: Check) -> None:
    other = {
        "analyses/index.yaml": "analyses:\n  - name: hello\n  - name: other\n",
        "analyses/other/analysis.py": HELLO.format("pass"),
        "analyses/other/index.html": app("", BODY)["analyses/hello/index.html"],
        "analyses/other/analysis.js": app()["analyses/hello/analysis.js"],
    }
    check(files("draw = None", "") | other).expect("DB310", "DB311")
