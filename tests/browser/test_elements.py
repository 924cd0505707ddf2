"""Wired elements: what they send, what they show, what pages replace."""

import pytest
from playwright.sync_api import Page, expect

from .scripted import ScriptedServer

SLIDER = '<label for="n">Samples:</label><input type="range" id="n" min="0" max="100" value="50">'
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ("data-action='a' name='b' id='c'", "a"),
        ("name='b' id='c'", "b"),
        ("id='c'", "c"),
        ("data-action='' name='b'", "b"),
    ],
)
def test_name_of_the_action(page: Page, server: ScriptedServer, attributes: str, name: str) -> None:
    server.show(page, f"<button {attributes}>x</button>")
    page.click("button")
    assert server.next_frame()["signal"] == name


def test_elements_without_a_name_get_numbers(page: Page, server: ScriptedServer) -> None:
    server.show(page, "<button>a</button><button>b</button>")
    page.click("text=a")
    page.click("text=b")
    first, second = server.next_frame()["signal"], server.next_frame()["signal"]
    assert [first.rstrip("0123456789"), second.rstrip("0123456789")] == ["element", "element"]
    assert first != second


@pytest.mark.parametrize(
    ("attribute", "signal"),
    [
        ("", {"data": "n"}),
        ("data-signal=''", {"data": "n"}),
        ("data-signal='status'", "status"),
        ("data-signal='class_data:n'", {"class_data": "n"}),
        ("data-signal='class_data:a:b'", {"class_data": "a:b"}),
        ("data-signal=':status'", ":status"),
    ],
)
def test_signal_to_listen_for(
    page: Page, server: ScriptedServer, attribute: str, signal: object
) -> None:
    server.show(page, f"<p data-action='n' {attribute}></p>")
    assert page.evaluate("document.querySelector('p').databenchUI.wireSignal") == signal
    load: object = "shown"
    if isinstance(signal, dict):
        [(name, key)] = signal.items()
        server.send(name, {key: load})
    else:
        server.send(str(signal), load)
    expect(page.locator("p")).to_have_text("shown")


def test_every_wired_node_has_its_object(page: Page, server: ScriptedServer) -> None:
    server.show(
        page,
        "<button></button><input type='text'><p data-action='p'></p><input type='range'>"
        "<img data-signal='i' alt=''><pre id='log'></pre><div id='databench-alerts'></div>",
    )
    kinds = page.evaluate(
        """[...document.body.querySelectorAll('*')]
            .filter((node) => node.databenchUI)
            .map((node) => [node.databenchUI.constructor.name, node.databenchUI.node === node])"""
    )
    names = ["Button", "TextInput", "Text", "Slider", "Image", "Log", "StatusLog"]
    assert kinds == [[name, True] for name in names]
    assert page.evaluate("Object.keys(Databench.ui).sort()") == sorted(
        [*names, "ButtonState", "wire"]
    )


def test_what_is_not_wired(page: Page, server: ScriptedServer) -> None:
    server.show(
        page,
        "<p></p><em data-action='e'></em><img alt=''><input type='number'>"
        "<button data-skipwire='true'></button><button data-skipwire='TRUE'></button>"
        "<p data-action='p' data-skipwire='1'></p><pre id='log' data-skipwire='true'></pre>",
    )
    assert page.evaluate("[...document.querySelectorAll('*')].some((n) => n.databenchUI)") is False


def test_wiring_a_part_of_the_page(page: Page, server: ScriptedServer) -> None:
    server.serve(
        "<button id='out'>out</button><section><button id='in'>in</button></section>",
        """const databench = new Databench.Connection().connect();
        Databench.ui.wire(databench, document.querySelector('section'));""",
    )
    page.goto(server.url)
    server.next_frame()
    page.click("#out")
    page.click("#in")
    assert server.next_frame()["signal"] == "in"


def test_wiring_one_kind(page: Page, server: ScriptedServer) -> None:
    server.serve(
        "<button id='b'>b</button><input type='text' id='t'>",
        """const databench = new Databench.Connection().connect();
        Databench.ui.TextInput.wire(databench);""",
    )
    page.goto(server.url)
    server.next_frame()
    page.click("#b")
    page.fill("#t", "x")
    page.press("#t", "Enter")
    assert server.next_frame() == {"signal": "t", "load": "x"}


def test_wiring_twice_wires_only_what_is_new(page: Page, server: ScriptedServer) -> None:
    server.show(page, "<button id='a'>a</button>")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button id=b>b</button>')")
    page.evaluate("Databench.ui.wire(databench) === databench || fail")
    page.click("#a")
    page.click("#b")
    page.evaluate("databench.emit('done')")
    assert [frame["signal"] for frame in server.frames_until("done")] == ["a", "b"]


def test_a_button_is_disabled_while_its_process_runs(page: Page, server: ScriptedServer) -> None:
    server.show(page, "<button id='run' class='big'>Run</button>")
    button = page.locator("button")
    button.click()
    load = server.next_frame()["load"]
    assert isinstance(load["__process_id"], int)
    server.send("__process", {"id": load["__process_id"], "status": "start"})
    expect(button).to_have_class("big disabled")
    expect(button).to_have_attribute("aria-disabled", "true")
    page.evaluate("document.querySelector('button').click(); databench.emit('done')")
    assert server.frames_until("done") == []
    server.send("__process", {"id": load["__process_id"], "status": "end"})
    expect(button).to_have_class("big")
    expect(button).to_have_attribute("aria-disabled", "false")
    button.click()
    assert server.next_frame()["signal"] == "run"


def test_what_pages_replace_of_a_button(page: Page, server: ScriptedServer) -> None:
    server.show(
        page,
        "<button id='run'>Run</button><button id='other'>Other</button>",
        """
        const {databenchUI: run} = document.getElementById('run');
        run.actionFormat = (message) => ({...message, n: 3});
        run.state = (state) => seen.push(state === Databench.ui.ButtonState.Active);
        document.getElementById('other').databenchUI.clickCB = () => seen.push('clicked');
        """,
    )
    page.click("#other")
    page.click("#run")
    load = server.next_frame()["load"]
    assert load == {"__process_id": load["__process_id"], "n": 3}
    server.send("__process", {"id": load["__process_id"], "status": "start"})
    page.wait_for_function("seen.length === 2")
    page.click("#run")
    server.send("__process", {"id": load["__process_id"], "status": "end"})
    page.wait_for_function("seen.length === 3")
    page.evaluate("databench.emit('done')")
    assert server.frames_until("done") == []
    assert page.evaluate("seen") == ["clicked", True, False]
    assert page.evaluate("Databench.ui.ButtonState") == {"Idle": 1, "Active": 2}


def test_values_as_texts(page: Page, server: ScriptedServer) -> None:
    server.show(page, "<pre data-action='v'>before</pre><input type='text' id='v' value='before'>")
    values: list[tuple[object, str]] = [
        (0, "0"),
        (False, "false"),
        (None, ""),
        (1.5, "1.5"),
        ("", ""),
        ("text", "text"),
        ({"a": [1]}, '{\n  "a": [\n    1\n  ]\n}'),
        ([], "[]"),
    ]
    for value, shown in values:
        server.send("data", {"v": value})
        server.settle(page)
        assert page.evaluate("document.querySelector('pre').textContent") == shown
        # An input of one line drops line ends.
        assert page.locator("input").input_value() == shown.replace("\n", "")


def test_a_text_takes_the_place_of_the_one_before(page: Page, server: ScriptedServer) -> None:
    server.show(page, "<p data-action='v'></p>", "const p = document.querySelector('p')")
    server.send("data", {"v": "one"})
    server.settle(page)
    page.evaluate("globalThis.kept = p.firstChild")
    server.send("data", {"v": "two"})
    server.settle(page)
    assert page.evaluate("[p.firstChild === kept, p.innerHTML]") == [True, "two"]
    page.evaluate("p.innerHTML = '<b>a</b><!-- b -->'")
    server.send("data", {"v": "three"})
    server.settle(page)
    assert page.evaluate("p.innerHTML") == "three"


def test_texts_of_every_kind(page: Page, server: ScriptedServer) -> None:
    tags = ["span", "p", "div", "i", "b", "pre"]
    server.show(page, "".join(f"<{tag} data-action='v'></{tag}>" for tag in tags))
    server.send("data", {"v": "shown"})
    server.settle(page)
    assert page.locator("[data-action]").all_inner_texts() == ["shown"] * 6


def test_a_formatter_returns_text_or_a_node(page: Page, server: ScriptedServer) -> None:
    server.show(
        page,
        "<p data-action='text'></p><p data-action='node'></p><input type='text' id='text'>",
        """
        const double = (value) => `${value}${value}`;
        const [text, node] = document.querySelectorAll('p');
        text.databenchUI.formatFn = double;
        document.querySelector('input').databenchUI.formatFn = double;
        node.databenchUI.formatFn = (value) =>
          Object.assign(document.createElement('strong'), {textContent: value});
        """,
    )
    server.send("data", {"text": "ab", "node": "<i>"})
    expect(page.locator("p").first).to_have_text("abab")
    expect(page.locator("input")).to_have_value("abab")
    expect(page.locator("p strong")).to_have_text("<i>")


def test_a_text_input_sends_its_change(page: Page, server: ScriptedServer) -> None:
    server.show(page, "<input type='text' id='t'>")
    page.fill("input", "typed")
    page.press("input", "Enter")
    assert server.next_frame() == {"signal": "t", "load": "typed"}


def test_a_text_input_sends_every_key_if_asked(page: Page, server: ScriptedServer) -> None:
    server.show(page, "<input type='text' id='t'>")
    page.evaluate("document.querySelector('input').databenchUI.triggerOnKeyUp()")
    page.locator("input").press_sequentially("ab")
    page.evaluate("document.querySelector('input').databenchUI.triggerOnKeyUp(false)")
    page.locator("input").press_sequentially("c")
    page.evaluate("databench.emit('done')")
    assert [frame["load"] for frame in server.frames_until("done")] == ["a", "ab"]


def test_what_pages_replace_of_inputs(page: Page, server: ScriptedServer) -> None:
    server.show(
        page,
        f"<input type='text' id='t'>{SLIDER}",
        """
        const {databenchUI: text} = document.getElementById('t');
        const {databenchUI: slider} = document.getElementById('n');
        text.actionFormat = (value) => ({text: value});
        slider.actionFormat = (value) => ({n: value});
        """,
    )
    change_both = """
        for (const id of ['t', 'n']) document.getElementById(id).dispatchEvent(new Event('change'));
    """
    page.evaluate(f"{{ {change_both} }}")
    assert server.next_frame() == {"signal": "t", "load": {"text": ""}}
    assert server.next_frame() == {"signal": "n", "load": {"n": 50}}
    page.evaluate(f"{{ text.changeCB = slider.changeCB = (m) => seen.push(m); {change_both} 0 }}")
    page.evaluate("databench.emit('done')")
    assert server.frames_until("done") == []
    assert page.evaluate("seen") == [{"text": ""}, {"n": 50}]


def test_a_slider_sends_its_number(page: Page, server: ScriptedServer) -> None:
    server.show(page, SLIDER)
    page.locator("input").fill("60")
    assert server.next_frame() == {"signal": "n", "load": 60}


def test_the_label_follows_while_the_slider_is_dragged(page: Page, server: ScriptedServer) -> None:
    server.show(page, SLIDER)
    label = page.locator("label")
    expect(label).to_have_text("Samples: 50")
    page.evaluate(
        """() => {
            const slider = document.querySelector('input');
            slider.value = 70;
            slider.dispatchEvent(new Event('input'));
            databench.emit('done');
        }"""
    )
    expect(label).to_have_text("Samples: 70")
    assert server.frames_until("done") == []
    server.send("data", {"n": 20})
    expect(label).to_have_text("Samples: 20")
    expect(page.locator("input")).to_have_value("20")


def test_a_slider_converts_both_ways(page: Page, server: ScriptedServer) -> None:
    server.show(
        page,
        SLIDER,
        """
        const slider = document.querySelector('input').databenchUI;
        slider.valueToSlider = (value) => Math.log10(value) * 10;
        slider.sliderToValue = (number) => 10 ** (number / 10);
        slider.formatFn = (value) => `${value} points`;
        """,
    )
    expect(page.locator("label")).to_have_text("Samples: 100000 points")
    server.send("data", {"n": 1000})
    expect(page.locator("input")).to_have_value("30")
    expect(page.locator("label")).to_have_text("Samples: 1000 points")
    page.locator("input").fill("20")
    assert server.next_frame() == {"signal": "n", "load": 100}


def test_a_slider_stands_any_value(page: Page, server: ScriptedServer) -> None:
    server.show(page, SLIDER)
    values: list[tuple[object, str, str]] = [
        (None, "50", "Samples: "),
        ("", "50", "Samples: "),
        ("much", "50", "Samples: much"),
        (0, "0", "Samples: 0"),
        ("60", "60", "Samples: 60"),
        (False, "0", "Samples: false"),
        (500, "100", "Samples: 500"),
    ]
    for value, position, label in values:
        server.send("data", {"n": value})
        server.settle(page)
        assert page.evaluate("document.querySelector('label').textContent") == label
        assert page.locator("input").input_value() == position


def test_a_slider_needs_no_label(page: Page, server: ScriptedServer) -> None:
    server.show(page, "<input type='range' id='n' max='100'>")
    server.send("data", {"n": 7})
    expect(page.locator("input")).to_have_value("7")


def test_a_label_keeps_its_markup(page: Page, server: ScriptedServer) -> None:
    server.show(
        page,
        '<label for="n"><b>N</b> of<input type="range" id="n" value="5"></label>',
    )
    expect(page.locator("label")).to_have_text("N of 5")
    server.send("data", {"n": 6})
    expect(page.locator("label")).to_have_text("N of 6")
    expect(page.locator("label input")).to_have_value("6")
    expect(page.locator("label b")).to_have_text("N")


def test_an_image_gets_its_source(page: Page, server: ScriptedServer) -> None:
    server.show(page, "<img data-signal='plot' alt=''>")
    server.send("plot", PIXEL)
    expect(page.locator("img")).to_have_attribute("src", PIXEL)
    server.send("plot", None)
    expect(page.locator("img[src]")).to_have_count(0)
