"""Calls of what a connection and the library do not have, and what only looks like them."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dbgen.contract.javascript.library import FIELDS, METHODS, PARTS

from .conftest import CONNECT, PAGE, Checked, app

Check = Callable[[Mapping[str, str]], Checked]

LIBRARY = Path(__file__).parents[3] / "runtime" / "browser" / "databench.js"
OURS = '<script src="/_static/databench.js"></script>'
FAR_FROM_ALL = "const d = new Databench.Connection();\nd.▸transmit('run');\n"


def test_the_names_are_those_of_the_library() -> None:
    source = LIBRARY.read_text(encoding="utf-8")
    connection = source.partition("class Connection {")[2].partition("\n  }\n")[0]
    methods = set(re.findall(r"^    ([a-z]\w*)\(", connection, re.MULTILINE)) - {"constructor"}
    fields = set(re.findall(r"^      this\.(\w+) =", connection, re.MULTILINE))
    parts = {
        name: {
            part.strip()
            for part in re.findall(rf"const {short} = {{([^}}]*)}}", source)[0].split(",")
        }
        for name, short in (("Databench", "Databench"), ("Databench.ui", "ui"))
    }

    assert methods == METHODS
    assert fields == FIELDS
    assert parts == PARTS


@pytest.mark.parametrize(
    "script",
    [
        "d.▸emt('run');",
        "d.on('sum', () => d.▸tigger('run'));",
        "d.on('sum', show).▸emits('run');",
        "Databench.connect().▸emt('run');",
        "new Databench.Connection('ws://other.example/x/ws').▸emt('run');",
        "const e = new Databench.▸Conection();",
        "Databench.▸conect();",
        "Databench.ui.▸wires(d);",
        "new WebSocket('').send('x'); d.▸send('x');",
        "d.▸emt('run'); d.▸emt('run');",
        "d?.▸emt('run');",
        "if (d.stop) d.stop(); d.▸emt('run');",
        "d.mine = f; d.▸emt('run');",
        "window.d2 = d; window.d2.▸emt('run');",
    ],
)
def test_names_that_are_not_there(check: Check, script: str) -> None:
    checked = check(app(script=script))
    checked.expect(*["DB315"] * len(checked.marked))


def test_a_name_that_is_near_is_proposed(check: Check) -> None:
    (problem,) = check(app(script="d.▸emt('run');")).problems

    assert problem.message == "a connection has no `emt`"
    assert problem.hint == "did you mean `emit`?"


def test_all_names_are_told_where_none_is_near(check: Check) -> None:
    (problem,) = check(app() | {"analyses/hello/analysis.js": FAR_FROM_ALL}).problems

    assert problem.hint.startswith("it has connect, disconnect, emit,")


@pytest.mark.parametrize(
    "script",
    [
        "d.emt?.('run');",
        "if (d.emt) d.emt('run');",
        "d.emt && d.emt('run');",
        "d.emt = (x) => d.emit(x); d.emt('run');",
        "Databench.Connection.prototype.emt = function () {}; d.emt('run');",
        "Object.assign(d, { emt() {} }); d.emt('run');",
        "d['emt'] = f; d.emt('run');",
        "// with d.emt of the plugin\nd.emt('run');",
        "class My extends Databench.Connection { emt() {} } new My().emt('run');",
        "let e = d; e = other; e.emt('run');",
        "function f(e) { e.emt('run'); } f(other);",
        "d.toString(); d.hasOwnProperty('x'); d.errorCB('gone');",
        "d.wsUrl.replace('ws', 'wss');",
        "Databench.version; Databench.ui.Old;",
        "(function () { const Databench = mine(); Databench.conect(); })();",
        "['start'].forEach((n) => { d[`do_${n}`] = () => d.emit('run'); }); d.do_start();",
        "d['on' + a[0].toUpperCase() + a.slice(1)] = f; d.onRun(f);",
        "for (const x of JSON.parse(text)) d[x] = f; d.refresh();",
        "Object.assign(d, window.helpers); d.refresh();",
        "$.extend(d, window.plugin || {}); d.pluginCall();",
        "function extend(o) { for (const k of names) o[k] = f; } extend(d); d.refresh();",
        "Object.setPrototypeOf(d, made()); d.refresh();",
        "Object.assign(Databench.ui, window.more); Databench.ui.plot(d);",
        "plugin(Databench); Databench.plot(d);",
        "const c = Databench.Connection.prototype; for (const k of all) c[k] = f; d.refresh();",
        "extend(d.constructor.prototype); d.refresh();",
        "$('#list').append('<script src=\"' + x + '\">'); document.write(x); d.emt('run');",
    ],
)
def test_names_that_may_be_there(check: Check, script: str) -> None:
    assert "DB315" not in check(app(script=script)).found()


@pytest.mark.parametrize(
    "scripts",
    [
        '<script src="/hello/static/databench_0_3.js"></script>',
        f'{OURS}\n<script src="/hello/static/databench-plus.js"></script>',
        f'{OURS}\n<script src="/hello/static/plugin.js"></script>',
        f'{OURS}\n<script src="https://x.example/p.js"></script>',
    ],
)
def test_other_libraries_have_other_names(check: Check, scripts: str) -> None:
    page = PAGE.format(body="").replace(OURS, scripts)
    files = app(script="d.emt('run');") | {"analyses/hello/index.html": page}

    assert "DB315" not in check(files).found()


def test_other_scripts_of_the_page_may_bring_a_name(check: Check) -> None:
    body = "<script>window.extend = (x) => { x.emt = x.emit; };</script>"

    assert "DB315" not in check(app(body=body, script="d.emt('run');")).found()


@pytest.mark.parametrize(
    "script",
    [
        "d.{{ 'con' + 'nect' }}();",
        "d.{% raw 'connect' %}();",
        "d.em{{ '' }}it('run');",
        "d['{{ name }}_ask'] = f; d.hello_ask();",
    ],
)
def test_templates_may_make_names(check: Check, script: str) -> None:
    assert "DB315" not in check(app(body=f"<script>{CONNECT}{script}</script>")).found()


def test_a_handler_in_the_page_is_a_script_too(check: Check) -> None:
    body = '<img alt="" src="/_static/logo.svg" onclick="d.▸emt(\'run\')">'
    found = check(app(body=body)).problems

    assert [(each.code, each.message) for each in found if each.code == "DB315"] == [
        ("DB315", "a connection has no `emt`")
    ]
