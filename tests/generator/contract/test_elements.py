"""Elements of a page against the handlers of its analysis."""

import pytest

from tests.generator.contract.conftest import Check, app

RUN = """
@databench.on
def run(self): pass
"""
WHO = """
@databench.on
def who(self, value): pass
"""


@pytest.mark.parametrize(
    "body",
    [
        '<button data-action="▸rnu">Run</button>',
        "<button type=button data-action=▸rnu>",
        "<p>é{{ title }}</p><BUTTON DATA-ACTION='▸rnu' name=run>",
        '<button\n  class="x"\n  data-action="▸rnu"\n>',
        '<button data-action="" name="▸rnu">',
        '<button name="▸rnu" id="run">',
        '<button id="▸rnu">',
        '<input type="text" id="▸rnu">',
        '<input type="TEXT" name="▸rnu">',
        '<input type="range" data-action="▸rnu">',
        '<div {# a note #} title="{{ title }}"><button id="▸rnu"></div>',
        '<button data-skipwire="false" id="▸rnu">',
        '<button data-action="▸r&amp;n">',
        '{% set x = 1 %}<button id="▸rnu">',
    ],
)
def test_that_an_action_needs_a_handler(check: Check, body: str) -> None:
    checked = check(app(RUN, body + '<button data-action="run">'))
    checked.expect("DB301")
    assert checked.problems[0].severity == "error"


@pytest.mark.parametrize(
    "body",
    [
        '<button data-action="run">Run</button>',
        '<button name="run" id="other">',
        '<button id="run" name="">',
        '<button data-action="{{ name }}">',
        '<button id="{% if title %}run{% end %}">',
        '<button {{ attributes }} id="other">',
        '<button {% if title %}data-action="run"{% end %} id="other">',
        '<button id="other" data-skipwire="true">',
        '<button id="other" data-skipwire="1">',
        '<button id="other" data-skipwire="{{ title }}">',
        "<input id=other>",
        '<input type="checkbox" id="other">',
        '<input type="{{ kind }}" id="other">',
        '<select id="other"></select><a id="other2"></a>',
        '<!-- <button id="other"> -->',
        '{# <button id="other"> #}',
        '<template><button id="other"></template>',
        '<span id="other"></span>',
        '{% if version %}<button id="other">{% end %}',
        '{% for x in [] %}<button id="other">{% end %}',
        '{% raw %}{{ x }}{% endraw %}<button id="run">',
        '<script type="text/x-template"><button id="other"></script>',
        '<button data-action="log">',
        "<{{ tag }} id=other>",
    ],
)
def test_what_is_no_certain_mistake(check: Check, body: str) -> None:
    assert check(app(RUN, body)).found() in ([], ["DB309"])


def test_that_the_nearest_handler_is_proposed(check: Check) -> None:
    problem = check(app(RUN, '<button data-action="rnu"></button>')).problems[0]
    assert problem.message == "the button sends the action `rnu`, which Hello does not handle"
    assert problem.hint == "did you mean `run`?"


@pytest.mark.parametrize(
    ("element", "hint"),
    [
        ('<button id="go">', "add `@databench.on` with `def go(self)` to hello/analysis.py"),
        ('<input type="text" id="go">', "add `@databench.on` with `def go(self, value)` to "),
        ('<button id="go-on">', 'add a method under `@databench.on_action("go-on")` to '),
    ],
)
def test_that_a_handler_is_proposed(check: Check, element: str, hint: str) -> None:
    assert check(app("", element)).problems[0].hint.startswith(hint)


@pytest.mark.parametrize(
    ("body", "script"),
    [
        ('<button id="▸menu">', "document.getElementById('menu').onclick = () => {};"),
        ('<button id="▸menu">', "document.querySelector('#menu').onclick = () => {};"),
        ('<button id="▸menu" onclick="toggle()">', ""),
        ('<button id="▸menu" data-toggle="collapse">', ""),
        ('<button id="▸menu" type="submit">', ""),
        ("▸<button>Menu</button>", ""),
        ('▸<input type="text">', ""),
    ],
)
def test_elements_that_the_page_uses_itself(check: Check, body: str, script: str) -> None:
    checked = check(app("", body, script))
    checked.expect("DB302")
    assert checked.problems[0].severity == "warning"
    assert "data-skipwire" in checked.problems[0].hint


def test_that_data_action_is_meant_even_if_scripts_use_it_too(check: Check) -> None:
    files = app("", '<button data-action="▸go" id="x">', "document.getElementById('go');")
    check(files).expect("DB301")


@pytest.mark.parametrize(
    "script",
    [
        "const d = new Databench.Connection();\nd.connect();\n",
        "const d = new Databench.Connection();\nDatabench.ui.wire(d, part);\n",
        "const d = new Databench.Connection('wss://host/ws');\nDatabench.ui.wire(d);\n",
        "Databench.ui.wire(unknown);",
        "const d = Databench.connect();\nDatabench.ui.Button.wire(d);\n",
        "// nothing",
    ],
)
def test_that_only_wired_pages_count(check: Check, script: str) -> None:
    files = app("", '<button id="other">') | {"analyses/hello/analysis.js": script}
    check(files).expect()


@pytest.mark.parametrize(
    "script",
    [
        "document.getElementById('x').dataset.action = 'run';",
        "node.setAttribute('data-action', 'run');",
        "node.databenchUI.clickCB = () => {};",
        "node.id = 'run';",
        "$('#x').attr('name', 'run');",
        "x`\\u`; syntax error (",
    ],
)
def test_that_scripts_may_change_elements(check: Check, script: str) -> None:
    check(app(RUN, '<button id="other">', script)).expect()


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ('<script src="/hello/static/own.js"></script>', []),
        ('<script src="https://example.org/own.js"></script>', []),
        ('<script src="{{ url }}"></script>', []),
        ('<script type="text/babel">x</script>', []),
        ('<script src="https://example.org/npm/d3.v4.min.js"></script>', ["DB301"]),
        ('<script src="/lib/jquery-3.3.1.min.js"></script>', ["DB301"]),
        ('<script src="/node_modules/left/pad.js"></script>', ["DB301"]),
        ('<script type="application/json">{</script>', ["DB301"]),
    ],
)
def test_scripts_that_cannot_be_read(check: Check, source: str, codes: list[str]) -> None:
    assert check(app("", f'<button id="other">{source}')).found() == codes


def test_that_ids_are_unique(check: Check) -> None:
    body = '<button id="run">1</button>\n<button data-action="run" id="▸run">2</button>'
    checked = check(app(RUN, body))
    checked.expect("DB308")
    assert "line 3 of hello/index.html" in checked.problems[0].hint


def test_ids_of_elements_with_an_action_of_their_own(check: Check) -> None:
    body = '<button id="a" data-action="run"></button><input type="text" id="▸a" data-action="run">'
    check(app("    @databench.on\n    def run(self, x=1): ...\n", body)).expect("DB308")


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("<button disabled>", []),
        ('<button id="other" disabled>', []),
        ('<button id="other" DISABLED="">', []),
        ('<input type="text" name="other" readonly>', []),
        ('<fieldset disabled><p><button id="other"></fieldset>', []),
        ('<fieldset disabled></fieldset><button id="other">', ["DB301"]),
        ('<fieldset><button id="other"></fieldset>', ["DB301"]),
        ('<button aria-disabled="true" id="other">', ["DB301"]),
        ('<button data-action="other" disabled>', ["DB301"]),
        ('<button data-action="run" disabled>', []),
    ],
)
def test_elements_that_are_disabled(check: Check, body: str, codes: list[str]) -> None:
    """A script may enable them; without `data-action` nothing says that they would then send."""
    assert check(app(RUN, f'<button id="run"></button>{body}')).found() == codes


@pytest.mark.parametrize(
    "body",
    [
        '<button id="a" data-action="run"><button id="b" data-action="run">',
        '<button name="run"><button name="run">',
        '{% if title %}<button id="run">{% else %}<button id="run">{% end %}',
        '<button id="run"><p id="run">',
    ],
)
def test_elements_that_share_a_name(check: Check, body: str) -> None:
    check(app(RUN, body)).expect()


def test_texts_that_look_wired(check: Check) -> None:
    checked = check(app("", '<span data-signal="▸data:pi"></span><em data-signal="pi"></em>'))
    checked.expect("DB312")
    assert checked.problems[0].hint == 'add `data-action="pi"`'


def test_texts_that_a_script_reads_by_their_signal(check: Check) -> None:
    script = "document.querySelectorAll('[data-signal]');"
    check(app("", '<span data-signal="data:pi"></span>', script)).expect()


@pytest.mark.parametrize("action", ["connect", "args", "connected", "disconnected"])
def test_actions_of_the_server(check: Check, action: str) -> None:
    checked = check(
        app(
            "@databench.on_action('*')\ndef any(*args, **kwargs): pass\n",
            f'<button id="▸{action}">',
        )
    )
    checked.expect("DB305")


def test_that_pages_set_state_only_where_they_may(check: Check) -> None:
    body = '<button id="▸set_state"><button id="▸set_class_state">'
    check(app("", body)).expect("DB305", "DB305")
    handler = "@databench.on\ndef set_state(self): pass\n"
    check(app(handler, '<button id="set_state">')).expect()
    any_action = "@databench.on_action('*')\ndef any(self, **kwargs): pass\n"
    check(app(any_action, '<button id="set_state">')).expect()
