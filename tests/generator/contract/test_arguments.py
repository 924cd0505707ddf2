"""Messages against the parameters of handlers."""

import pytest

from tests.generator.contract.conftest import Check, app


def handler(parameters: str) -> str:
    return f"@databench.on\ndef run({parameters}): pass\n"


@pytest.mark.parametrize(
    ("parameters", "message", "fault"),
    [
        ("self, n", "", "gets no argument, but needs `n`"),
        ("self, n", ", undefined", "gets no argument, but needs `n`"),
        ("self, n", ", {}", "gets no argument, but needs `n`"),
        ("self, n, m", ", 1", "gets one argument, but needs `m`"),
        ("self, n, m", ", [1]", "gets one argument, but needs `m`"),
        ("self, n, m", ", {n: 1}", "gets `n`, but needs `m`"),
        ("self, n, m=1", ", {m: 1}", "gets `m`, but needs `n`"),
        ("self, *, n", ", 1", "gets one argument, but takes none"),
        ("self, *, n", "", "gets no argument, but needs `n`"),
        ("self", ", 1", "gets one argument, but takes none"),
        ("self", ", null", "gets one argument, but takes none"),
        ("self", ", -x", "gets one argument, but takes none"),
        ("self", ", a > b", "gets one argument, but takes none"),
        ("self", ", parseInt(x, 10)", "gets one argument, but takes none"),
        ("self", ", `x${y}`", "gets one argument, but takes none"),
        ("self, n", ", [1, 2]", "gets 2 arguments, but takes at most 1"),
        ("self, n=1", ", {m: 1}", "gets `m`, which it does not take"),
        ("self, n=1", ", {get m() { return 1; }}", "gets `m`, which it does not take"),
        ("self, n=1", ", {__proto__}", "gets `__proto__`, which it does not take"),
        ("self, n", ", void 0", "gets no argument, but needs `n`"),
        ("self, n", ", {n: void 0}", "gets no argument, but needs `n`"),
        ("self, n=1", ", {'m': 1}", "gets `m`, which it does not take"),
        ("self, n=1", ", {m}", "gets `m`, which it does not take"),
        ("self, n=1", ", {m: 1, ...rest}", "gets `m`, which it does not take"),
        ("self, n, /", ", {n: 1}", "gets `n`, which it does not take"),
        ("self", ", {__process_id: 1, m: 1}", "gets `m`, which it does not take"),
    ],
)
def test_messages_that_do_not_fit(check: Check, parameters: str, message: str, fault: str) -> None:
    checked = check(app(handler(parameters), "", f"d.emit(▸'run'{message});"))
    checked.expect("DB304")
    assert checked.problems[0].message == f"the handler `run` {fault}"
    assert "in hello/analysis.py:7" in checked.problems[0].hint


@pytest.mark.parametrize("static", ["@databench.on\n@staticmethod", "@staticmethod"])
def test_that_a_static_handler_gets_no_instance(check: Check, static: str) -> None:
    name = "run" if "databench" in static else "on_run"
    methods = f"{static}\ndef {name}(a, b=1, /): pass\n"
    check(app(methods, "", "d.emit('run', 1).emit('run', [1, 2]);")).expect()
    checked = check(app(methods, "", "d.emit(▸'run').emit(▸'run', [1, 2, 3]);"))
    checked.expect("DB304", "DB304")
    assert f"`def {name}(a, b=..., /)` in hello/analysis.py" in checked.problems[0].hint


@pytest.mark.parametrize(
    ("definition", "right"),
    [
        ("def stop(): pass", "def stop(self)"),
        ("async def stop(*, text=''): pass", "def stop(self, *, text=...)"),
        ("def stop(**kwargs): yield", "def stop(self, **kwargs)"),
    ],
)
@pytest.mark.parametrize("script", ["", "d.emit('stop-it', 1).preEmit('stop-it', f);"])
def test_a_handler_without_room_for_its_instance(
    check: Check, definition: str, right: str, script: str
) -> None:
    methods = f"@databench.on_action('stop-it')\n▸{definition}\n"
    checked = check(app(methods, '<button data-action="stop-it">', script))
    checked.expect("DB304")
    assert checked.problems[0].hint == f"write `{right}`"


@pytest.mark.parametrize(
    ("methods", "fault", "hint"),
    [
        (
            "@databench.on\n▸def connected(self, x): pass\n",
            "`connected` gets no argument, but needs `x`",
            "the server sends `connected` for each visitor, with no arguments",
        ),
        (
            "@databench.on_action('connect')\n▸def begin(self, *, x): pass\n",
            "`begin` gets no argument, but needs `x`",
            "the server sends `connect` for each visitor, with no arguments",
        ),
        (
            "▸def on_disconnected(): pass\n",
            "`on_disconnected` takes no instance, so that every call fails",
            "write `def on_disconnected(self)`",
        ),
        (
            "@databench.on\n▸def args(self, cli, request_args): pass\n",
            "`args` gets `cli_args`, which it does not take",
            "the server sends `args` for each visitor, with `cli_args` and `request_args`",
        ),
        (
            "@databench.on\n▸def args(self, cli_args, request_args, more): pass\n",
            "`args` gets `cli_args`, `request_args`, but needs `more`",
            "the server sends `args` for each visitor, with `cli_args` and `request_args`",
        ),
        (
            "@databench.on_action('*')\n▸def every(self, value=None): pass\n",
            "`every` gets `cli_args`, which it does not take",
            "the server sends `args` for each visitor, with `cli_args` and `request_args`; "
            "take `*args, **kwargs`",
        ),
    ],
)
def test_handlers_that_fail_for_each_visitor(
    check: Check, methods: str, fault: str, hint: str
) -> None:
    checked = check(app(methods, '<button data-action="any">' if "'*'" in methods else ""))
    checked.expect("DB304")
    assert checked.problems[0].message == f"the handler {fault}"
    assert checked.problems[0].hint == hint


@pytest.mark.parametrize(
    "methods",
    [
        "@databench.on\ndef connected(self, x=1): pass\n",
        "@databench.on\ndef args(self, cli_args, request_args): pass\n",
        "@databench.on\ndef args(self, request_args, cli_args=(), *more): pass\n",
        "@databench.on\ndef args(self, **kwargs): pass\n",
        "@databench.on\n@staticmethod\ndef disconnected(): pass\n",
        "@databench.on\ndef connect(*args): pass\n",
        "def connected(self, x): pass\n",
        "@databench.on\n@wrapped\ndef connected(self, x): pass\n",
        "connected = make()\n@databench.on\ndef connect(self, x): pass\n",
        "@databench.on_action('*')\ndef every(self, *args, **kwargs): pass\n",
    ],
)
def test_handlers_that_take_what_the_server_sends(check: Check, methods: str) -> None:
    check(app(methods)).expect()


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ("self", ""),
        ("self", ", undefined"),
        ("self", ", []"),
        ("self", ", {}"),
        ("self", ", {__process_id: 4}"),
        ("self", ", {f() {}, g: () => 1, h: undefined}"),
        ("self", ", value"),
        ("self", ", make()"),
        ("self", ", a || b"),
        ("self", ", a + b"),
        ("self", ", x.y"),
        ("self", ", [...list]"),
        ("self, n", ", {...rest}"),
        ("self, n", ", {[key]: 1}"),
        ("self, n", ", 1"),
        ("self, n", ", {n: 1}"),
        ("self, n", ", {get n() { return 1; }}"),
        ("self, n", ", {get n() { return 1; }, set n(value) {}}"),
        ("self, n", ", {n: 1, set m(value) {}, get() {}, async o() {}, *p() {}}"),
        ("self, n", ", {__proto__: null, n: 3}"),
        ("self, n", ", {'__proto__': null, n: 3}"),
        ("self, n", ", {m: 1, toJSON() { return {n: 1}; }}"),
        ("self, n", ", {m: 1, toJSON: () => [1]}"),
        ("self, n", ", {m: 1, __proto__: base}"),
        ("self, n", ", {n: 1, o: void 0, p: (undefined)}"),
        ("self", ", void 0"),
        ("self, n", ", {n}"),
        ("self, n=1", ""),
        ("self, n, m=1", ", [1]"),
        ("self, *args", ", [1, 2, 3]"),
        ("self, **kwargs", ", {a: 1, b: 2}"),
        ("self, *args, **kwargs", ", 1"),
        ("self, *, n", ", {n: 1}"),
        ("self, *, n=1", ""),
        ("self, n, /", ", 1"),
        ("*args", ", [1, 2]"),
    ],
)
def test_messages_that_fit(check: Check, parameters: str, message: str) -> None:
    check(app(handler(parameters), "", f"d.emit('run'{message});")).expect()


def test_that_the_nearest_parameter_is_proposed(check: Check) -> None:
    checked = check(app(handler("self, samples=1"), "", "d.emit('run', {sample: 1});"))
    assert checked.problems[0].hint.startswith("did you mean `samples`?; `def run(self, samples=")


@pytest.mark.parametrize(
    ("body", "parameters"),
    [
        ('<button data-action="▸run">', "self, n"),
        ('<input type="text" data-action="▸run">', "self"),
        ('<input type="range" id="▸run">', "self"),
        ('<input type="range" id="▸run">', "self, low, high"),
    ],
)
def test_elements_that_do_not_fit(check: Check, body: str, parameters: str) -> None:
    check(app(handler(parameters), body)).expect("DB304")


@pytest.mark.parametrize(
    ("body", "parameters"),
    [
        ('<button data-action="run">', "self"),
        ('<button data-action="run">', "self, n=1"),
        ('<input type="text" data-action="run">', "self, text"),
        ('<input type="range" id="run">', "self, value, more=1"),
    ],
)
def test_elements_that_fit(check: Check, body: str, parameters: str) -> None:
    check(app(handler(parameters), body)).expect()


@pytest.mark.parametrize(
    "script",
    [
        "node.databenchUI.actionFormat = value => [value, 1];",
        "slider.sliderToValue = x => [x, x];",
        "d.preEmit('run', message => ({n: 1}));",
        "d.preEmit(name, message => ({n: 1}));",
    ],
)
def test_that_scripts_may_change_messages(check: Check, script: str) -> None:
    check(app(handler("self, n"), '<button data-action="run">', script)).expect()


def test_hooks_of_other_actions(check: Check) -> None:
    script = "d.preEmit('other', message => ({n: 1}));"
    check(app(handler("self, n"), '<button data-action="▸run">', script)).expect("DB304")


@pytest.mark.parametrize(
    "methods",
    [
        "@databench.on\n@wrapped\ndef run(self, n): pass\n",
        "@databench.on\ndef run(self, n): pass\ndef __init__(self): self.run = print\n",
        "if databench:\n    @databench.on\n    def run(self, n): pass\n",
        "run = databench.on(print)\n",
    ],
)
def test_parameters_that_are_not_known(check: Check, methods: str) -> None:
    check(app(methods, '<button data-action="run">')).expect()


@pytest.mark.parametrize(
    "line",
    [
        "@fills_in\nclass Hello(databench.Analysis):",
        "class Hello(databench.Analysis, metaclass=Filling):",
        "class Mixin:\n    def __init_subclass__(cls): ...\n\n"
        "class Hello(Mixin, databench.Analysis):",
    ],
)
def test_classes_that_may_wrap_their_handlers(check: Check, line: str) -> None:
    files = app(handler("self, n"), '<button data-action="run">')
    analysis = "analyses/hello/analysis.py"
    source = files[analysis].replace("class Hello(databench.Analysis):", line)
    check(files | {analysis: source}).expect()


@pytest.mark.parametrize(
    "methods",
    [
        "def on_run(self, n): pass\n",
        "@databench.on_action('run')\ndef other(self, n): pass\n",
        "@databench.on(concurrent=True)\nasync def run(self, n): pass\n",
        "@tornado.gen.coroutine\ndef on_run(self, n): yield\n",
        "@databench.on\ndef run(self): pass\ndef on_run(self, n): pass\n",
    ],
)
def test_all_forms_of_handlers(check: Check, methods: str) -> None:
    files = app(methods, '<button data-action="▸run">')
    source = "import tornado.gen\n" + files["analyses/hello/analysis.py"]
    check(files | {"analyses/hello/analysis.py": source}).expect("DB304")
