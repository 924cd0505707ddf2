"""What modules of JavaScript import from each other, and functions that get a connection."""

import pytest

from .conftest import Check, app

RUN = """
@databench.on
def run(self): pass
"""
BUTTON = '<button data-action="run">'
OWN = "analyses/hello/static/own.js"
DEEP = "analyses/hello/static/deep/more.js"
MAIN = "analyses/hello/static/main.js"
MODULE = '<script type="module" src="static/main.js"></script>'
CONNECTED = "export const d = new Databench.Connection();\nDatabench.ui.wire(d);\nd.connect();\n"


def modules(own: str, main: str, body: str = BUTTON, **files: str) -> dict[str, str]:
    """Return an app whose page loads a module that imports another one."""
    made = app(RUN, body + MODULE)
    del made["analyses/hello/analysis.js"]
    made["analyses/hello/index.html"] = made["analyses/hello/index.html"].replace(
        '<script src="/{{ name }}/analysis.js"></script>', ""
    )
    return {**made, OWN: own, MAIN: main, **files}


@pytest.mark.parametrize(
    ("own", "main"),
    [
        (CONNECTED + "d.emit(▸'go');", "import './own.js';"),
        (CONNECTED, "import { d } from './own.js';\nd.emit(▸'go');"),
        (CONNECTED, "import { d as e } from '/hello/static/own.js';\ne.emit(▸'go');"),
        (CONNECTED + "export default d;", "import e from './own.js';\ne.emit(▸'go');"),
        (CONNECTED + "export { d as e };", "import { e } from './own.js';\ne.emit(▸'go');"),
        (
            CONNECTED.replace("export ", "") + "export { d };",
            "import { d } from './own.js';\nfunction f() { d.emit(▸'go'); }",
        ),
        (CONNECTED + "d.emit(▸'go');", "import * as own from './own.js';"),
        (CONNECTED + "d.emit(▸'go');", "export * from './own.js';"),
        (CONNECTED + "d.emit(▸'go');\nimport './main.js';", "import './own.js';"),
    ],
)
def test_modules_are_followed(check: Check, own: str, main: str) -> None:
    check(modules(own, main)).expect("DB303")


@pytest.mark.parametrize(
    ("deep", "main"),
    [
        ("export { d } from '../own.js';", "import { d } from './deep/more.js';\nd.emit(▸'go');"),
        (
            "export { d as e } from '../own.js';",
            "import { e } from './deep/more.js';\ne.emit(▸'go');",
        ),
        ("export * from '../own.js';", "import { d } from './deep/more.js';\nd.emit(▸'go');"),
        (
            "export * as o from '../own.js';",
            "import { o } from './deep/more.js';\no.d.emit(▸'go');",
        ),
        ("export * from '../own.js';", "import * as m from './deep/more.js';\nm.d.emit(▸'go');"),
        (
            "export * as o from '../own.js';",
            "import * as m from './deep/more.js';\nm.o.d.emit(▸'go');",
        ),
        (
            "export * as default from '../own.js';",
            "import o from './deep/more.js';\no.d.emit(▸'go');",
        ),
        (
            "export * as /* all */ o from '../own.js';",
            "import { o } from './deep/more.js';\no.d.emit(▸'go');",
        ),
        (
            "import { d } from '../own.js';\nexport { d };",
            "import { d } from './deep/more.js';\nd.emit(▸'go');",
        ),
        (
            "import * as o from '../own.js';\nexport { o };",
            "import { o } from './deep/more.js';\no.d.emit(▸'go');",
        ),
        (
            "export { d as default } from '../own.js';",
            "import e from './deep/more.js';\ne.emit(▸'go');",
        ),
        (
            "export * from './more.js';\nexport * from '../own.js';",
            "import { d } from './deep/more.js';\nd.emit(▸'go');",
        ),
    ],
)
def test_what_modules_pass_on(check: Check, deep: str, main: str) -> None:
    checked = check(modules(CONNECTED, main, "", **{DEEP: deep}))
    assert sorted(checked.found()) == ["DB303", "DB309"]
    assert [(each.file, each.line, each.column) for each in checked.problems[1:]] == checked.marked


def test_modules_are_followed_from_folder_to_folder(check: Check) -> None:
    deep = "import { d } from '../own.js';\nd.emit(▸'go');"
    check(modules(CONNECTED, "import './deep/more.js';", **{DEEP: deep})).expect("DB303")


def test_an_inline_module_imports(check: Check) -> None:
    inline = "<script type='module'>import {d} from './static/own.js'; d.emit(▸'go');</script>"
    check(modules(CONNECTED, "", BUTTON + inline)).expect("DB303")


@pytest.mark.parametrize(
    ("own", "main"),
    [
        ("export const d = other();", "import { d } from './own.js';\nd.emit('go');"),
        ("export function d() {}", "import { d } from './own.js';\nd.emit('go');"),
        (CONNECTED, "const d = other();\nd.emit('go');"),
        (CONNECTED + "export const e = other();", "import { e } from './own.js';\ne.emit('go');"),
        (CONNECTED, "import { d } from 'own';\nd.emit('go');"),
        (CONNECTED, "import * as own from './own.js';\nown.e.emit('go');"),
        (
            CONNECTED + "export function f(c) { c.emit('go'); }\nf(d);",
            "import * as own from './own.js';\nown.f(other);",
        ),
        (CONNECTED, "import { d } from 'https://example.org/own.js';\nd.emit('go');"),
    ],
)
def test_names_of_modules_are_their_own(check: Check, own: str, main: str) -> None:
    check(modules(own, main)).expect()


@pytest.mark.parametrize(
    ("own", "main"),
    [
        (CONNECTED, "import { d } from './own.js';\nd.on('x', show);"),
        (CONNECTED + "export default d;", "import e from './own.js';\nexport { e };"),
        (CONNECTED, "import { d } from './own.js';\nimport d3 from './d3.min.js';"),
        (CONNECTED, "import * as own from './own.js';\nown.d.on('x', show);"),
        (CONNECTED, "export * from './own.js';\nexport { d as e } from './own.js';"),
    ],
)
def test_that_nothing_else_is_sent_is_known(check: Check, own: str, main: str) -> None:
    library = {"analyses/hello/static/d3.min.js": "export default 1;"}
    found = check({**modules(own, main, ""), **library}).found()
    assert "DB309" in found


@pytest.mark.parametrize(
    ("own", "main"),
    [
        (CONNECTED, "import * as own from './own.js';\nown.d.emit('run');"),
        (CONNECTED, "import { d } from './own.js';\nuse(d);"),
        (CONNECTED, "import { d } from './own.js';\nimport x from 'other';"),
        (CONNECTED, "import { d } from './own.js';\nimport x from './none.js';"),
        (CONNECTED + "export { d as e } from './more.js';", "import './own.js';"),
        (CONNECTED + "export const o = { d };", "import { o } from './own.js';"),
        (CONNECTED, "import('./own.js');"),
        (CONNECTED, "import * as own from './own.js';\nuse(own);"),
        (CONNECTED, "import * as own from './own.js';\nown[name].emit('run');"),
        (CONNECTED, "import * as own from './own.js';\nconst { d } = own;"),
        (CONNECTED, "import * as own from './own.js';\nuse({ own });"),
        (CONNECTED, "import * as own from './own.js';\nuse(own.d);"),
        (CONNECTED, "export * from './none.js';"),
        (CONNECTED, "import { d } from './main.js';\nexport { d } from './main.js';"),
    ],
)
def test_what_else_may_be_sent(check: Check, own: str, main: str) -> None:
    assert "DB309" not in check(modules(own, main, "")).found()


@pytest.mark.parametrize(
    "script",
    [
        "setup(d);\nfunction setup(c) { c.emit(▸'go'); }",
        "const setup = (a, c) => c.emit(▸'go');\nsetup(1, d);\nsetup(2, d);",
        "const setup = c => { c.on('log', () => c.emit(▸'go')); };\nsetup(d);",
        "function outer(c) { inner(c); }\nfunction inner(e) { e.emit(▸'go'); }\nouter(d);",
        "const e = new Databench.Connection();\nsetup(d); setup(e);\n"
        "function setup(c) { c.emit(▸'go'); }",
        "(function () { setup(d); function setup(c) { c.emit(▸'go'); } })();",
    ],
)
def test_functions_that_get_a_connection(check: Check, script: str) -> None:
    check(app(RUN, BUTTON, script)).expect("DB303")


@pytest.mark.parametrize(
    "script",
    [
        "setup(d); setup(other);\nfunction setup(c) { c.emit('go'); }",
        "setup(d); list.forEach(setup);\nfunction setup(c) { c.emit('go'); }",
        "setup(d);\nfunction setup(c) { c = other; c.emit('go'); }",
        "setup(...d);\nfunction setup(c) { c.emit('go'); }",
        "setup(d);\nfunction setup(a) { arguments[0].emit('go'); }",
        "setup(d);\nfunction setup(c) { { const c = other; c.emit('go'); } }",
        "let setup = c => c.emit('go'); setup = other; setup(d);",
        "setup(d);\nfunction setup(c = other) { c.emit('go'); }",
        "window.setup = setup; setup(d);\nfunction setup(c) { c.emit('go'); }",
    ],
)
def test_functions_that_may_get_something_else(check: Check, script: str) -> None:
    check(app(RUN, BUTTON, script)).expect()


@pytest.mark.parametrize(
    ("script", "known"),
    [
        ("setup(d);\nfunction setup(c) { c.on('x', show); }", True),
        ("setup(d);\nfunction setup(c) { use(c); }", False),
        ("setup(d);\nfunction setup(c) { return c; }", False),
        ("setup(d, other);\nsetup(d);\nfunction setup(c, e) { e.emit('run'); }", True),
        ("setup(d);\nfunction setup(c) { later(() => c.emit('run')); }", False),
        ("list.forEach(setup); setup(d);\nfunction setup(c) { }", False),
    ],
)
def test_what_functions_do_with_a_connection(check: Check, script: str, *, known: bool) -> None:
    assert ("DB309" in check(app(RUN, "", script)).found()) is known


@pytest.mark.parametrize(
    "script",
    [
        "class V { constructor(c) { c.emit(▸'go'); } }\nnew V(d);",
        "class V { constructor(c) { this.c = c; } f() { this.c.emit(▸'go'); } }\nnew V(d).f();",
        "class V { #c; constructor(c) { this.#c = c; } f() { this.#c.emit(▸'go'); } }\nnew V(d);",
        "const V = class { constructor(a, c) { c.emit(▸'go'); } };\nnew V(1, d); new V(2, d);",
        "new V(d);\nclass V extends Base { constructor(c) { super(); c.emit(▸'go'); } }",
        "class V { constructor(c) { new W(c); } }\nclass W { constructor(e) { e.emit(▸'go'); } }\n"
        "new V(d.connect());",
        "function V(c) { this.c = c; this.f = () => this.c.emit(▸'go'); }\nnew V(d);",
    ],
)
def test_classes_that_get_a_connection(check: Check, script: str) -> None:
    check(app(RUN, BUTTON, script)).expect("DB303")


@pytest.mark.parametrize(
    ("export", "name"),
    [("export ", "{ V }"), ("export default ", "V"), ("export default ", "W")],
)
def test_a_class_of_another_module(check: Check, export: str, name: str) -> None:
    view = "class V { constructor(c) { this.c = c; c.emit(▸'go'); } }"
    deep = {DEEP: export + view}
    main = f"import {{ d }} from './own.js';\nimport {name} from './deep/more.js';\n"
    check(modules(CONNECTED, f"{main}new {name.strip('{ }')}(d);", **deep)).expect("DB303")


def test_an_anonymous_class_of_another_module(check: Check) -> None:
    deep = {DEEP: "export default class { constructor(c) { c.emit(▸'go'); } }"}
    main = "import { d } from './own.js';\nimport V from './deep/more.js';\nnew V(d);"
    check(modules(CONNECTED, main, **deep)).expect("DB303")


@pytest.mark.parametrize(
    "script",
    [
        "class V { constructor(c) { c.emit('go'); } }\nnew V(d); new V(other);",
        "class V { constructor(c) { c.emit('go'); } }\nnew V(d); register(V);",
        "class V { constructor(c) { c.emit('go'); } }\nnew V(d); class W extends V { }",
        "class V { constructor(c) { c.emit('go'); } static make() { return new this(x); } }\n"
        "new V(d); V.make();",
        "class V { constructor(c) { c.emit('go'); } copy() { new this.constructor(x); } }\n"
        "new V(d);",
        "const V = class W { constructor(c) { c.emit('go'); } copy() { new W(x); } };\nnew V(d);",
        "class V { constructor(c) { arguments[0].emit('go'); } }\nnew V(d);",
        "class V { constructor(c = d) { c.emit('go'); } }\nnew V(d);",
        "class V { constructor(c) { c = x; c.emit('go'); } }\nnew V(d);",
        "let V = class { constructor(c) { c.emit('go'); } }; V = x; new V(d);",
        "class V { }\nnew V(d);",
        "class V { init(c) { c.emit('go'); } }\nnew V(d).init(d);",
        "setup(d); window.setup(other);\nfunction setup(c) { c.emit('go'); }",
        "window.setup = (c) => c.emit('go');\nsetup(d); window.setup(other);",
    ],
)
def test_classes_that_may_get_something_else(check: Check, script: str) -> None:
    check(app(RUN, BUTTON, script)).expect()


VIEW = "class V { constructor(c) { this.c = c; CODE } f() { this.c.connect(); } }\n"


@pytest.mark.parametrize(
    ("code", "script", "known"),
    [
        ("c.on('log', show);", "new V(d);", True),
        ("", "const view = new V(d); view.f(); use(view);", True),
        ("use(c);", "new V(d);", False),
        ("this.own = { c };", "new V(d);", False),
        ("other.c = c;", "new V(d);", False),
        ("use(this.c);", "new V(d);", False),
        ("", "new V(d).c.emit('run');", False),
        ("", "const { c } = new V(d); c.emit('run');", False),
        ("", "const { c: e } = new V(d); e.emit('run');", False),
        ("", "const { c = x } = new V(d); c.emit('run');", False),
        ("", "function f({ c }) { c.emit('run'); }\nf(new V(d));", False),
        ("", "let c; ({ c } = new V(d)); c.emit('run');", False),
        ("", "const view = new V(d); view['c'].emit('run');", False),
        ("const { c: e } = this; e.emit('run');", "new V(d);", False),
        ("", "class W { set c(e) { this.e = e; } f() { this.e.emit('run'); } }\nnew V(d);", False),
        ("", "new V(d, ...more);", False),
        ("", "new other.V(d);", False),
    ],
)
def test_what_classes_do_with_a_connection(
    check: Check, code: str, script: str, *, known: bool
) -> None:
    found = check(app(RUN, "", VIEW.replace("CODE", code) + script)).found()
    assert ("DB309" in found) is known


def test_parameters_that_are_fields_in_typescript(check: Check) -> None:
    view = "class V { constructor(private c: any) { } f() { this.c.emit('run'); } }\n"
    source = f"{view}const d = new Databench.Connection();\nnew V(d.connect()).f();\n"
    files = app(RUN, "")
    del files["analyses/hello/analysis.js"]
    check(files | {"analyses/hello/analysis.ts": source}).expect()
