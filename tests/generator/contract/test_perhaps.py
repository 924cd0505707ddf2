"""Names that hold a connection at times, and at times something else."""

import pytest

from .conftest import Check, app

RUN = '@databench.on\ndef run(self, n=1):\n    self.emit("done", n)\n    self.set_state(total=n)\n'
USE = "c.on('done', f); c.on({data: 'total'}, f); c.emit('run', 3);"


@pytest.mark.parametrize(
    "script",
    [
        "class A { constructor(el) { this.c = el.dataset.c; } }\n"
        "class B { constructor() { this.c = new Databench.Connection(); } go() { THIS } }",
        "let c;\nif (location.protocol === 'file:') c = window.mock;\n"
        "else c = new Databench.Connection();\nUSE",
        "let c;\nswitch (x) { case 1: c = mock(); break; default: c = Databench.connect(); }\nUSE",
        "let c;\ntry { c = new Databench.Connection(); } catch (e) { c = new Mock(); }\nUSE",
        "let c = false;\nc = new Databench.Connection();\nUSE",
        "let c = {};\nc = new Databench.Connection();\nUSE",
        "let c = void 0;\nc = new Databench.Connection();\nUSE",
        "let c = Databench.attach();\nc.then((e) => { c = e; USE });",
        "let c = Databench.attach();\n(async () => { c = await c; USE })();",
        "var c = {x: 1};\nvar c = new Databench.Connection();\nUSE",
        "class A { go() { THIS } stop() { this.c = false; } start() { this.c = d; } }",
        "function go(c) { if (!c) c = new Databench.Connection(); USE }\ngo();",
        "function go({c}) { if (!c) c = new Databench.Connection(); USE }\ngo({});",
        "let {c} = options;\nif (!c) c = new Databench.Connection();\nUSE",
        "let c = new Databench.Connection();\n[c] = others;\nUSE",
        "let c = new Databench.Connection();\nfor (c of others) USE",
        "let c = new Databench.Connection();\nc = c.connect();\nUSE",
        "let c = new Databench.Connection();\nc = other;\nconst e = c;\n"
        "e.connect().on('done', f).on({data: 'total'}, f).emit('run');",
        "let c = mock;\nc = d;\nc.connect((c) => { USE });",
        "let c = mock;\nc = d;\nuse(c);",
        "let c = mock;\nc = d;\nc['emit']('run');",
        "let c = mock;\nc = d;\nc.emit(name).on(name, f);",
        "let D = Databench;\nif (x) D = mock;\nconst c = new D.Connection();\nUSE",
        "let C = Databench.Connection;\nif (x) C = mock;\nconst c = new C();\nUSE",
    ],
)
def test_that_it_may_be_the_connection(check: Check, script: str) -> None:
    script = script.replace("USE", USE).replace("THIS", USE.replace("c.", "this.c."))
    check(app(RUN, "", script)).expect()


def test_that_scripts_share_such_a_name(check: Check) -> None:
    first = "<script>var c = {x: 1}; draw(c.x);</script>"
    second = f"<script>var c = new Databench.Connection(); {USE}</script>"
    check(app(RUN, first + second)).expect()


@pytest.mark.parametrize(
    "script",
    [
        "let c = mock;\nc = d;\nc.emit('go');",
        "let c = mock;\nc = d;\nc.on('went', f);",
        "let c = mock;\nc = d;\nc.emit('run', [1, 2]);",
        "var c = {x: 1};\nvar c = new Databench.Connection();\nc.emit('go');",
    ],
)
def test_that_it_may_be_something_else(check: Check, script: str) -> None:
    assert check(app(RUN, "", script)).found() in (
        ["DB309", "DB310", "DB311"],
        ["DB310", "DB311"],
    )


@pytest.mark.parametrize(
    "script",
    [
        "let c = false;\nc = new Databench.Connection();\nc.emit(▸'go');",
        "let c = void 0;\nc = new Databench.Connection();\nc.emit(▸'go');",
        "class A { stop() { this.c = false; } start() { this.c = d; this.c.emit(▸'go'); } }",
        "let c = new Databench.Connection();\nc = c.connect();\nc.emit(▸'go');",
    ],
)
def test_that_nothing_else_sends(check: Check, script: str) -> None:
    check(app("", "", script)).expect("DB303")
