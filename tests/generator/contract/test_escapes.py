"""Connections that leave as the result of something, and those that do not."""

import pytest

from .conftest import Check, app
from .test_modules import modules

RUN = '@databench.on\ndef run(self, n=1):\n    self.emit("done", n)\n'
UNUSED = ["DB309", "DB310"]
USE = 'd.on("done", console.log);\nd.emit("run", 3);\n'


@pytest.mark.parametrize(
    "script",
    [
        "function make() { const c = new Databench.Connection(); return c.connect(); }\n"
        f"const e = make(); {USE.replace('d.', 'e.')}",
        "function make() { return d.on('log', show); }\nmake().emit('run', 3).on('done', show);",
        "function make() { return ready && d.connect(); }\nmake().on('done', show).emit('run');",
        "function make() { return (state = d.connect()); }\nmake().on('done', show).emit('run');",
        "const send = (n) => d.emit('run', n);\nsend(3).on('done', show);",
        "const make = () => d.connect(), get = () => make();\nget().on('done', show).emit('run');",
        "const make = async () => d.connect();\nmake().then((e) => e.on('done', f).emit('run'));",
        "[new Databench.Connection().connect()].map((e) => { e.on('done', f); e.emit('run'); });",
        "list.map(() => d.connect()).forEach((e) => e.on('done', show).emit('run'));",
        "ready.then(() => d.connect()).then((e) => e.on('done', show).emit('run'));",
        "use(d.connect());",
        "use(x && d.connect());",
        "use(x ? d.connect() : d);",
        "use((a, d.connect()));",
        "use(e = d.connect());",
        "use(() => d.connect());",
        "other.d = d.connect();",
        "const o = { d: d.connect(), get e() { return d.connect(); } };",
        "const o = { make: () => d.connect() };",
        "o.make = function () { return d.connect(); };",
        "let e; const get = () => (e ??= new Databench.Connection().connect());",
        "class V { constructor(c) { this.c = c; } go() { this.c.on('done', f).emit('run'); } }\n"
        "new V(d.connect(), ...more);",
    ],
)
def test_results_that_leave(check: Check, script: str) -> None:
    check(app(RUN, "", script)).expect()


@pytest.mark.parametrize(
    ("own", "main"),
    [
        (
            "export class App { constructor(d) { [this.d] = [d]; } start() { "
            'this.d.on("done", console.log); this.d.emit("run"); } }',
            "import { App } from './own.js';\n"
            "new App(new Databench.Connection().connect()).start();",
        ),
        (
            "let c;\nexport const getConn = () => (c ??= new Databench.Connection().connect());",
            f"import {{ getConn }} from './own.js';\nconst d = getConn();\n{USE}",
        ),
        (
            "export const state = {};",
            "import { state } from './own.js';\n"
            "state.d = new Databench.Connection().connect();\n"
            "const { d } = state;\n" + USE,
        ),
    ],
)
def test_results_that_leave_for_another_module(check: Check, own: str, main: str) -> None:
    files = modules(own, main, "")
    check(files | {"analyses/hello/analysis.py": app(RUN)["analyses/hello/analysis.py"]}).expect()


@pytest.mark.parametrize(
    "script",
    [
        "ready && d.connect();",
        "ready ? d.connect() : d.emit('log');",
        "d.emit('log'), d.emit('log');",
        "for (let i = 0; i < 3; d.emit('log')) i++;",
        "let e; e = d.connect();",
        "let e, f; e = f = d.connect();",
        "(window.e = d.connect()).on('log', show);",
        "const e = window.e = new Databench.Connection();",
        "window.onload = () => d.connect();",
        "b.addEventListener('click', () => { return d.connect(); });",
        "setTimeout(() => d.connect(), 10);",
        "$(() => d.connect());",
        "list.forEach((key) => d.on({log: 'x'}, show));",
        "fetch('x').then(() => d.connect()).catch(show);",
        "d.connect(() => d.emit('log'));",
        "const start = () => d.connect();\nstart();\nb.onclick = () => start();",
        "const start = () => (ready ? start() : d.connect());\nstart();",
        "const send = (n) => d.emit('log', n);\nsend(3);",
        "function send(n) { return d.emit('log', n); }\nsend(3);",
        "const o = { send: (n) => d.emit('log', n) };\no.send();",
        "if (d && d.analysisId) d.connect();",
    ],
)
def test_results_that_nobody_uses(check: Check, script: str) -> None:
    assert check(app(RUN, "", script)).found() == UNUSED
