"""An application as Databench 0.7 ran it builds and runs unmodified."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .running import Program, dbgen, served_build, visit

APP = Path(__file__).parent / "apps" / "of_2018"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Serve the build of the application."""
    out = tmp_path_factory.mktemp("of_2018") / "build"
    outcome = dbgen("build", APP, "--out", out)
    assert outcome.returncode == 0, outcome.stderr
    assert "titel" in outcome.stderr
    assert "node_modules" in outcome.stderr
    with served_build(out, "--mine", "1") as running:
        yield running


def talk(program: Program, name: str, *frames: tuple[Any, ...], until: str, query: str = "") -> Any:
    """Send actions and return the load of the first signal called `until`."""

    async def conversation() -> Any:
        async with visit(program, name, query) as visitor:
            for frame in frames:
                await visitor.act(*frame)
            return await visitor.load_of(until)

    return asyncio.run(conversation())


def test_index(program: Program) -> None:
    index = program.get("/")
    assert "<em>From before</em>" in index
    assert 'href="simplepi/"' in index
    assert 'href="args/"' not in index


def test_page_in_tornado_syntax_and_own_frame(program: Program) -> None:
    page = program.get("/simplepi/")
    assert '<i class="icon-star"></i>' in page
    assert "<script>alert" not in page
    assert "nobody sees this" not in page
    assert "<i>A</i><i>B</i>" in page
    assert '<i class="frame-of-the-app">0.3 0</i>' in page


def test_readme_in_restructuredtext(program: Program) -> None:
    page = program.get("/shared/")
    assert "<em>reStructuredText</em>" in page
    assert '<i class="frame-of-the-app">1.10 0</i>' in page


def test_generators_that_yield_futures(program: Program) -> None:
    async def run() -> list[Any]:
        async with visit(program, "simplepi") as visitor:
            assert await visitor.load_of("data", "samples") == 2000
            await visitor.act("samples", 1000)
            await visitor.act("run", {"__process_id": 12})
            first = await visitor.load_of("log")
            pi = await visitor.load_of("data", "pi")
            return [first["draws"], sorted(pi), await visitor.load_of("data", "finished")]

    assert asyncio.run(run()) == [200, ["estimate", "uncertainty"], 1]


def test_handlers_by_prefix_and_by_name(program: Program) -> None:
    answer = talk(program, "shared", ("ask", {"question": "why"}), until="answer")
    assert answer == {"question": "why", "pi": "SimplePi"}
    assert talk(program, "shared", ("a name with blanks", [1, 2]), until="words") == [1, 2]


def test_class_state_is_shared(program: Program) -> None:
    assert talk(program, "shared", ("count",), until="class_data") == {"count": 1}
    assert talk(program, "shared", ("count",), until="class_data") == {"count": 1}
    # The second visitor was first told the present state; the third sees what the second did.
    assert talk(program, "shared", until="class_data") == {"count": 2}


def test_periodic_callback(program: Program) -> None:
    async def ticks() -> list[Any]:
        async with visit(program, "shared") as visitor:
            await visitor.act("start")
            return [await visitor.load_of("tick") for _ in range(3)]

    assert asyncio.run(ticks()) == [1, 2, 3]


def test_picture(program: Program) -> None:
    source = talk(program, "shared", ("picture",), until="picture")
    assert source.startswith("data:image/svg+xml")
    assert "#" not in source


def test_kernel_file_that_ends_in_its_event_loop(program: Program) -> None:
    told = talk(program, "legacy_py", ("whoami",), until="whoami")
    assert told["help"] == "from the same folder"
    assert told["pid"] != program.process.pid


def test_arguments(program: Program) -> None:
    told = talk(program, "args", until="told", query="?a=1&a=2&empty=")
    assert told == [["--mine", "1"], {"a": ["1", "2"]}]
