"""What a person sees: Chromium clicks through real servers."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .chromium import DEADLINE_MS, await_frame, opened
from .running import Program, copy_tree, dbgen, running, served_build

expect.set_options(timeout=DEADLINE_MS)

TITLES = [
    "Dummy π",
    "Scaffold",
    "Dummy π with Python Language Kernel",
    "Scaffold_Py",
]
RECORD_RUN = """() => {
    window.seen = [];
    const text = (id) => document.getElementById(id).textContent;
    const busy = () => document.getElementById('run').getAttribute('aria-disabled') === 'true';
    const note = () => seen.push([text('pi'), busy()]);
    const everything = {subtree: true, childList: true, characterData: true, attributes: true};
    new MutationObserver(note).observe(document.body, everything);
}"""
HOSTILE = (
    """</title></script><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'"`"""
)
PAGE_OF_TITLES = """\
{% extends "analysis.html" %}
{% block analysis %}
<p id="text">{{ title }}</p>
<p id="attribute" title="{{ title }}"></p>
<input type="text" id="value" name="value">
<p id="output" data-action="value"></p>
<p id="map" data-action="map"></p>
{% end %}
{% block footer %}
<script src="/_static/databench.js"></script>
<script>
  const inScript = {% raw json_encode(title) %};
  const d = new Databench.Connection();
  Databench.ui.wire(d);
  d.connect();
</script>
{% end %}
"""
SETS_WHAT_IT_GETS = """\
import databench


class Echo(databench.Analysis):
    @databench.on
    def value(self, value):
        self.set_state(value=value, map={value: [value]})
        self.emit("log", value)
"""


@pytest.fixture(scope="module")
def packaged(packaged_build: Path) -> Iterator[Program]:
    with served_build(packaged_build) as program:
        yield program


def test_the_index_shows_the_four_analyses(packaged: Program, browser: Browser) -> None:
    with opened(browser, packaged.url) as page:
        expect(page).to_have_title("Databench - Packaged Analyses")
        assert page.get_by_role("list").get_by_role("link").all_inner_texts() == TITLES
        for picture in page.locator("li img").all():
            picture.scroll_into_view_if_needed()
            expect(picture).to_have_js_property("complete", value=True)
            assert picture.evaluate("(image) => image.naturalWidth") > 0


@pytest.mark.parametrize(
    ("title", "key", "points"),
    [(TITLES[0], "ArrowRight", "101,000"), (TITLES[2], "Home", "100,000")],
)
def test_pi_runs(packaged: Program, browser: Browser, title: str, key: str, points: str) -> None:
    with opened(browser, packaged.url) as page:
        page.get_by_role("link", name=title, exact=True).click()
        await_frame(page, '"samples"')
        page.get_by_role("slider").press(key)
        expect(page.locator("label[for=samples]")).to_have_text(f"Points: {points}")
        page.evaluate(RECORD_RUN)
        page.get_by_role("button", name="Run").click()
        expect(page.locator("#progress")).to_have_js_property("value", 1)
        expect(page.locator("#run")).to_have_attribute("aria-disabled", "false")
        seen = page.evaluate("seen")
        assert float(page.locator("#pi").inner_text()) == pytest.approx(3.14, abs=0.06)
        expect(page.locator("#log")).to_contain_text("points: π ≈ 3.")

    during = {estimate for estimate, is_busy in seen if is_busy}
    assert len(during) > 5
    assert {estimate for estimate, is_busy in seen if not is_busy} <= {"?", seen[-1][0]}


@pytest.mark.parametrize("title", [TITLES[1], TITLES[3]])
def test_scaffolds_greet(packaged: Program, browser: Browser, title: str) -> None:
    with opened(browser, packaged.url) as page:
        page.get_by_role("link", name=title, exact=True).click()
        await_frame(page, '"who"')
        page.get_by_label("Your name").fill("Ada")
        page.get_by_role("button", name="Greet").click()
        expect(page.locator("[data-action=reply]")).to_have_text("Hello, Ada!")
        page.get_by_role("link", name="All analyses").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Databench - Packaged Analyses")


@pytest.mark.parametrize("options", [[], ["--kernel", "py"]], ids=["in_process", "py"])
def test_a_new_analysis(tmp_path: Path, browser: Browser, options: list[str]) -> None:
    assert dbgen("new", "helloworld", *options, cwd=tmp_path).returncode == 0
    outcome = dbgen("build", "--strict", cwd=tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    with served_build(tmp_path / "build") as program, opened(browser, program.url) as page:
        page.get_by_role("link", name="Helloworld").click()
        await_frame(page, '"square"')
        page.get_by_role("slider").press("ArrowRight")
        expect(page.locator("[data-action=square]")).to_have_text("64")
        page.get_by_role("slider").press("End")
        expect(page.locator("[data-action=square]")).to_have_text("10000")
        expect(page.locator("#log")).to_contain_text("squaring 100")


def edit(file: Path, old: str, new: str) -> None:
    """Edit a file as an editor does: write a new one, then rename it over the old."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(file.read_text().replace(old, new))
    beside.rename(file)


def test_edits_show_in_the_page(packaged_app: Path, tmp_path: Path, browser: Browser) -> None:
    app = copy_tree(packaged_app, tmp_path / "analyses")
    serve = [sys.executable, "-m", "dbgen", "serve", str(tmp_path), "--port", "0"]
    with running(serve) as program, opened(browser, f"{program.url}/scaffold/") as page:
        await_frame(page, '"welcome"')
        edit(app / "scaffold/index.html", "Greet</button>", "Salute</button>")
        expect(page.get_by_role("button", name="Salute")).to_be_visible()
        edit(app / "scaffold/analysis.py", "Hello, ", "Salut, ")
        program.read_until("the new version is served")
        page.get_by_role("button", name="Salute").click()
        expect(page.locator("[data-action=reply]")).to_have_text("Salut, World!")


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Program]:
    quoted = HOSTILE.replace("'", "''")
    index = f"title: '{quoted}'\ndescription: '{quoted}'\nauthor: '{quoted}'\nanalyses:\n"
    index += f"  - name: echo\n    title: '{quoted}'\n    description: '{quoted}'\n"
    files = {"index.yaml": index, "echo/analysis.py": SETS_WHAT_IT_GETS}
    for path, text in (files | {"echo/index.html": PAGE_OF_TITLES}).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    outcome = dbgen("build", tmp_path, "--strict", "--out", tmp_path / "build")
    assert outcome.returncode == 0, outcome.stderr
    with served_build(tmp_path / "build") as program:
        yield program


def test_a_hostile_index_is_text(hostile: Program, browser: Browser) -> None:
    with opened(browser, hostile.url) as page:
        expect(page).to_have_title(HOSTILE)
        assert page.locator("h1").text_content() == HOSTILE
        assert page.locator("li p").text_content() == HOSTILE
        assert page.locator(".databench-author").text_content() == f"By {HOSTILE}"
        assert_harmless(page)
        page.get_by_role("list").get_by_role("link").click()
        expect(page).to_have_title(HOSTILE)
        assert page.locator("#text").text_content() == HOSTILE
        assert page.locator("#attribute").get_attribute("title") == HOSTILE
        assert page.evaluate("inScript") == HOSTILE
        assert_harmless(page)


def test_hostile_state_is_text(hostile: Program, browser: Browser) -> None:
    with opened(browser, f"{hostile.url}/echo/") as page:
        await_frame(page, '"__connect"')
        page.locator("#value").fill(HOSTILE)
        page.locator("#value").press("Tab")
        expect(page.locator("#output")).to_have_text(HOSTILE)
        expect(page.locator("#log")).to_contain_text(HOSTILE)
        expect(page.locator("#map")).to_contain_text("onerror")
        assert_harmless(page)


def assert_harmless(page: Page) -> None:
    """Check that no script ran and no element was made of what is only text."""
    assert page.evaluate("window.pwned") is None
    assert page.locator("[onerror], [onmouseover]").count() == 0
