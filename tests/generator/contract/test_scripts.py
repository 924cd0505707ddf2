"""Scripts: which expressions are connections, and what is sent through them."""

import pytest

from tests.generator.contract.conftest import Check, app

RUN = """
@databench.on
def run(self): pass
"""
BUTTON = '<button data-action="run">'
LIBRARY = '<script src="/_static/databench.js"></script>'


@pytest.mark.parametrize(
    "script",
    [
        "d.emit(▸'go');",
        'd.emit(▸"go", 1).emit("run");',
        "d.emit('run').emit(▸'go');",
        "d.emit(▸`go`);",
        "const π = 1; d.emit(▸'go');",
        "const name = 'go'; d.emit(▸name);",
        "d?.emit(▸'go');",
        "(d).emit(▸'go');",
        "button.onclick = () => d.emit(▸'go');",
        "function send() { d.emit(▸'go'); }",
        "const alias = d; alias.emit(▸'go');",
        "let name = 'go'; for (const name of names) f(name); d.emit(▸name);",
        "const k = class d { }; d.emit(▸'go');",
        "const k = function e() { var e = new Databench.Connection(); e.emit(▸'go'); };",
        "window.conn = d; window.conn.emit(▸'go');",
        "window.conn = d; conn.emit(▸'go');",
        "var e = new Databench.Connection(); e.emit(▸'go');",
        "let e; e = new Databench.Connection(); e.emit(▸'go');",
        "let e = null; e = new Databench.Connection(null, 'a=b'); e.emit(▸'go');",
        "e = new window.Databench.Connection(undefined); e.emit(▸'go');",
        "const {Connection} = Databench; new Connection().emit(▸'go');",
        "const {Connection: C} = Databench; new C().emit(▸'go');",
        "const ui = Databench.ui; ui.wire(new Databench.Connection()).emit(▸'go');",
        "const e = Databench.connect(); e.emit(▸'go');",
        "Databench.connect().on('log', show).emit(▸'go');",
        "Databench.connect(null, null, null, e => e.emit(▸'go'));",
        "Databench.connect(null, null, null, function (e) { e.emit(▸'go'); });",
        "d.connect(e => { e.emit(▸'go'); });",
        "Databench.attach().then(e => e.emit(▸'go'));",
        "(async () => { const e = await Databench.attach(); e.emit(▸'go'); })();",
        "class A { constructor() { this.d = Databench.connect(); } go() { this.d.emit(▸'go'); } }",
        "class A { d = new Databench.Connection(); go() { this.d.emit(▸'go'); } }",
        "const L = require('databench'); new L.Connection().emit(▸'go');",
        "import * as L from 'databench'; new L.Connection().emit(▸'go');",
        "import {Connection as C} from 'databench'; new C().emit(▸'go');",
        "if (x) { d.emit(▸'go'); }",
        "d.emit(▸'\\u0067o\\n');",
    ],
)
def test_that_an_emit_needs_a_handler(check: Check, script: str) -> None:
    checked = check(app(RUN, BUTTON, script))
    checked.expect("DB303")
    assert checked.problems[0].severity == "error"


@pytest.mark.parametrize(
    "script",
    [
        "d.emit('run');",
        "d.emit('log', 'text').emit('warn').emit('error');",
        "emitter.emit('go');",
        "list.forEach(d => d.emit('go'));",
        "function f(d) { d.emit('go'); }",
        "{ const d = other(); d.emit('go'); }",
        "try { x(); } catch (d) { d.emit('go'); }",
        "for (const d of list) d.emit('go');",
        "let e = new Databench.Connection(); e = other(); e.emit('go');",
        "const e = Databench.connect('ws://host/other/ws'); e.emit('go');",
        "const e = make(); e.emit('go');",
        "import {e} from './own.js'; e.emit('go');",
        "d.emit(name);",
        "d.emit(prefix + 'go');",
        "d.emit(`go${n}`);",
        "let name = 'go'; name = 'run'; d.emit(name);",
        "let name = 'go'; for (name of ['run', 'log']) { if (f()) break; } d.emit(name);",
        "let name = 'go'; for (name in names) f(); d.emit(name);",
        "let name = 'go'; for ([name] of names) f(); d.emit(name);",
        "var name = 'go'; for (var name of names) f(); d.emit(name);",
        "class A { go() { this.name = 'go'; for (this.d of list) this.d.emit('go'); } }",
        "const k = class d { static m() { d.emit('go'); } };",
        "const k = function d() { d.emit('go'); };",
        "// d.emit('go')",
        "d.onProcess('go', show);",
        "socket.d.emit('go');",
        "class A { d = d; }\nclass B { f() { this.d = 1; this.d.emit('go'); } }",
    ],
)
def test_what_is_no_certain_emit(check: Check, script: str) -> None:
    check(app(RUN, BUTTON, script)).expect()


@pytest.mark.parametrize(
    ("script", "parameters"),
    [
        ("d.emit('go');", "self"),
        ("use(d); d.emit('go');", "self"),
        ("d.preEmit('go', f); d.emit('go');", "self, value"),
        ("use(d); d.emit('go', {n: 1});", "self, n"),
        ("use(d); d.emit('go', message);", "self, value"),
    ],
)
def test_that_a_handler_is_proposed(check: Check, script: str, parameters: str) -> None:
    hint = check(app(RUN, BUTTON, script)).problems[0].hint
    assert hint == f"add `@databench.on` with `def go({parameters})` to hello/analysis.py"


def test_positions_in_inline_scripts(check: Check) -> None:
    body = "<p>π</p><script>\n  'π'; d.emit(▸'go', {{ title }});\n</script>"
    check(app(RUN, BUTTON + body)).expect("DB303")


def test_positions_in_attributes(check: Check) -> None:
    check(app(RUN, BUTTON + "<i onclick=\"d.emit(▸'go')\"></i>")).expect("DB303")


def test_positions_in_addresses(check: Check) -> None:
    check(app(RUN, BUTTON + "<a href=\"javascript:void d.emit(▸'go')\"></a>")).expect("DB303")


def test_that_frameworks_may_mean_something_else(check: Check) -> None:
    check(app(RUN, BUTTON + "<p x-on:click=\"d.emit('go'); d.emit('run', [1])\"></p>")).expect()


def test_that_the_scripts_of_a_page_share_names(check: Check) -> None:
    files = app(RUN, BUTTON + "<script src='static/more.js'></script>")
    check(files | {"analyses/hello/static/more.js": "d.emit(▸'go');"}).expect("DB303")


@pytest.mark.parametrize(
    "script",
    [
        "const emit = d.emit.bind(d);\nd.emit = (name, load) => emit('run', load);\n",
        "Object.assign(d, { emit(name) {} });\n",
        "Databench.Connection.prototype.emit = function () {};\n",
    ],
)
def test_what_is_emitted_may_become_something_else(check: Check, script: str) -> None:
    files = app(RUN, '<button data-action="other">', f"{script}d.emit('more');")
    assert check(files).found() == []


@pytest.mark.parametrize(
    "script",
    [
        "const name = {{ json_encode(name) }};\nd.emit('{{ title }}');",
        "{% if title %}d.emit('go');{% end %}",
    ],
)
def test_inline_scripts_with_template_syntax(check: Check, script: str) -> None:
    check(app(RUN, f"{BUTTON}<script>{script}</script>")).expect()


@pytest.mark.parametrize("kind", ["text/x-javascript", "Application/X-ECMAScript", "text/jscript"])
def test_old_names_of_javascript(check: Check, kind: str) -> None:
    files = app(RUN.replace("def", "▸def"), f"<script type='{kind}'>d.emit(▸'go', 1);</script>")
    check(files).expect("DB309", "DB303")
    files = app(RUN, f"<script type='{kind}'>d.emit('run');</script>")
    check(files).expect()


@pytest.mark.parametrize(
    "script",
    [
        "d.emit('😀');",
        "d.emit('\\u{1f600}');",
        "d.emit('\\ud83d\\ude00');",
        "d.emit(`\\uD83D\\u{de00}`);",
    ],
)
def test_characters_that_are_two_in_javascript(check: Check, script: str) -> None:
    check(app("@databench.on_action('😀')\ndef smile(self): pass\n", "", script)).expect()


@pytest.mark.parametrize(
    "script",
    [
        "d.on({'\\ud83d\\ude00': 'a'}, show);",
        "d.on({data: '\\ud83d\\ude00'}, show);",
        "d.on({d\\u0061ta: '😀'}, show);",
        "d.on({\\u{64}ata: '😀'}, show);",
    ],
)
def test_escapes_in_keys(check: Check, script: str) -> None:
    sets = "'😀', {'a': 1}" if "'a'" in script else "'data', {'😀': 1}"
    check(app(f"def connected(self): self.emit({sets})\n", "", script)).expect()


def test_half_of_a_character(check: Check) -> None:
    checked = check(app(RUN, BUTTON, "d.emit(▸'\\ud83d!');"))
    checked.expect("DB303")
    assert "the action `\ufffd!`" in checked.problems[0].message


def test_a_template_inside_a_message(check: Check) -> None:
    body = "<script>const v = {% raw json_encode(title) %}; d.emit(▸'go', v);</script>"
    check(app(RUN, BUTTON + body)).expect("DB303")


def test_typescript_whose_build_is_not_there(check: Check) -> None:
    files = app(RUN, BUTTON)
    del files["analyses/hello/analysis.js"]
    source = (
        "const d = new Databench.Connection() as any;\n(d!).emit(▸'go' as string).emit('run');\n"
    )
    check(files | {"analyses/hello/analysis.ts": source}).expect("DB303")


@pytest.mark.parametrize("kind", ["", 'type="module" '])
def test_typescript_that_a_page_loads(check: Check, kind: str) -> None:
    files = app(RUN, f'{BUTTON}<script {kind}src="▸static/more.ts"></script>')
    source = "const c = new Databench.Connection() as any;\nc.emit(▸'go');\n"
    check(files | {"analyses/hello/static/more.ts": source}).expect("DB314", "DB303")


def test_that_the_build_counts_if_it_is_there(check: Check) -> None:
    check(app(RUN, BUTTON) | {"analyses/hello/analysis.ts": "d.emit('go');"}).expect()


@pytest.mark.parametrize(
    "src",
    ["analysis.js", "./analysis.js?v=1", "/hello/analysis.js#x", "/hello/../hello/analysis.js"],
)
def test_addresses_of_scripts(check: Check, src: str) -> None:
    files = app(script="d.emit(▸'go');")
    page = f'{LIBRARY}<script src="{src}"></script>'
    check(files | {"analyses/hello/index.html": page}).expect("DB303")


def test_scripts_below_the_static_map(check: Check) -> None:
    files = app() | {
        "analyses/index.yaml": "static:\n  lib/(.*): shared\nanalyses:\n  - name: hello\n",
        "analyses/hello/index.html": '<script src="/lib/x/own.js"></script>',
        "analyses/shared/x/own.js": "Databench.connect().emit(▸'go');",
    }
    check(files).expect("DB303")


def test_that_minified_scripts_are_not_read(check: Check) -> None:
    assert check(app(script="var a=1;" * 1000 + "d.emit('go');")).found() == ["DB313"]


def test_that_every_page_is_read(check: Check) -> None:
    files = app(RUN, BUTTON)
    more = "<script>Databench.connect().emit(▸'go');</script>"
    check(files | {"analyses/hello/more.html": more}).expect("DB303")
