"""Builds of the golden apps, made by the real command, answer as their index.yaml says."""

import asyncio
import json
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from .running import DEADLINE, Program, dbgen, served_build, visit

GOLDEN = Path(__file__).parents[1] / "golden"
LONGEST = "a_name_of_sixty_four_characters_which_is_as_long_as_any_can_be64"


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    out = tmp_path_factory.mktemp("everything") / "build"
    outcome = dbgen("build", GOLDEN / "everything" / "app", "--out", out)
    assert outcome.returncode == 0, outcome.stderr
    with served_build(out) as program:
        yield program


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    out = tmp_path_factory.mktemp("single") / "build"
    script = GOLDEN / "single" / "app" / "hello.py"
    command = [sys.executable, str(script), "--build", "--out", str(out)]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
    with served_build(out) as program:
        yield program


def status(program: Program, path: str) -> int:
    try:
        with urllib.request.urlopen(program.url + path, timeout=DEADLINE) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def post(program: Program, path: str, values: Mapping[str, str]) -> str:
    data = urllib.parse.urlencode(values).encode()
    with urllib.request.urlopen(program.url + path, data, timeout=DEADLINE) as response:
        return str(response.read().decode())


def test_pages(everything: Program) -> None:
    assert 'href="first/"' in everything.get("/")
    assert 'href="hidden/"' not in everything.get("/index.html")
    assert everything.get("/first") == everything.get("/first/")
    assert everything.get("/first/more.html").startswith("<p>first ")
    assert everything.get(f"/{LONGEST}/") == "<p>The longest name</p>\n"


def test_assets(everything: Program) -> None:
    assert "Databench" in everything.get("/_static/databench.js")
    assert everything.get("/first/analysis.js?v=1") == '"use strict";\n'
    assert everything.get("/first/static/css/more.css") == "p { color: red; }\n"
    assert status(everything, "/favicon.ico") == 200
    assert status(everything, "/hidden/preview.png") == 200


def test_routes_of_an_analysis(everything: Program) -> None:
    assert everything.get("/first/get") == "done"
    assert post(everything, "/first/post", {}) == "No data received"
    assert post(everything, "/first/post", {"data": "x y"}) == "x y"


def test_static_map(everything: Program) -> None:
    assert everything.get("/files/data.json") == "{}\n"
    assert everything.get("/vendor/lib/nested/x.js") == '"vendored";\n'


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/first/nothing.html",
        "/first/analysis.js.map",
        "/first/analysis.py",
        "/first/data.csv",
        "/files/code.py",
        "/files/.hidden",
        "/vendor/lib/nested/x.css",
        "/files/%2e%2e/%2e%2e/server.py",
        "/later/x.js",
        "/server.py",
        "/manifest.json",
    ],
)
def test_what_is_not_served(everything: Program, path: str) -> None:
    assert status(everything, path) in (403, 404)


def test_modules_beside_the_app_are_there(everything: Program) -> None:
    async def answer() -> object:
        async with visit(everything, "first") as visitor:
            await visitor.act("run")
            return await visitor.load_of("answer")

    assert asyncio.run(answer()) == 42


def test_an_analysis_that_derives_from_another(everything: Program) -> None:
    async def answer() -> object:
        async with visit(everything, "hidden") as visitor:
            await visitor.act("run")
            return await visitor.load_of("answer")

    assert asyncio.run(answer()) == 42


def test_a_kernel_written_for_databench(everything: Program) -> None:
    async def gone() -> object:
        async with visit(everything, "second") as visitor:
            await visitor.act("go")
            return await visitor.load_of("gone")

    assert asyncio.run(gone()) is None


def test_versions_on_the_wire(everything: Program) -> None:
    async def version(name: str) -> object:
        async with visit(everything, name) as visitor:
            load = await visitor.load_of("__connect")
            return load["analyses_version"]

    assert asyncio.run(version("first")) == "2"
    assert asyncio.run(version("second")) == "1.10"


def test_a_single_script(single: Program) -> None:
    async def number() -> object:
        async with visit(single) as visitor:
            return await visitor.load_of("data", "number")

    assert "Hello, single" in single.get("/")
    assert single.get("/analysis.js") == '"use strict";\n'
    assert single.get("/static/x.css") == "p {}\n"
    assert single.get("/data/x.json") == "[1]\n"
    assert asyncio.run(number()) == 42
    assert status(single, "/hello.py") == 404


def test_a_build_is_rebuilt_after_it_ran(tmp_path: Path) -> None:
    out = tmp_path / "build"
    for _ in range(2):
        assert dbgen("build", GOLDEN / "minimal" / "app", "--out", out).returncode == 0
        with served_build(out) as program:
            assert program.get("/hello/")
    manifest = json.loads((out / "manifest.json").read_text())

    assert manifest["generator"] == "dbgen"
    assert [path.name for path in tmp_path.iterdir()] == ["build"]
