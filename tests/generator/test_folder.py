"""Which files of an app go into a build."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dbgen.checking import check
from dbgen.inspecting.folder import LeftOut, Listing, TooManyFilesError, list_files
from dbgen.inspecting.static_map import left_out_problems
from dbgen.project import Project

Inspect = Callable[[Mapping[str, str | bytes]], Project]
MakeFolder = Callable[[Mapping[str, str | bytes]], Path]

links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


def paths(folder: Path) -> list[str]:
    return [file.path for file in list_files(folder).files]


def test_what_is_passed_over(make_app_folder: MakeFolder) -> None:
    folder = make_app_folder(
        {
            "b.py": "",
            "a/data.csv": "",
            ".env": "",
            ".git/config": "",
            "__pycache__/b.pyc": "",
            "node_modules/x/y.js": "",
            "venv/pyvenv.cfg": "",
            "venv/lib/x.py": "",
            "build/server.py": "",
            "build/manifest.json": '{"generator": "dbgen"}',
            "other/server.py": "",
            "other/manifest.json": "{}",
        }
    )

    assert paths(folder) == ["a/data.csv", "b.py", "other/manifest.json", "other/server.py"]


@links
def test_links(make_app_folder: MakeFolder) -> None:
    folder = make_app_folder({"in/x.txt": "x", "../secret.txt": "s", "../outside/y": ""})
    (folder / "file").symlink_to("in/x.txt")
    (folder / "folder").symlink_to("in")
    (folder / "in" / "loop").symlink_to("..")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "out").symlink_to("../secret.txt")
    (folder / "outside").symlink_to("../outside")
    (folder / "self").symlink_to("self")
    os.mkfifo(folder / "pipe")

    listing = list_files(folder)

    assert [file.path for file in listing.files] == ["file", "folder/x.txt", "in/x.txt"]
    assert [item.path for item in listing.left_out] == [
        "dangling",
        "folder/loop",
        "in/loop",
        "out",
        "outside",
        "pipe",
        "self",
    ]


@links
def test_links_that_would_serve_what_is_outside(
    make_app_folder: MakeFolder, inspect: Inspect, hello: dict[str, str]
) -> None:
    make_app_folder({"analyses/hello/x": "", "secret/key.html": "", "secret/analysis.py": ""})
    outside = make_app_folder({}) / "secret"
    folder = outside.parent / "analyses" / "hello"
    (folder / "static").symlink_to(outside)
    (folder / "more.html").symlink_to(outside / "key.html")
    (folder / "analysis.js").symlink_to(outside / "key.html")
    project = inspect(hello)
    (analysis,) = project.analyses

    assert (analysis.pages, analysis.script, analysis.static_files) == (("index.html",), False, ())
    assert [problem.file for problem in check(project)] == [
        "hello/analysis.js",
        "hello/more.html",
        "hello/static",
    ]


@links
@pytest.mark.parametrize("link", ["analyses/hello", "analyses/hello/analysis.py"])
def test_an_analysis_that_lies_outside(
    make_app_folder: MakeFolder, inspect: Inspect, hello: dict[str, str], link: str
) -> None:
    project = make_app_folder(hello)
    moved = project.parent / "elsewhere"
    (project / link).rename(moved)
    (project / link).symlink_to(moved)
    hello = {path: text for path, text in hello.items() if not path.startswith(link)}
    codes = {problem.code for problem in check(inspect(hello)) if problem.severity == "error"}

    assert codes == ({"DB201"} if link.endswith("hello") else {"DB202"})


@pytest.mark.skipif(sys.platform != "linux", reason="only there names are bytes")
def test_names_that_are_no_text(make_app_folder: MakeFolder) -> None:
    folder = make_app_folder({"x": ""})
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("")

    listing = list_files(folder)

    assert ([f.path for f in listing.files], len(listing.left_out)) == (["x"], 1)


def test_too_many(make_app_folder: MakeFolder) -> None:
    folder = make_app_folder({f"{number}.txt": "" for number in range(5)})

    assert len(list_files(folder, limit=5).files) == 5
    with pytest.raises(TooManyFilesError):
        list_files(folder, limit=4)


@links
def test_too_many_links(tmp_path: Path) -> None:
    for number in range(10):
        folder = tmp_path / "app" / f"f{number}"
        folder.mkdir(parents=True)
        for other in range(10):
            (folder / f"l{other}").symlink_to(f"../f{other}")

    with pytest.raises(TooManyFilesError):
        list_files(tmp_path / "app", limit=1000)


@links
def test_left_out_files_draw_warnings(
    inspect: Inspect, hello: dict[str, str], tmp_path: Path
) -> None:
    project = inspect(hello)
    (project.root / "hello" / "etc").symlink_to("/etc")
    problems = check(inspect(hello))

    assert [(problem.file, problem.code) for problem in problems] == [("hello/etc", "DB209")]


def test_of_very_many_left_out_files_the_first_are_named() -> None:
    listing = Listing((), tuple(LeftOut(f"{n:04}", "it is a pipe") for n in range(1500)))
    problems = left_out_problems(listing, "hello/static/")

    assert len(problems) == 1001
    assert (problems[0].file, problems[-1].file) == ("hello/static/0000", "hello/static")
    assert problems[-1].message == "500 more are left out of the build"


def test_python_side(inspect: Inspect, hello: dict[str, str]) -> None:
    app = {
        "index.yaml": "static:\n  s/(.*): served\nanalyses:\n  - name: hello\n",
        "README.md": "",
        "requirements.txt": "",
        "base.html": "{% block content %}{% endblock %}",
        "common.py": "",
        "served/a.js": "",
        "notlisted/analysis.py": "",
        "notlisted/index.html": "",
        "hello/README.rst": "",
        "hello/requirements.txt": "",
        "hello/more.html": "",
        "hello/analysis.js": "",
        "hello/analysis.css": "",
        "hello/thumbnail.png": "",
        "hello/static/x.js": "",
        "hello/routes.py": "ROUTES = []",
        "hello/data.csv": "",
        "hello/sub/more.py": "",
        "hello/sub/page.html": "",
    }
    project = inspect(hello | {f"analyses/{path}": content for path, content in app.items()})

    assert [file.path for file in project.python_files] == [
        "__init__.py",
        "common.py",
        "hello/__init__.py",
        "hello/analysis.py",
        "hello/data.csv",
        "hello/routes.py",
        "hello/sub/more.py",
        "hello/sub/page.html",
        "notlisted/analysis.py",
        "notlisted/index.html",
    ]
    (analysis,) = project.analyses
    assert analysis.pages == ("index.html", "more.html")
    assert (analysis.script, analysis.stylesheet, analysis.thumbnail) == (
        True,
        True,
        "thumbnail.png",
    )
    assert [file.path for file in analysis.static_files] == ["x.js"]


def test_static_folder_with_an_analysis_in_it_keeps_its_python(
    inspect: Inspect, hello: dict[str, str]
) -> None:
    index = "static:\n  files/(.*): hello\nanalyses:\n  - name: hello\n"
    project = inspect(hello | {"analyses/index.yaml": index})

    assert "hello/analysis.py" in [file.path for file in project.python_files]
    assert [file.path for file in project.static_folders[0].files] == ["index.html"]


def test_static_folders_are_found_in_the_app_then_beside_it(
    inspect: Inspect, hello: dict[str, str]
) -> None:
    index = "static:\n  a/(.*): one/\n  b/(.*): two\n  c/(.*): none\nanalyses:\n  - name: hello\n"
    files = hello | {
        "analyses/index.yaml": index,
        "analyses/one/x.js": "",
        "one/y.js": "",
        "two/node_modules/z.js": "",
        "two/.hidden": "",
        "two/code.py": "",
        "two/__pycache__/code.pyc": "",
    }

    found = {
        static.pattern: [file.path for file in static.files]
        for static in inspect(files).static_folders
    }

    assert found == {"a/(.*)": ["x.js"], "b/(.*)": ["node_modules/z.js"], "c/(.*)": []}
