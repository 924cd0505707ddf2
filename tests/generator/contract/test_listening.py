"""What pages listen to against what the class emits and sets."""

import pytest

from tests.generator.contract.conftest import Check, app

SETS = """
def connected(self):
    self.set_state(pi=3)
    self.emit('tick')
    self.set_class_state(total=1)
"""
ALL = "d.on('tick', show); d.on({data: 'pi'}, show).on({class_data: 'total'}, show);"


@pytest.mark.parametrize(
    ("body", "script"),
    [
        ('<p data-action="▸pie">', ""),
        ('<p data-action="x" data-signal="▸data:pie">', ""),
        ('<img data-signal="▸class_data:pi">', ""),
        ('<input type="text" name="log" data-signal="▸data:pie">', ""),
        ("", "d.on({data: ▸'pie'}, show);"),
        ("", "d.on({data: ▸`pie`}, show);"),
        ("", "d.once({data: ▸'pie'}).then(show);"),
        ("", "d.on({class_data: ▸'pi'}, show);"),
        ("", "const key = 'pie'; d.on({data: ▸key}, show);"),
    ],
)
def test_that_somebody_sets_the_key(check: Check, body: str, script: str) -> None:
    checked = check(app(SETS, body, ALL + script))
    checked.expect("DB306")
    assert checked.problems[0].severity == "warning"


@pytest.mark.parametrize(
    ("body", "script", "hint"),
    [
        ("", "d.on({class_data: 'pi'}, show);", 'listen with `on({data: "pi"})`'),
        ("", "d.on({data: 'total'}, show);", 'listen with `on({class_data: "total"})`'),
        ('<img data-signal="class_data:pi">', "", 'listen with `data-signal="data:pi"`'),
    ],
)
def test_a_key_of_the_other_store(check: Check, body: str, script: str, hint: str) -> None:
    assert check(app(SETS, body, ALL + script)).problems[0].hint.endswith(hint)


@pytest.mark.parametrize(
    ("body", "script"),
    [
        ('<img data-signal="▸tock">', ""),
        ('<p data-action="pi" data-signal="▸tock:x">', ""),
        ("", "d.on(▸'tock', show);"),
        ("", "d.once(▸'tock');"),
        ("", "d.on({tock: ▸'x'}, show);"),
        ("", "d.on(▸'pi', show);"),
    ],
)
def test_that_somebody_emits_the_signal(check: Check, body: str, script: str) -> None:
    checked = check(app(SETS, body, ALL + script))
    checked.expect("DB307")
    assert checked.problems[0].severity == "warning"


@pytest.mark.parametrize(
    ("body", "script"),
    [
        ('<p data-action="pi">', ""),
        ('<p data-action="x" data-signal="class_data:total">', ""),
        ('<img data-signal="tick">', ""),
        ('<p data-action="{{ key }}">', ""),
        ('<p data-action="pie">', "d.trigger('data', {pie: 3});"),
        ('<p data-action="x" data-signal="data:pie">', "d.trigger('data', {pie: 3});"),
        ('<p data-action="pie">', "d.trigger(name, {pie: 3});"),
        ("<p @click=\"d.on('tock', show)\">", ""),
        ('<p :data-action="x" data-action="pie">', ""),
        ('<p data-action="x" data-signal="{{ key }}">', ""),
        ('{% if title %}<p data-action="pie">{% end %}', ""),
        ('<p data-action="pie" data-skipwire="TRUE">', ""),
        ('<input type="text" name="log"><input type="range" name="warn">', ""),
        ("", "d.on('log', show).on('warn', show).on('data', show).on('__process', show);"),
        ("", "d.on({data: /x/}, show);"),
        ("", "d.on({data: key}, show);"),
        ("", "d.on({[signal]: 'x'}, show);"),
        ("", "d.on(signal, show);"),
        ("", "d.on('local', show); d.trigger('local', 1);"),
        ("", "d.on('local', show); d.trigger(name, 1);"),
        ("", "d.on({data: 'pie'}, show).trigger('data', {pie: 1});"),
        ("", "emitter.on('tock', show);"),
    ],
)
def test_what_is_no_certain_mistake(check: Check, body: str, script: str) -> None:
    check(app(SETS, body, ALL + script)).expect()


@pytest.mark.parametrize(
    "methods",
    [
        "self.emit(name)",
        "self.emit(*args)",
        "send = self.emit",
        "helper(self)",
        "registry.append(self)",
        "return self",
        "self.emit = print",
        "vars()['self']",
        "getattr(self, 'emit')('x')",
    ],
)
def test_that_other_signals_are_possible(check: Check, methods: str) -> None:
    check(app(f"def connected(self):\n    {methods}\n", "", "d.on('x', show);")).expect()


@pytest.mark.parametrize(
    "statement",
    [
        "import names as SIGNAL",
        "from names import SIGNAL",
        "from names import *",
        "try:\n    from names import SIGNAL\nexcept ImportError: pass",
        "try: pass\nexcept OSError as SIGNAL: pass",
        "def SIGNAL(): pass",
        "async def SIGNAL(): pass",
        "class SIGNAL: pass",
        "match x:\n    case SIGNAL: pass",
        "match x:\n    case [*SIGNAL]: pass",
        "match x:\n    case {**SIGNAL}: pass",
        "for SIGNAL in 'ab': pass",
        "with x as SIGNAL: pass",
        "(SIGNAL := x)",
        "del SIGNAL",
        "def f():\n    global SIGNAL\n    SIGNAL = x",
        "SIGNAL += x",
    ],
)
def test_that_a_constant_may_be_replaced(check: Check, statement: str) -> None:
    files = app("def connected(self): self.emit(SIGNAL)\n", "", "d.on('tock', show);")
    files["analyses/hello/analysis.py"] += f"\nSIGNAL = 'tick'\n{statement}\n"
    check(files).expect()


def test_that_a_constant_replaces_what_was_imported_before(check: Check) -> None:
    files = app("def connected(self): self.emit(SIGNAL)\n", "", "d.on(▸'tock', show);")
    source = files["analyses/hello/analysis.py"]
    files["analyses/hello/analysis.py"] = f"from names import *\nSIGNAL = 'tick'\n{source}"
    check(files).expect("DB307")


@pytest.mark.parametrize(
    "statement",
    [
        "self.set_state(x=1)",
        "self.set_state({'x': 1})",
        "self.set_state(dict(x=1))",
        "self.set_state(lambda data: {'x': data['y']})",
        "self.set_state(state)",
        "self.set_state(**state)",
        "self.set_state({**state})",
        "self.set_state({key: 1})",
        "self.set_state(state={'x': 1})",
        "self.data['x'] = 1",
        "self.data['x'] += 1",
        "self.data[key] = 1",
        "self.data.set('x', 1)",
        "self.data.set(key, 1)",
        "self.data.init(x=1)",
        "self.data.init({'x': 1})",
        "self.data.init(defaults)",
        "self.data.set_state(x=1)",
        "self.data.set_state({'x' if key else 'y': 1})",
        "self.emit('data', {'x': 1})",
        "self.emit('data', load)",
        "helper(self.data)",
        "data = self.data",
        "self.data.unknown()",
        "self.data = Store()",
        "helper(self)",
        "for key in 'ab': self.data[key] = 1",
        "setattr(self, 'data', {})",
        "self.data[KEY] = 1",
        "(lambda: self.set_state(x=1))()",
    ],
)
def test_all_ways_to_set_a_key(check: Check, statement: str) -> None:
    files = app(f"def connected(self):\n    {statement}\n", '<p data-action="x">')
    files["analyses/hello/analysis.py"] += "\nKEY = 'x'\n"
    assert "DB306" not in check(files).found()


@pytest.mark.parametrize(
    ("signature", "is_told"),
    [("*args", False), ("*args, **more", False), ("self, *args", True), ("*, args", True)],
)
def test_an_instance_among_others(check: Check, signature: str, *, is_told: bool) -> None:
    method = f"def connected({signature}):\n    args[0].set_state(x=1)\n"
    assert ("DB306" in check(app(method, '<p data-action="x">')).found()) == is_told


@pytest.mark.parametrize(
    "statement",
    [
        "self.data['y'] = 1",
        "self.data[KEY] = 1",
        "self.data.get('x')",
        "self.class_data['x'] = 1",
        "self.set_class_state(x=1)",
        "self.data.init(y=1)",
        "self.emit('data', {'y': 1})",
        "print(self.data['x'])",
        "len(self.data), 'x' in self.data",
        "self.x = 1",
        "self.emit('x')",
        "super().connected(); print(self)",
        "PeriodicCallback(self.connected, 100).start()",
    ],
)
def test_statements_that_do_not_set_the_key(check: Check, statement: str) -> None:
    files = app(f"def connected(self):\n    {statement}\n", '<p data-action="x">')
    files["analyses/hello/analysis.py"] += "\nKEY = 'y'\n"
    assert "DB306" in check(files).found()


@pytest.mark.parametrize(
    ("listener", "hint"),
    [
        ("{data: 'p'}", "did you mean `pi`?"),
        ("{data: 'tick'}", '`tick` is emitted as a signal: listen with `data-signal="tick"` or '),
        ("{data: 'total'}", 'it is a key of `class_data`: listen with `on({class_data: "total"})'),
        ("{data: 'other'}", "set it in hello/analysis.py: `self.set_state(other=...)`"),
        (
            "{class_data: 'a b'}",
            'set it in hello/analysis.py: `self.set_class_state({"a b": ...})`',
        ),
        (
            "'pi'",
            '`pi` is a key of the state: listen with `data-signal="data:pi"` or `on({data: "pi"})`',
        ),
        ("'tic'", "did you mean `tick`?"),
        ("'other'", 'emit it in hello/analysis.py: `self.emit("other", ...)`'),
    ],
)
def test_what_is_proposed(check: Check, listener: str, hint: str) -> None:
    checked = check(app(SETS, "", f"{ALL}d.on({listener}, show);"))
    assert checked.problems[0].hint.startswith(hint)
