"""`dbgen serve` and Chromium: what an edit changes in an open page, and what it leaves alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .axe import serious_in_all_colours
from .chromium import DEADLINE_MS
from .running import Program, copy_tree, running
from .test_serve import SERVE, replace

expect.set_options(timeout=DEADLINE_MS)


@pytest.fixture
def project(packaged_app: Path, tmp_path: Path) -> Path:
    """Return a copy of the packaged app that a test may edit."""
    copy_tree(packaged_app, tmp_path / "project" / "analyses")
    return tmp_path / "project"


@contextmanager
def opened(browser: Browser, program: Program, path: str) -> Iterator[Page]:
    """Open a page with storage of its own; what its scripts throw fails the test."""
    context = browser.new_context()
    context.set_default_timeout(DEADLINE_MS)
    page = context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(error.message))
    page.goto(program.url + path)
    page.evaluate("window.stays = true")
    yield page
    context.close()
    assert thrown == []


@contextmanager
def reloading(page: Page) -> Iterator[None]:
    """Wait for another document; the app may ask for it twice, which ends the first navigation."""
    page.evaluate("document.documentElement.id = 'left'")
    yield
    expect(page.locator("html:not(#left)")).to_be_attached()


def greet(page: Page, name: str) -> None:
    """Be greeted by the analysis, and begin to type another name."""
    field = page.get_by_label("Your name")
    # The state that is sent first would undo what is typed before.
    expect(field).not_to_have_value("")
    field.fill(name)
    page.get_by_role("button", name="Greet").click()
    expect(page.locator("[data-action=reply]")).to_have_text(f"Hello, {name}!")
    field.press("End")
    field.press_sequentially(" Love")


def test_edited_python_reloads_nobody_and_loses_nothing(project: Path, browser: Browser) -> None:
    with (
        running([*SERVE, project, "--port", "0"]) as program,
        opened(browser, program, "/scaffold/") as page,
    ):
        greet(page, "Ada")
        replace(project / "analyses/scaffold/analysis.py", "Hello, ", "Salut, ")
        program.read_until("the new version is served")
        page.get_by_role("button", name="Greet").click()
        expect(page.locator("[data-action=reply]")).to_have_text("Salut, Ada Love!")
        assert page.evaluate("window.stays")


def test_an_edited_page_keeps_what_was_typed_and_its_state(project: Path, browser: Browser) -> None:
    with (
        running([*SERVE, project, "--port", "0"]) as program,
        opened(browser, program, "/scaffold/") as page,
    ):
        greet(page, "Ada")
        # The text is edited in place before the page is left.
        page.evaluate("onpagehide = () => sessionStorage.setItem('left', document.body.innerText)")
        with reloading(page):
            replace(project / "analyses/scaffold/index.html", "Your name", "Your whole name")
        assert "Your whole name" in page.evaluate("sessionStorage.getItem('left')")
        field = page.get_by_label("Your whole name")
        expect(page.locator("[data-action=reply]")).to_have_text("Hello, Ada!")
        expect(field).to_have_value("Ada Love")
        expect(field).to_be_focused()
        field.press_sequentially("lace")
        expect(field).to_have_value("Ada Lovelace")


def test_another_version_reloads_and_keeps_what_was_typed(project: Path, browser: Browser) -> None:
    with (
        running([*SERVE, project, "--port", "0"]) as program,
        opened(browser, program, "/scaffold/") as page,
    ):
        greet(page, "Ada")
        with reloading(page):
            replace(project / "analyses/index.yaml", "version: 0.0.1", "version: 0.0.2")
        expect(page.locator("[data-action=reply]")).to_have_text("Hello, Ada!")
        expect(page.get_by_label("Your name")).to_have_value("Ada Love")


def test_an_edited_style_is_swapped_in_place(project: Path, browser: Browser) -> None:
    with (
        running([*SERVE, project, "--port", "0"]) as program,
        opened(browser, program, "/dummypi/") as page,
    ):
        style = project / "analyses/dummypi/analysis.css"
        style.write_text(style.read_text() + "\nh1 {color: rgb(1, 2, 3)}\n")
        expect(page.locator("h1").first).to_have_css("color", "rgb(1, 2, 3)")
        assert page.evaluate("window.stays")


def test_an_edited_script_in_a_page_runs_without_a_restart(project: Path, browser: Browser) -> None:
    page_file = project / "analyses/scaffold/index.html"
    replace(page_file, "<button", "<script>document.title = 'one'</script><button")
    with (
        running([*SERVE, project, "--port", "0"]) as program,
        opened(browser, program, "/scaffold/") as page,
    ):
        expect(page).to_have_title("one")
        replace(page_file, "'one'", "'two'")
        program.read_until("updated: /scaffold/")
        expect(page).to_have_title("two")


@pytest.mark.parametrize(
    ("file", "old", "new", "shown"),
    [
        ("index.yaml", "analyses:", "analyses: [", "index.yaml:"),
        ("scaffold/analysis.py", "class ", "class class ", "scaffold/analysis.py:"),
        ("scaffold/analysis.py", "import databench", "import nowhere", "scaffold/analysis.py:"),
        ("scaffold/index.html", "{% block analysis %}", "{% block %}", "scaffold/index.html:"),
    ],
    ids=["index", "syntax", "import", "page"],
)
def test_a_broken_edit_is_shown_until_it_is_mended(
    project: Path, browser: Browser, file: str, old: str, new: str, shown: str
) -> None:
    with (
        running([*SERVE, project, "--port", "0"]) as program,
        opened(browser, program, "/scaffold/") as page,
    ):
        greet(page, "Ada")
        replace(project / "analyses" / file, old, new)
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text(shown)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Greet").click()
        expect(page.locator("[data-action=reply]")).to_have_text("Hello, Ada Love!")
        page.get_by_role("button", name="problem").click()
        expect(dialog).to_be_visible()
        replace(project / "analyses" / file, new, old)
        expect(dialog).to_be_hidden()
        assert page.evaluate("window.stays")


def test_a_start_that_failed_gives_way_to_what_is_newer(project: Path, browser: Browser) -> None:
    analysis, index = project / "analyses/scaffold/analysis.py", project / "analyses/index.yaml"
    with (
        running([*SERVE, project, "--port", "0"]) as program,
        opened(browser, program, "/scaffold/") as page,
    ):
        dialog = page.get_by_role("dialog")
        replace(analysis, "import databench", "import databench\nx = 5, 1 / 0")
        line = 1 + analysis.read_text().partition("x = 5")[0].count("\n")
        place = f"scaffold/analysis.py:{line}:8"
        assert f"{place}: error DB612: the app could not" in program.read_until("DB612")
        expect(dialog).to_contain_text(place)
        expect(dialog).to_contain_text("error DB612")
        expect(dialog.locator(".mark").first).to_contain_text("^")
        replace(index, "analyses:", "analyses: [")
        expect(dialog).to_contain_text("index.yaml:")
        expect(dialog).not_to_contain_text("DB612")
        replace(index, "analyses: [", "analyses:")
        expect(dialog).to_contain_text(place)
        expect(dialog).to_have_accessible_name("1 problem")
        replace(analysis, "x = 5, 1 / 0", "")
        expect(dialog).to_be_hidden()


def test_nothing_serious_in_the_overlay_is_in_the_way_of_anybody(
    project: Path, browser: Browser
) -> None:
    analysis, index = project / "analyses/scaffold/analysis.py", project / "analyses/index.yaml"
    index.write_text(f"descripion: typo\n{index.read_text()}")
    replace(analysis, "Hello, ", "{1 / 0}")
    with (
        running([*SERVE, project, "--port", "0"]) as program,
        opened(browser, program, "/scaffold/") as page,
    ):
        page.get_by_role("button", name="Greet").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_have_accessible_name("1 warning, 1 failure")
        replace(analysis, "import databench", "import databench, nowhere")
        expect(dialog).to_have_accessible_name("1 problem, 1 warning, 1 failure")
        # Axe measures the contrast only of what is in the body.
        page.evaluate("document.body.append(document.querySelector('databench-overlay'))")
        expect(dialog).to_be_visible()
        assert serious_in_all_colours(page, "databench-overlay") == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="1 problem")).to_be_visible()
        assert serious_in_all_colours(page, "databench-overlay") == []


def test_a_failing_handler_is_shown_until_it_is_mended(project: Path, browser: Browser) -> None:
    analysis = project / "analyses/scaffold/analysis.py"
    with (
        running([*SERVE, project, "--port", "0"]) as program,
        opened(browser, program, "/scaffold/") as page,
    ):
        replace(analysis, "Hello, ", "{1 / 0}")
        program.read_until("the new version is served")
        page.get_by_role("button", name="Greet").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("ZeroDivisionError: division by zero")
        expect(dialog).to_contain_text("action greet of scaffold")
        expect(dialog).to_contain_text(f'File "{analysis}"')
        replace(analysis, "{1 / 0}", "Hello, ")
        expect(dialog).to_be_hidden()
        assert page.evaluate("window.stays")
