"""Bundles in Chromium: what a first visit costs, and pages below the path of a proxy."""

import http.client
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from .chromium import await_frame, opened
from .first_visit import visit_first
from .running import DEADLINE, Program, served_build

MOST_REQUESTS = 2
MOST_BYTES = 12_000
PREFIX = "/some/prefix"


@pytest.fixture(scope="module")
def program(packaged_build: Path) -> Iterator[Program]:
    with served_build(packaged_build) as program:
        yield program


def test_the_first_visit_of_pi_is_cheap(program: Program, browser: Browser) -> None:
    visit = visit_first(browser, f"{program.url}/dummypi/")

    print(f"first visit of Dummy pi: {len(visit.requests)} requests, {visit.size} bytes")  # noqa: T201 - pytest -rP shows the figures
    assert visit.requests[-1].endswith("/dummypi/ws?__connect")
    assert len(visit.requests) == len(visit.answers), visit.requests
    assert len(visit.requests) <= MOST_REQUESTS, visit.requests
    assert visit.size <= MOST_BYTES, visit.answers


@pytest.mark.parametrize("prefix", ["", PREFIX])
def test_a_build_works_below_any_path(packaged_build: Path, browser: Browser, prefix: str) -> None:
    with (
        served_build(packaged_build, "--base-url", f"{prefix}/") as program,
        opened(browser, f"{program.url.rstrip('/').removesuffix(prefix)}{prefix}/") as page,
    ):
        asked = []
        page.on("request", lambda request: asked.append(urlsplit(request.url).path))
        page.on("response", lambda response: asked.append(f"{response.status}"))
        page.get_by_role("link", name="Scaffold", exact=True).click()
        await_frame(page, '"__connect"')
        page.get_by_role("link", name="All analyses").click()
        page.get_by_role("link", name="Dummy π", exact=True).wait_for()
        assert urlsplit(page.url).path == f"{prefix}/"
        paths = [each for each in asked if each.startswith("/")]
        assert paths
        assert all(path.startswith(f"{prefix}/") for path in paths), paths
        assert not {each for each in asked if each.startswith(("4", "5"))}


def ask(program: Program, path: str, **headers: str) -> tuple[int, Mapping[str, str]]:
    """Return status and headers of an answer."""
    with closing(
        http.client.HTTPConnection(urlsplit(program.url).netloc, timeout=DEADLINE)
    ) as line:
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        answer.read()
        return answer.status, dict(answer.getheaders())


@pytest.mark.parametrize("pattern", ["_static/databench.*.js", "dummypi/analysis.*.css"])
def test_names_with_a_hash_stay_in_the_cache_for_ever(
    program: Program, packaged_build: Path, pattern: str
) -> None:
    (file,) = (packaged_build / "static").glob(pattern)
    status, headers = ask(program, f"/{file.relative_to(packaged_build / 'static').as_posix()}")
    assert status == 200
    assert "immutable" in headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/_static/databench.js", "/dummypi/analysis.css"])
def test_plain_addresses_go_on_working(program: Program, path: str) -> None:
    status, headers = ask(program, path)
    assert status == 200
    assert headers["Cache-Control"] == "no-cache"
    assert ask(program, path, **{"If-None-Match": headers["Etag"]})[0] == 304
