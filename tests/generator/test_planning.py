"""The plan: every route, page and file of a build, in the order in which routes are tried."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from dbgen.examining import Examined, examine
from dbgen.inspecting.app import Source
from dbgen.plan import AssetRoute, DevelopRoute, Plan, PlanOptions

Examine = Callable[[Mapping[str, str | bytes]], Examined]


def plan_of(outcome: Examined) -> Plan:
    assert outcome.build is not None, outcome.problems
    return outcome.build.plan


def shown(plan: Plan) -> list[str]:
    """Return the routes as short texts, those of the browser library left out."""
    texts = [str(route).replace("Route(", "(") for route in plan.routes]
    return [text for text in texts if "_static/" not in text]


def context_of(outcome: Examined, file: str) -> Mapping[str, Any]:
    return next(page.context for page in plan_of(outcome).pages if page.file == file)


FULL = {
    "analyses/index.yaml": (
        "version: '2'\nstatic:\n  static/(.*): served\n"
        "analyses:\n  - name: hello\n    kernel: py\n    version: '3'\n"
    ),
    "analyses/served/x.js": "",
    "analyses/hello/more.html": "",
    "analyses/hello/analysis.js": "",
    "analyses/hello/analysis.css": "",
    "analyses/hello/thumbnail.jpg": "",
    "analyses/hello/static/deep/x.js": "",
    "analyses/hello/routes.py": "ROUTES = []\n",
}


def test_routes_in_their_order(examined: Examine, hello: dict[str, str]) -> None:
    assert shown(plan_of(examined(hello | FULL))) == [
        "Page(path='/', file='pages/index.html', allows=())",
        "Page(path='/index.html', file='pages/index.html', allows=())",
        "Health(path='/_health')",
        "Redirect(path='/hello', target='/hello/')",
        "Page(path='/hello/', file='pages/hello/index.html', allows=())",
        "Page(path='/hello/index.html', file='pages/hello/index.html', allows=())",
        "Page(path='/hello/more.html', file='pages/hello/more.html', allows=())",
        "Asset(path='/hello/analysis.js', file='static/hello/analysis.js', allows=())",
        "Asset(path='/hello/analysis.css', file='static/hello/analysis.css', allows=())",
        "Asset(path='/hello/thumbnail.jpg', file='static/hello/thumbnail.jpg', allows=())",
        "Folder(pattern='/hello/static/(.*)', folder='static/hello/static')",
        "Socket(path='/hello/ws', kernel=Kernel(name='hello', "
        "module='analyses.hello.analysis', cls='Hello', version='3', own_process=True))",
        "Handlers(prefix='/hello/', module='analyses.hello.routes', patterns=())",
        "Folder(pattern='/static/(.*)', folder='static/_folders/1')",
    ]


def test_a_folder_with_two_patterns_is_in_the_build_once(
    examined: Examine, hello: dict[str, str]
) -> None:
    static = "static: {a/(.*): served, b/(.*): ./served/}\n"
    outcome = examined(
        hello
        | {"analyses/index.yaml": static + hello["analyses/index.yaml"], "analyses/served/x.js": ""}
    )
    plan = plan_of(outcome)

    assert [route for route in shown(plan) if "_folders" in route] == [
        "Folder(pattern='/a/(.*)', folder='static/_folders/1')",
        "Folder(pattern='/b/(.*)', folder='static/_folders/1')",
    ]
    assert [file.path for file in plan.files if "_folders" in file.path] == [
        "static/_folders/1/x.js"
    ]


def test_files_of_a_build(examined: Examine, hello: dict[str, str]) -> None:
    outcome = examined(hello | FULL)
    assert outcome.build is not None
    own = [
        file.path
        for file in outcome.build.files
        if not file.path.startswith(("databench/", "databench_py/", "static/_static/"))
    ]

    assert own == [
        "analyses/__init__.py",
        "analyses/hello/__init__.py",
        "analyses/hello/analysis.py",
        "analyses/hello/routes.py",
        "pages/hello/index.html",
        "pages/hello/more.html",
        "pages/index.html",
        "static/_folders/1/x.js",
        "static/hello/analysis.css",
        "static/hello/analysis.js",
        "static/hello/static/deep/x.js",
        "static/hello/thumbnail.jpg",
    ]


def test_missing_packages_are_added(examined: Examine, hello: dict[str, str]) -> None:
    del hello["analyses/__init__.py"], hello["analyses/hello/__init__.py"]
    outcome = examined(hello)
    assert outcome.build is not None
    paths = [file.path for file in outcome.build.files]

    assert {"analyses/__init__.py", "analyses/hello/__init__.py"} <= set(paths)
    assert len(paths) == len(set(paths))


def test_develop_script_only_comes_with_develop(examined: Examine, hello: dict[str, str]) -> None:
    paths = [file.path for file in plan_of(examined(hello)).files]

    assert "static/_static/databench.js" in paths
    assert "static/_static/develop.js" not in paths


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!doctype html>\n<html>\n<!-- <head> -->\n<head>\n", "<title>x</title></head>"),
        ('<HEAD lang="en">', "</HEAD><header>x</header><body><head>"),
        ("<!DOCTYPE html>\n", "<p>x"),
        ("", "x"),
    ],
)
def test_the_first_script_of_a_page_follows_edits_while_developing(
    load: Callable[[Mapping[str, str | bytes]], Source],
    hello: dict[str, str],
    before: str,
    after: str,
) -> None:
    page = before + after
    source = load(hello | {"analyses/hello/index.html": page})
    outcome = examine(source, PlanOptions(version="1.2.3", develop=True))
    plan = plan_of(outcome)
    assert outcome.build is not None
    (file,) = (file for file in outcome.build.files if file.path == "pages/hello/index.html")

    digest = hashlib.sha256(page.encode()).hexdigest()[:16]
    script = f'<script src="/_static/develop.js" data-digest="{digest}"></script>\n'
    assert getattr(file, "content", b"").decode() == before + script + after
    assert DevelopRoute("/_develop") in plan.routes
    assert AssetRoute("/_static/develop.js", "static/_static/develop.js") in plan.routes


def test_variables_of_an_analysis(examined: Examine, hello: dict[str, str]) -> None:
    context = context_of(examined(hello | FULL), "pages/hello/index.html")

    assert {key: context[key] for key in sorted(context) if key != "databench_version"} == {
        "build": None,
        "description": None,
        "home_link": "/",
        "kernel": "py",
        "name": "hello",
        "readme": "",
        "show_in_index": True,
        "thumbnail": "thumbnail.jpg",
        "title": "Hello",
        "version": "3",
        "watch": None,
    }


def test_readmes_fill_in(examined: Examine, hello: dict[str, str]) -> None:
    readmes = {"analyses/README.md": "*All*", "analyses/hello/README.md": "*One*"}
    outcome = examined(hello | readmes)
    page, index = (
        context_of(outcome, f"pages/{path}") for path in ("hello/index.html", "index.html")
    )

    assert "<em>One</em>" in page["readme"]
    assert "One" in page["description"]
    assert "<em>All</em>" in index["description_html"]
    assert "All" in index["description"]
    assert index["meta_infos"] == [
        {
            "name": "hello",
            "title": "Hello",
            "description": page["description"],
            "show_in_index": True,
            "thumbnail": False,
        }
    ]


ENTRY = """description: ''
description_html: <b>mine</b><script>alert(1)</script>
colour: red
analyses:
  - name: hello
    title: T
    description: D
    home_link: /elsewhere
    readme: <i>R</i><script>alert(1)</script>
    show_in_index: false
    size: 3
    x-note: mine
"""


def test_the_entry_wins(examined: Examine, hello: dict[str, str]) -> None:
    readmes = {"analyses/README.md": "All", "analyses/hello/README.md": "One"}
    outcome = examined(hello | readmes | {"analyses/index.yaml": ENTRY})
    page, index = (
        context_of(outcome, f"pages/{path}") for path in ("hello/index.html", "index.html")
    )

    assert (page["title"], page["description"], page["home_link"]) == ("T", "D", "/elsewhere")
    assert (page["readme"], page["show_in_index"]) == ("<i>R</i>", False)
    assert page["x-note"] == "mine"
    assert (index["description"], index["description_html"]) == ("", "<b>mine</b>")
    assert index["colour"] == "red"
