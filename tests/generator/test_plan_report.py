"""What `dbgen build --plan` prints."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from dbgen import __version__
from dbgen.cli import main
from dbgen.sizes import Size, shown_size, total

MakeFolder = Callable[[Mapping[str, str | bytes]], Path]

INDEX = """\
title: "Two \u200eanalyses"
static:
  files/(.*): files
analyses:
  - name: hello
  - {name: world, kernel: py, version: "2"}
"""


@pytest.fixture
def project(make_app_folder: MakeFolder, hello: dict[str, str]) -> Path:
    world = {
        path.replace("/hello/", "/world/"): content
        for path, content in hello.items()
        if "/hello/" in path
    }
    more = {
        "analyses/index.yaml": INDEX,
        "analyses/files/data.csv": "1,2\n",
        "analyses/hello/routes.py": "ROUTES = []\n",
    }
    return make_app_folder(hello | world | more)


def test_as_json(project: Path) -> None:
    arguments = ["build", str(project), "--plan", "--format", "json"]
    first, second = (CliRunner().invoke(main, arguments) for _ in range(2))
    value = json.loads(first.stdout)

    assert (first.exit_code, first.stdout) == (0, second.stdout)
    assert list(value) == [
        *("format", "generator", "version", "title", "routes", "pages", "assets", "kernels"),
        *("files", "requirements", "allowed_hosts", "allowed_origins", "policy", "headers"),
    ]
    assert (value["format"], value["version"]) == (1, __version__)
    assert {"kind": "redirect", "path": "/hello", "target": "/hello/"} in value["routes"]
    assert {page["file"] for page in value["pages"]} == {
        "pages/index.html",
        "pages/hello/index.html",
        "pages/world/index.html",
    }
    assert [(kernel["name"], kernel["own_process"]) for kernel in value["kernels"]] == [
        ("hello", False),
        ("world", True),
    ]
    assert str(project) not in first.stdout


def test_the_plan_is_what_is_built(project: Path) -> None:
    out = project / "out"
    planned = CliRunner().invoke(main, ["build", str(project), "--plan", "--format", "json"])
    CliRunner().invoke(main, ["build", str(project), "--out", str(out)])

    assert {file["path"]: file["size"] for file in json.loads(planned.stdout)["files"]} == {
        path.relative_to(out).as_posix(): path.stat().st_size
        for path in out.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def test_as_text(project: Path) -> None:
    before = sorted(project.rglob("*"))
    result = CliRunner().invoke(main, ["build", str(project), "--plan"])
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert lines[0].startswith("Two \\u200eanalyses: ")
    assert "page /hello/ pages/hello/index.html" in lines
    assert "handlers /hello/ analyses.hello.routes" in lines
    assert "folder /files/(.*) static/_folders/1" in lines
    assert "world analyses.world.analysis.Hello a process per connection" in lines
    assert sorted(project.rglob("*")) == before


def test_no_plan_of_a_broken_app(project: Path) -> None:
    (project / "analyses" / "hello" / "index.html").write_text("{{ nothing }}")
    result = CliRunner().invoke(main, ["build", str(project), "--plan", "--format", "json"])

    assert (result.exit_code, result.stdout) == (2, "")
    assert "DB405" in result.stderr


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB")],
)
def test_sizes_for_people(number: int, shown: str) -> None:
    assert shown_size(number) == shown


def test_the_smallest_form_counts() -> None:
    sizes = {"a.js": 100, "a.js.br": 30, "a.js.gz": 40, "b.png": 50, "b.png.gz": 60, "c.gz": 7}

    assert total(sizes, sizes) == Size(files=3, raw=157, compressed=87)
