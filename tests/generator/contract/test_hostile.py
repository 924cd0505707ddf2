"""Sources that are meant to break the reader: it stays quiet, or says what it can."""

import pytest

from tests.generator.contract.conftest import Check, Checked, app

DEEP = 20_000
HANDLER = "@databench.on\ndef x(self): pass\n"


def is_found(checked: Checked, codes: list[str]) -> bool:
    """Return whether these codes were found, or that it takes too long on a busy machine."""
    return checked.found() == codes or "DB313" in checked.found()


@pytest.mark.parametrize(
    ("script", "codes"),
    [
        ("(" * DEEP + ")" * DEEP, ["DB313"]),
        ("[" * DEEP + "]" * DEEP, ["DB313"]),
        ("x" + ".on('x')" * DEEP + ";", ["DB313"]),
        ("d" + "\n.on('log', show)" * DEEP + ";", ["DB313"]),
        ("d.emit('x', " + "[\n" * DEEP + "]" * DEEP + ");", ["DB313"]),
        (
            "var a0 = new Databench.Connection();\n"
            + "\n".join(f"var a{i + 1} = a{i};" for i in range(5000))
            + "\na5000.emit('x');",
            ["DB313"],
        ),
        ("let a = b, b = a; a.emit('x');", ["DB309"]),
        ("function f() {\n" * 5000 + "}" * 5000, ["DB313"]),
        ("d.emit('\\u{110000}\\uD800\\x41', 1);", ["DB303", "DB309"]),
        ("`${`${`", ["DB314"]),
        ("\0\x01\ufeff", ["DB314"]),
        ("d.emit();d.on();d.on({});d.once();d.trigger();d.preEmit();Databench.ui.wire();", []),
        ("const {a: {b}, ...c} = Databench; [d] = [1]; ({d} = x);", []),
        ("for (;;) {} while (1) {} label: do {} while (0);", ["DB309"]),
        ("class A { #d = new Databench.Connection(); go() { this.#d.emit('x'); } }", []),
        ("await x;", ["DB309"]),
        ("/" * 100_000, ["DB313"]),
        ("<!-- x\n--> y", ["DB309"]),
    ],
)
def test_hostile_scripts(check: Check, script: str, codes: list[str]) -> None:
    assert is_found(check(app(HANDLER, "<p>", script)), codes)


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
    assert check(app(HANDLER, "<p>", script)).found() == ["DB313"]


def test_what_is_too_deep_may_be_a_library(check: Check) -> None:
    library = "x = y" + " + y" * 1000 + ";"
    files = app(HANDLER, '<script src="static/more.js"></script>')
    assert check(files | {"analyses/hello/static/more.js": library}).found() == []


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("<" * 100_000, ["DB309", "DB301"]),
        ("<a" * 50_000, []),
        ("<p " + "a=b " * 50_000 + ">", ["DB309", "DB301"]),
        ("<p " + "a='" * 50_000, ["DB309", "DB306"]),
        ("<!" * 50_000, []),
        ("<!-- " * 20_000, []),
        ("<script>" * 2_000, []),
        ("<template>" * 10_000, ["DB309"]),
        ("{{ x }}" * 10_000, ["DB309", "DB301"]),
        ("{% if x %}" * 3_000 + "{% end %}" * 3_000, ["DB309", "DB301"]),
        ("{% block a %}" * 300 + "{% end %}" * 300, ["DB309", "DB301"]),
        ("{% include hello/index.html %}", []),
        ("&#x110000;<button id='&#x110000;&#0;'>", ["DB309", "DB301", "DB301"]),
        ("<button id>", ["DB309", "DB302", "DB301"]),
        ("<![CDATA[ x ]]><?php ?><!DOCTYPE x [<!ENTITY y 'z'>]>", ["DB309", "DB301"]),
    ],
)
def test_hostile_pages(check: Check, body: str, codes: list[str]) -> None:
    # The button that follows is one in some of them, and a part of what stands before in others.
    assert is_found(check(app(HANDLER, f"{body}\n<button data-action=y>")), codes)


@pytest.mark.parametrize(
    ("methods", "codes"),
    [
        ("def f(self): return " + "self.data" + ".x" * 500 + "\n", ["DB307", "DB301"]),
        ("def f(self): self.emit(*[], **{})\n", ["DB301"]),
        ("def f(): self.emit('x')\n", ["DB307", "DB301"]),
        ("def f(self, /, *, a): self.data[1:2] = self.data[()]\n", ["DB307", "DB301"]),
        ("@(lambda f: f)\ndef f(self): pass\n", []),
        ("def on_(self): pass\n", []),
    ],
)
def test_strange_classes(check: Check, methods: str, codes: list[str]) -> None:
    files = app(methods, "<button data-action=y>", "d.on('z', show);")
    assert is_found(check(files), codes)


def test_bases_that_go_in_circles(check: Check) -> None:
    files = app("", "<p>", "d.emit('x');")
    files["analyses/hello/analysis.py"] = (
        "import databench\n\n\nclass A(A2, databench.Analysis):\n    pass\n\n\n"
        "class A2(A3):\n    pass\n\n\nclass A3(A2):\n    pass\n"
    )
    files["analyses/index.yaml"] = "analyses:\n  - name: hello\n    class: A\n"
    check(files).expect()
