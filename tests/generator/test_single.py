"""The app of one script."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dbgen.cli import main
from dbgen.examining import Examined, examine
from dbgen.inspecting.app import Source
from dbgen.single import SpecError, read_spec, single_source

MakeFolder = Callable[[Mapping[str, str | bytes]], Path]

SCRIPT = """\
import databench


class Hello(databench.Analysis):
    pass


if __name__ == "__main__":
    databench.run(Hello, __file__)
"""
PAGE = """\
{% extends "base.html" %}{% block content %}{{ title }} {{ home_link }}{% end %}"""
FILES = {
    "hello.py": SCRIPT,
    "other.py": "",
    "base.html": "{% block content %}{% end %}{{ colour }}",
    "index.html": PAGE,
    "analysis.js": "",
    "static/x.css": "",
    "files/data.json": "{}",
    "README.md": "Read me",
}


def describe(folder: Path, **changes: Any) -> str:
    spec = {"path": str(folder / "hello.py"), "class": "Hello", "name": "hello"}
    return json.dumps(spec | {"info": {}, "static": {}} | changes)


def examined(folder: Path, **changes: Any) -> Examined:
    source = single_source(read_spec(describe(folder, **changes)))
    assert isinstance(source, Source), source
    return examine(source)


INFO = {"title": "My app", "colour": "red", "version": "1.2"}


def test_a_script_becomes_an_app_at_the_root(make_app_folder: MakeFolder) -> None:
    outcome = examined(make_app_folder(FILES), info=INFO, static={"data/(.*)": "files"})

    assert outcome.problems == ()
    assert outcome.build is not None
    files = {file.path: file for file in outcome.build.files}
    own = sorted(p for p in files if not p.startswith(("databench", "static/_static")))
    assert own == [
        "hello.py",
        "other.py",
        "pages/index.html",
        "static/_folders/1/data.json",
        "static/analysis.js",
        "static/static/x.css",
    ]
    routes = [str(route) for route in outcome.build.plan.routes]
    assert "PageRoute(path='/', file='pages/index.html', allows=())" in routes
    assert "FolderRoute(pattern='/static/(.*)', folder='static/static')" in routes
    assert "FolderRoute(pattern='/data/(.*)', folder='static/_folders/1')" in routes
    assert outcome.build.plan.title == "My app"
    page = files["pages/index.html"]
    assert getattr(page, "content", b"") == b"My app Falsered"


def test_the_class_gives_the_title(make_app_folder: MakeFolder) -> None:
    files = {**FILES, "base.html": "{{ title }}"}
    outcome = examined(make_app_folder(files))

    assert outcome.build is not None
    assert outcome.build.plan.title == "Hello"


def test_problems_name_the_script(make_app_folder: MakeFolder) -> None:
    outcome = examined(make_app_folder(FILES), **{"class": "Helo"}, info=INFO)

    assert [(p.file, p.code, p.hint) for p in outcome.problems] == [
        ("hello.py", "DB207", "did you mean `Hello`?")
    ]


def test_a_file_of_the_name_of_the_server(make_app_folder: MakeFolder) -> None:
    outcome = examined(make_app_folder({**FILES, "server.py": ""}), info=INFO)

    assert [(p.file, p.code) for p in outcome.problems] == [("server.py", "DB210")]


@pytest.mark.parametrize(
    "changes", [{"static": {"no group": "files"}}, {"name": "a/b"}, {"static": {"(.*)": "/etc"}}]
)
def test_a_call_that_makes_no_sense(make_app_folder: MakeFolder, changes: dict[str, Any]) -> None:
    source = single_source(read_spec(describe(make_app_folder(FILES), **changes)))

    assert isinstance(source, tuple)
    assert {problem.file for problem in source} == {"hello.py"}


@pytest.mark.parametrize("static", [[["data/(.*)", "files"]], [{"data/(.*)": "files"}]])
def test_static_as_lists(make_app_folder: MakeFolder, static: Any) -> None:
    outcome = examined(make_app_folder(FILES), info=INFO, static=static)

    assert outcome.build is not None
    assert "static/_folders/1/data.json" in [file.path for file in outcome.build.files]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"path": 1, "class": "X"}', "[" * 100_000])
def test_descriptions_of_nothing(text: str) -> None:
    with pytest.raises(SpecError):
        read_spec(text)


def test_build_from_the_command_line(make_app_folder: MakeFolder, tmp_path: Path) -> None:
    folder = make_app_folder(FILES)
    out = tmp_path / "out"
    arguments = ["single", "--spec", describe(folder, info=INFO), "--build", "--out", str(out)]
    result = CliRunner().invoke(main, arguments)

    assert result.exit_code == 0, result.output
    assert "from hello import Hello" in (out / "server.py").read_text()
