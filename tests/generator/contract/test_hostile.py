"""Sources that are meant to break the reader: it stays quiet, or says what it can."""

import pytest

from tests.generator.contract.conftest import Check, app

DEEP = 20_000


@pytest.mark.parametrize(
    "script",
    [
        "(" * DEEP + ")" * DEEP,
        "[" * DEEP + "]" * DEEP,
        "x" + ".on('x')" * DEEP + ";",
        "d" + "\n.on('log', show)" * DEEP + ";",
        "d.emit('x', " + "[\n" * DEEP + "]" * DEEP + ");",
        "var a0 = new Databench.Connection();\n"
        + "\n".join(f"var a{i + 1} = a{i};" for i in range(5000))
        + "\na5000.emit('x');",
        "let a = b, b = a; a.emit('x');",
        "function f() {\n" * 5000 + "}" * 5000,
        "d.emit('\\u{110000}\\uD800\\x41', 1);",
        "`${`${`",
        "\0\x01\ufeff",
        "d.emit();d.on();d.on({});d.once();d.trigger();d.preEmit();Databench.ui.wire();",
        "const {a: {b}, ...c} = Databench; [d] = [1]; ({d} = x);",
        "for (;;) {} while (1) {} label: do {} while (0);",
        "class A { #d = new Databench.Connection(); go() { this.#d.emit('x'); } }",
        "await x;",
        "/" * 100_000,
        "<!-- x\n--> y",
    ],
)
def test_hostile_scripts(check: Check, script: str) -> None:
    found = check(app("@databench.on\ndef x(self): pass\n", "<p>", script)).found()
    assert not set(found) - {"DB303", "DB304", "DB307", "DB309", "DB313", "DB314"}


@pytest.mark.parametrize(
    "script",
    [
        "if (a) {}" + " else if (a) {}" * 300,
        "p" + ".then(x => x)" * 500 + ";",
        "(() => {" * 200 + "})()" * 200,
        "x = y" + " + y" * 1000 + ";",
    ],
)
def test_what_is_too_deep_is_not_passed_over_in_silence(check: Check, script: str) -> None:
    found = check(app("@databench.on\ndef x(self): pass\n", "<p>", script)).found()
    assert found == ["DB313"]


def test_what_is_too_deep_may_be_a_library(check: Check) -> None:
    library = "x = y" + " + y" * 1000 + ";"
    files = app("@databench.on\ndef x(self): pass\n", '<script src="static/more.js"></script>')
    assert check(files | {"analyses/hello/static/more.js": library}).found() == []


@pytest.mark.parametrize(
    "body",
    [
        "<" * 100_000,
        "<a" * 50_000,
        "<p " + "a=b " * 50_000 + ">",
        "<p " + "a='" * 50_000,
        "<!" * 50_000,
        "<!-- " * 20_000,
        "<script>" * 2_000,
        "<template>" * 10_000,
        "{{ x }}" * 20_000,
        "{% if x %}" * 3_000 + "{% end %}" * 3_000,
        "{% block a %}" * 300 + "{% end %}" * 300,
        "{% include hello/index.html %}",
        "&#x110000;<button id='&#x110000;&#0;'>",
        "<button id>",
        "<![CDATA[ x ]]><?php ?><!DOCTYPE x [<!ENTITY y 'z'>]>",
    ],
)
def test_hostile_pages(check: Check, body: str) -> None:
    found = check(app("", body)).found()
    assert not set(found) - {"DB301", "DB302", "DB313"}


@pytest.mark.parametrize(
    "methods",
    [
        "def f(self): return " + "self.data" + ".x" * 500 + "\n",
        "def f(self): self.emit(*[], **{})\n",
        "def f(): self.emit('x')\n",
        "def f(self, /, *, a): self.data[1:2] = self.data[()]\n",
        "@(lambda f: f)\ndef f(self): pass\n",
        "def on_(self): pass\n",
    ],
)
def test_strange_classes(check: Check, methods: str) -> None:
    assert not set(check(app(methods)).found()) - {"DB309"}


def test_bases_that_go_in_circles(check: Check) -> None:
    files = app("", "<p>", "d.emit('x');")
    files["analyses/hello/analysis.py"] = (
        "import databench\n\n\nclass A(A2, databench.Analysis):\n    pass\n\n\n"
        "class A2(A3):\n    pass\n\n\nclass A3(A2):\n    pass\n"
    )
    files["analyses/index.yaml"] = "analyses:\n  - name: hello\n    class: A\n"
    check(files).expect()
