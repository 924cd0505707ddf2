"""The script that reloads the page while developing."""

import pytest
from playwright.sync_api import Page

from .scripted import ScriptedServer


def build(name: str) -> str:
    """Return the frame that names a build."""
    return f'{{"build": "{name}"}}'


def show(page: Page, server: ScriptedServer) -> None:
    """Open a page that follows the builds."""
    server.html = '<!doctype html><title>Test</title><script src="/_static/develop.js"></script>'
    page.goto(server.url)
    server.await_socket()


def test_another_build_reloads_the_page(page: Page, server: ScriptedServer) -> None:
    show(page, server)
    server.send_text(build("a"))
    with page.expect_navigation():
        server.send_text(build("b"))


def test_another_build_after_a_restart_reloads_the_page(page: Page, server: ScriptedServer) -> None:
    show(page, server)
    server.send_text(build("a"))
    server.drop()
    server.await_socket()
    with page.expect_navigation():
        server.send_text(build("b"))


@pytest.mark.parametrize("text", ["a", "{}", "null", '{"build": "a"}'])
def test_nothing_else_does(page: Page, server: ScriptedServer, text: str) -> None:
    show(page, server)
    page.evaluate("window.stays = true")
    server.send_text(build("a"))
    server.send_text(text)
    server.drop()
    server.await_socket()
    server.send_text(text)
    # The page asks again after this drop only if it is still the same page, which has read all.
    server.drop()
    server.await_socket()
    assert page.evaluate("window.stays")


def test_it_tries_again_after_300_ms_until_the_server_is_back(
    page: Page, server: ScriptedServer
) -> None:
    show(page, server)
    page.evaluate(
        """{
            window.delays = [];
            const later = window.setTimeout;
            window.setTimeout = (callback, delay) => {
              window.delays.push(delay);
              return later(callback, 0);
            };
            0
        }"""
    )
    server.refuses = True
    server.drop()
    page.wait_for_function("window.delays.length > 7")
    server.refuses = False
    server.await_socket()
    assert set(page.evaluate("window.delays")) == {300}
