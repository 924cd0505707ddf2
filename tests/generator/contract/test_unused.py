"""Handlers that no page calls, signals and state that no page listens to."""

import pytest

from tests.generator.contract.conftest import CONNECT, Check, app

RUN = "▸@databench.on\ndef run(self): pass\n"
PLAIN_RUN = RUN.replace("▸", "")
LIBRARY = '<script src="/_static/databench.js"></script>'
SPEAKING = "new Databench.Connection('/hello/ws').connect().emit('run');"
STATIC = "static:\n  lib/(.*): shared\nanalyses:\n  - name: hello\n"
KNOWN = "@databench.on\ndef run(self):\n    "


def test_a_handler_that_no_page_calls(check: Check) -> None:
    checked = check(app("@databench.on\n▸def run(self): pass\n"))
    checked.expect("DB309")
    assert checked.problems[0].severity == "warning"
    assert checked.problems[0].message == "no page sends the action `run`"


@pytest.mark.parametrize(
    ("body", "script"),
    [
        ('<button data-action="run">', ""),
        ('{% if title %}<button data-action="run">{% end %}', ""),
        ('{% for x in y %}<button data-action="{{ x }}">{% end %}', ""),
        ('<button data-action="{{ name }}">', ""),
        ("<{{ tag }}>", ""),
        ("{% raw markup %}", ""),
        ("{{ markup|safe }}", ""),
        ("{{ button('run') }}", ""),
        ("{% include 'no_such.html' %}", ""),
        ('<script src="https://example.org/ui.js"></script>', ""),
        ('<script src="{{ script }}"></script>', ""),
        ('<i onclick="d.emit(&quot;run&quot;)"></i>', ""),
        ("<a href=\"javascript:void d.emit('run')\">", ""),
        ('<a href=" JavaScript:d.emit(`run`)">', ""),
        ('<a href="javascript:d.emit(%27run%27)">', ""),
        ('<a href="javascript:d.emit(&quot;run&quot;)">', ""),
        ("<form action=\"javascript:d.emit('run')\">", ""),
        ("<p @click=\"d.emit('run')\">", ""),
        ("<p @click.prevent=\"d.emit('run')\">", ""),
        ("<p x-on:click=\"d.emit('run')\">", ""),
        ("<p v-on:click.once=\"d.emit('run')\">", ""),
        ('<p @click="d.emit(name)">', ""),
        ('<p @click="send(d)">', ""),
        ('<p @click="a b">', ""),
        ("<p @click=\"c.emit('run')\">", "class A { created() { this.c = d; } }"),
        ('<button :name="action">', ""),
        ('<button v-bind:name="action">', ""),
        ('<button x-bind:name.camel="action">', ""),
        ('<button :data-action="action" data-action="log">', ""),
        ('<button :id="action">', ""),
        ('<button v-bind="attributes">', ""),
        ('<input :type="kind" id="run">', ""),
        ('<input type="{{ kind }}" id="run">', ""),
        ('<input {{ attributes }} id="run">', ""),
        ("", "Object.assign(document.querySelector('.go').dataset, {action: 'run'});"),
        ("", "Object.assign(el.dataset, values);"),
        ("", "const data = el.dataset;\ndata.action = 'run';"),
        ("", "Object.assign(el, {name: 'run'});"),
        ("", "Object.assign(document.querySelector('b'), {\n  title: 1, id,\n});"),
        ("", "d3.select('p').join('button');"),
        ("", "d3.select('p').insert('xhtml:button', 'p');"),
        ("", "d3.select('p').append('xhtml:button');"),
        ("", "d3.selectAll('button').property('name', x);"),
        ("", "d3.selectAll('button').property('id', 'run');"),
        ("", "document.createElementNS(XHTML, 'button');"),
        ("", "d.emit('run');"),
        ("", "d.emit(name);"),
        ("", "setup(d);"),
        ("", "const send = d.emit;"),
        ("", "const o = {d};"),
        ("", "export {d};"),
        ("", "function get() { return d; }"),
        ("", "d['emit']('run');"),
        ("", "f(d.other, 'run');"),
        ("", "use(Databench);"),
        ("", "Databench.ui.Button.wire(d);"),
        ("", "new Databench.ui.Button(node).wire(d);"),
        ("", "Databench.ui.wire(d, part);"),
        ("", "import './own.js';"),
        ("", "const own = require('./own.js');"),
        ("", "import('./own.js');"),
        ("", "Databench.connect('/hello/ws');"),
        ("", "node.innerHTML = '<button id=\"run\">';"),
        ("", "document.createElement('button');"),
        ("", "document.createElement(tag);"),
        ("", "Databench.attach().then(use);"),
        ("", "class A { constructor() { this.d = d; } } other.d.emit('run');"),
        ("", "let e = x || Databench.connect();"),
        ("", "(x ? d : e).emit('run');"),
    ],
)
def test_calls_that_are_possible(check: Check, body: str, script: str) -> None:
    check(app(PLAIN_RUN, body, script)).expect()


@pytest.mark.parametrize(
    ("body", "script"),
    [
        ('<button data-action="run" data-skipwire="1">', ""),
        ("<p>{{ title }}{{ readme }}{{ json_encode(version) }}</p>", ""),
        ("{% raw readme %}{{ description_html|safe }}", ""),
        ('<script src="https://example.org/d3.min.js"></script>', ""),
        ('<script type="text/x-mathjax-config">x</script>', ""),
        ('<script type="application/json">{"run": 1}</script>', ""),
        ('<a href="javascript:void(0)"><a href="javascript:">', ""),
        ('<a href="/javascript:x"><p @click="open = !open"><p @submit.prevent>', ""),
        ('<p @click="a && b()" onclick="a && b()"><a href="javascript:a%20%26%26%20b()">', ""),
        ('<p :class="x" :title="y" v-bind:href="z">', ""),
        ('<p :name="x"><em :data-action="x">', ""),
        ("", "const x = el.dataset.x + chart.dataset.y; list.join(', '); o.hasOwnProperty(x);"),
        ("", "Object.assign({}, {name: 1}); Object.assign(style, {color: 'red'});"),
        ("", "document.createElementNS(SVG, 'path');"),
        ("", "const alias = d; alias.connect();"),
        ("", "const o = {d: 1}; use(o); svg.append('g').attr('class', d => d.x);"),
        ("", "if (d) console.log(d, d.analysisId); d.errorCB = show; d.wsUrl;"),
        ("", "d.onProcess(4, show).connect().disconnect();"),
        ("", "document.createElement('div'); document.createElementNS('x', 'path');"),
        ("", "node.innerHTML = '<b>' + x + '</b>';"),
        ("", "button.state(Databench.ui.ButtonState.Idle);"),
        ("", "if (typeof Databench === 'undefined') alert(1);"),
        ("", "(async () => { const e = await Databench.attach(); e.once('log').then(show); })();"),
        ("", "window.d = d;"),
    ],
)
def test_pages_that_are_fully_known(check: Check, body: str, script: str) -> None:
    assert check(app(PLAIN_RUN, body, script)).found() == ["DB309"]


@pytest.mark.parametrize(
    "methods",
    [
        "@databench.on\ndef log(self, x): pass\n",
        "@databench.on\ndef connected(self): pass\n",
        "@databench.on_action('*')\ndef every(*args, **kwargs): pass\n",
        "@databench.on\ndef set_state(self, **state): pass\n",
        "@databench.on\ndef run(self): pass\ndef connected(self): self.run()\n",
        "@databench.on\ndef run(self): pass\ndef connected(self): PeriodicCallback(self.run, 9)\n",
        "@databench.on\ndef run(self): pass\ndef connected(self): getattr(self, 'run')()\n",
        "@databench.on\n@periodic\ndef run(self): pass\n",
        "@periodic\ndef other(self): pass\n@databench.on\ndef run(self): pass\n",
        "def run(self): pass\n",
    ],
)
def test_handlers_with_another_use(check: Check, methods: str) -> None:
    check(app(methods)).expect()


def test_that_a_page_without_a_connection_says_nothing(check: Check) -> None:
    methods = "@databench.on\ndef run(self):\n    self.emit('x')\n    self.set_state(y=1)\n"
    check(app(methods) | {"analyses/hello/analysis.js": "'use strict';"}).expect()


def test_a_signal_that_no_page_listens_to(check: Check) -> None:
    checked = check(app("def connected(self):\n    'π'; self.emit(▸'tick', 1)\n"))
    checked.expect("DB310")
    assert checked.problems[0].severity == "warning"


@pytest.mark.parametrize("key", ["▸pi=1", "{▸'pi': 1}", "dict(pi=▸1)"])
def test_state_that_nothing_reads(check: Check, key: str) -> None:
    checked = check(app(f"def connected(self):\n    self.set_state({key})\n"))
    checked.expect("DB311")
    assert checked.problems[0].hint.startswith('show it: `<p data-action="pi"></p>`')


def test_state_of_the_class_that_nothing_reads(check: Check) -> None:
    checked = check(app("def connected(self):\n    self.class_data[▸'pi'] = 1\n"))
    checked.expect("DB311")
    assert 'data-signal="class_data:pi"' in checked.problems[0].hint


BOTH = "def connected(self):\n    self.set_state(pi=1)\n    self.emit('tick')\n"


@pytest.mark.parametrize(
    ("body", "script"),
    [
        ('<p data-action="pi"><img data-signal="tick">', ""),
        ('<p data-action="x" data-signal="{{ signal }}">', ""),
        ("", "d.on('data', show).on('tick', show);"),
        ("", "d.on({data: /./}, show).once('tick');"),
        ("", "d.on({data: key}, show).on({tick: 'x'}, show);"),
        ("", "d.on(name, show);"),
        ("", "d.on({[name]: 'x'}, show);"),
        ("", "d.on({...other}, show);"),
        ("", "const listen = d.on;"),
        ("", "setup(d);"),
        ('<input type="text" name="pi">', "d.on('tick', show);"),
        ("", "list.forEach(key => d.on({[key]: 'x'}, show));"),
    ],
)
def test_that_somebody_may_listen(check: Check, body: str, script: str) -> None:
    assert not set(check(app(BOTH, body, script)).found()) - {"DB301"}


@pytest.mark.parametrize(
    "statement",
    [
        "print(self.data['pi'])",
        "self.data.get('pi')",
        "'pi' in self.data",
        "dict(self.data.items())",
        "self.data['pi'] += 1",
        "helper(self.data)",
        "helper(self)",
        "self.data[name]",
        "[key for key in self.data]",
    ],
)
def test_state_that_is_read_back(check: Check, statement: str) -> None:
    check(app(f"def connected(self):\n    self.set_state(pi=1)\n    {statement}\n")).expect()


@pytest.mark.parametrize(
    ("methods", "body", "script"),
    [
        ("@databench.on\ndef run(self): pass\n", '<button data-action="▸rnu">', ""),
        ("def connected(self): self.emit('tick')\n", "", "d.on(▸'tik', show);"),
        ("def connected(self): self.emit('tick')\n", '<p data-action="▸tick">', ""),
        ("def connected(self): self.set_state(total=1)\n", '<p data-action="▸totl">', ""),
        ("def connected(self): self.set_state(total=1)\n", "", "d.on(▸'total', show);"),
    ],
)
def test_that_one_mistake_is_reported_once(
    check: Check, methods: str, body: str, script: str
) -> None:
    checked = check(app(methods, body, script))
    assert len(checked.problems) == 1
    checked.expect(checked.found()[0])


@pytest.mark.parametrize(
    "files",
    [
        {"analyses/index.html": "<script>Databench.connect('/hello/ws');</script>"},
        {"analyses/hello/static/own.html": "<script>Databench.connect('/hello/ws')</script>"},
        {
            "analyses/index.yaml": "analyses:\n  - name: hello\n  - name: other\n",
            "analyses/other/analysis.py": "from analyses.hello.analysis import Hello\n\n\n"
            "class Other(Hello):\n    pass\n",
            "analyses/other/index.html": "<script>Databench.connect('/hello/ws')</script>",
        },
        {
            "analyses/index.yaml": "analyses:\n  - name: hello\n  - name: other\n",
            "analyses/other/analysis.py": "from analyses.hello.analysis import Hello\n\n\n"
            "class Other(Hello):\n    pass\n",
            "analyses/other/index.html": "<script>Databench.connect().emit('run')</script>",
        },
        {"analyses/hello/more.html": "<script>Databench.connect().emit('run');</script>"},
        {"analyses/tool.py": "import analyses.hello.analysis\nx.run()\n"},
        {
            "analyses/hello/static/embed.html": f"{LIBRARY}<script src='embed.js'></script>",
            "analyses/hello/static/embed.js": SPEAKING,
        },
        {"analyses/hello/static/embed.htm": f"{LIBRARY}<script src='/embed.js'></script>"},
        {"analyses/index.html": f"{LIBRARY}<script src='/embed.js'></script>"},
        {"analyses/hello/static/worker.js": f"importScripts('/_static/databench.js');{SPEAKING}"},
        {"analyses/hello/static/worker.mjs": f"import '/_static/databench.js';{SPEAKING}"},
        {"analyses/index.yaml": STATIC, "analyses/shared/x/embed.html": LIBRARY},
        {"analyses/index.yaml": STATIC, "shared/worker.js": SPEAKING},
        {"analyses/hello/routes.py": f"PAGE = 'π' '''{LIBRARY}'''\nROUTES = []\n"},
        {"analyses/hello/routes.py": f"PAGE = f'''<script>{SPEAKING}{{1}}'''\nROUTES = []\n"},
        {f"analyses/hello/static/{number}.js": "//" for number in range(1001)},
    ],
)
def test_that_other_files_may_use_it(check: Check, files: dict[str, str]) -> None:
    assert check(app(PLAIN_RUN)).found() == ["DB309"]
    check(app(PLAIN_RUN) | files).expect()


@pytest.mark.parametrize(
    "files",
    [
        {"analyses/hello/static/embed.html": "<p>Made with databench</p>"},
        {"analyses/hello/static/databench.js": "globalThis.Databench = {};"},
        {"analyses/hello/static/notes.txt": SPEAKING},
        {
            "analyses/hello/static/own.js": "Databench.connect();",
            "analyses/hello/more.html": "<script src='static/own.js'></script>",
        },
        {
            "analyses/index.yaml": STATIC,
            "shared/own.js": "Databench.connect();",
            "analyses/hello/more.html": "<script src='/lib/own.js'></script>",
        },
        {"analyses/index.yaml": STATIC, "shared/node_modules/x/x.js": SPEAKING},
        {"analyses/hello/routes.py": "import databench\nROUTES = []  # Databench.connect()\n"},
    ],
)
def test_that_other_files_have_no_use_for_it(check: Check, files: dict[str, str]) -> None:
    assert check(app(PLAIN_RUN) | files).found() == ["DB309"]


def test_that_all_analyses_of_a_class_have_to_ignore_it(check: Check) -> None:
    files = app("@databench.on\n▸def run(self): pass\n") | {
        "analyses/index.yaml": "analyses:\n  - name: hello\n  - name: other\n",
        "analyses/other/analysis.py": "from analyses.hello.analysis import Hello\n\n\n"
        "class Other(Hello):\n    pass\n",
        "analyses/other/index.html": f"<script>{CONNECT}</script>",
    }
    check(files).expect("DB309")
