"""A build behind nginx, with the site that the build brings along and with others."""

import asyncio
import gzip
import http.client
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from .chromium import DEADLINE_MS, await_frame, opened
from .proxying import behind_nginx
from .running import DEADLINE, Program, copy_tree, dbgen, served_build, visit

expect.set_options(timeout=DEADLINE_MS)

ROOT = Path(__file__).parents[2]
SECURITY = (
    "Content-Security-Policy",
    "Cross-Origin-Resource-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
)
PREFIXES = pytest.mark.parametrize("prefix", ["", "/some/prefix"], ids=["root", "prefix"])


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("nginx") / "build"
    outcome = dbgen("build", ROOT, "--out", out, "--with", "nginx")
    assert outcome.returncode == 0, outcome.stderr
    return out


def edited(build: Path, port: int, prefix: str) -> str:
    """Return the site of a build as a person would change it, for a test host."""
    (site,) = build.glob("*.nginx.conf")
    text = site.read_text()
    for old, new in {
        "listen 80;": "listen LISTEN;",
        "    listen [::]:80;\n": "",
        "server 127.0.0.1:8080;": f"server 127.0.0.1:{port};",
        'set $prefix "";': f'set $prefix "{prefix}";',
        "set $build /srv/databench-packaged-analyses;": f"set $build {build};",
    }.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@contextmanager
def proxied(build: Path, folder: Path, prefix: str) -> Iterator[Program]:
    """Serve a build behind nginx with its own site; its URL is the one that visitors use."""
    with served_build(build) as program:
        port = int(program.url.rpartition(":")[2])
        with behind_nginx(edited(build, port, prefix), folder / "nginx") as url:
            program.url = url + prefix
            yield program


def status(url: str) -> int:
    """Return how a request is answered, redirects not followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=DEADLINE)
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status
    finally:
        connection.close()


@PREFIXES
def test_pages_and_sockets(build: Path, tmp_path: Path, prefix: str) -> None:
    async def estimate(program: Program, name: str) -> object:
        async with visit(program, name) as visitor:
            await visitor.act("run")
            return await visitor.load_of("data", "pi")

    with proxied(build, tmp_path, prefix) as program:
        assert "<title>Databench - Packaged Analyses</title>" in program.get("/")
        assert "Dummy π" in program.get("/dummypi/")
        assert "Connection" in program.get("/_static/databench.js")
        for name in ("dummypi", "dummypi_py"):
            assert asyncio.run(estimate(program, name))
        assert program.get("/_health") == "ok\n"
        for path in ("/nothing", "/dummypi/nothing", "/server.py", "/_static/../server.py"):
            assert status(program.url + path) == 404


def test_nothing_else_is_below_a_prefix(build: Path, tmp_path: Path) -> None:
    with proxied(build, tmp_path, "/some/prefix") as program:
        host = program.url.removesuffix("/some/prefix")
        for path in ("/", "/dummypi/", "/some", "/some/prefixes/", "/other/some/prefix/"):
            assert status(host + path) == 404
        assert status(program.url) == 301
        with urllib.request.urlopen(program.url, timeout=DEADLINE) as response:
            assert response.url == program.url + "/"


@PREFIXES
def test_hashed_files_need_no_server(build: Path, tmp_path: Path, prefix: str) -> None:
    copy = copy_tree(build, tmp_path / "build")
    script = copy / "static" / "dummypi" / "module.0123456789.mjs"
    script.write_text("// as it is")
    script.with_name(f"{script.name}.gz").write_bytes(gzip.compress(b"// compressed"))
    with proxied(copy, tmp_path, prefix) as program:
        plain = f"{program.url}/dummypi/analysis.js"
        with urllib.request.urlopen(plain, timeout=DEADLINE) as response:
            expected = response.headers
        program.stop()
        url = f"{program.url}/dummypi/{script.name}"
        with urllib.request.urlopen(url, timeout=DEADLINE) as response:
            assert response.read() == b"// as it is"
            headers = response.headers
        assert headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        for name in SECURITY:
            assert headers[name] == expected[name]
        request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request, timeout=DEADLINE) as response:
            assert response.headers["Vary"] == "Accept-Encoding"
            assert gzip.decompress(response.read()) == b"// compressed"
        assert status(f"{program.url}/dummypi/other.0123456789.mjs") == 502
        assert status(f"{program.url}/dummypi/") == 502


def test_odd_names_and_patterns(tmp_path: Path) -> None:
    """The site of a golden build, whose names need quotes, without a server behind it."""
    expected = ROOT / "tests" / "golden" / "deployed" / "expected"
    (site,) = expected.glob("*.nginx.conf")
    text = site.read_text().replace("listen 80;", "listen LISTEN;")
    text = text.replace("    listen [::]:80;\n", "").replace("127.0.0.1:8080", "127.0.0.1:1")
    text = re.sub(r"set \$build .*;", f"set $build {expected};", text)
    (data,) = expected.glob("static/_folders/1/data.*.json")
    (style,) = expected.glob("static/hello/static/more.*.css")
    with behind_nginx(text, tmp_path / "nginx") as url:
        for path, answer in {
            "/hello/two%20words;.html": 502,
            "/hello/sums": 502,
            "/files/data.json": 502,
            f"/files/{data.name}": 200,
            f"/hello/static/{style.name}": 200,
            "/other/": 404,
        }.items():
            assert status(url + path) == answer, path
        address = f"{url}/hello/static/{style.name}"
        with urllib.request.urlopen(address, timeout=DEADLINE) as response:
            assert response.headers["X-Price"] == 'from $5, "${host}"'


def move_slider(browser: Browser, url: str) -> None:
    """Open Dummy π from the index, and run it with the fewest points."""
    with opened(browser, f"{url}/") as page:
        page.get_by_role("link", name="Dummy π", exact=True).click()
        page.get_by_role("slider").press("Home")
        await_frame(page, '"samples":1000')
        page.get_by_role("button", name="Run").click()
        await_frame(page, '"pi"')
        page.get_by_role("navigation", name="Home").get_by_role("link").click()
        expect(page).to_have_url(f"{url}/")


@PREFIXES
def test_the_slider_moves(build: Path, tmp_path: Path, browser: Browser, prefix: str) -> None:
    with proxied(build, tmp_path, prefix) as program:
        move_slider(browser, program.url)
        assert "Dummy π" in program.get("/dummypi")


def test_a_proxy_that_keeps_the_prefix(build: Path, tmp_path: Path, browser: Browser) -> None:
    """With `--base-url`, and no more than a few lines for nginx, as for any other proxy."""
    with served_build(build, "--base-url", "/some/prefix/") as program:
        site = (
            "server { listen LISTEN; location /some/prefix/ {\n"
            f"proxy_pass {program.url};\n"
            "proxy_http_version 1.1;\n"
            "proxy_set_header Host $http_host;\n"
            "proxy_set_header Upgrade $http_upgrade;\n"
            "proxy_set_header Connection $http_connection;\n"
            "} }\n"
        )
        with behind_nginx(site, tmp_path / "nginx") as url:
            move_slider(browser, f"{url}/some/prefix")
