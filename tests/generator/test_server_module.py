"""The generated server: it is tidy whatever the names, and says what the plan says."""

import ast
import random
from pathlib import Path

import pytest

from dbgen.plan import (
    AssetRoute,
    DevelopRoute,
    FolderRoute,
    HandlersRoute,
    HealthRoute,
    Kernel,
    PageRoute,
    Plan,
    RedirectRoute,
    Route,
    SocketRoute,
)
from dbgen.python_text import Call, Expression, Name, Raw, Star, expression, literal, raw_literal
from dbgen.server_module import server_text

from .tidiness import tidy

HOSTILE = [
    "",
    "plain",
    'say "hi"',
    "it's",
    "both \" and '",
    '"""',
    "'''",
    "back\\slash",
    "ends in \\",
    "line\nbreak\r\ttab",
    "</script><script>",
    "{{ 6*7 }} {% import os %}",
    "\u2028\u2029\x00\x1f\x7f\x85\ufeff\u202e",
    "π ≈ 3.14 🎉 \U000e0001",
    "\\N{DIGIT ONE} \\u0041 \\x41",
    "x" * 300,
    "many words " * 40,
    "\"'" * 200,
    "🎉" * 120,
]
HASH = "'sha256-" + "A" * 43 + "='"


def plan(*routes: Route, title: str = "An app", **changes: object) -> Plan:
    values: dict[str, object] = {
        "title": title,
        "version": "1.2.3",
        "develop": False,
        "app": Path("app"),
        "routes": routes,
        "pages": (),
        "files": (),
        "requirements": (),
    }
    return Plan(**(values | changes))  # type: ignore[arg-type]


def socket(name: str, cls: str, *, own: bool = False, version: str | None = None) -> SocketRoute:
    kernel = Kernel(name, f"analyses.{name}.analysis", cls, version, own_process=own)
    return SocketRoute(f"/{name}/ws", kernel)


def everything(name: str, cls: str, text: str) -> tuple[Route, ...]:
    return (
        PageRoute(f"/{name}/", f"pages/{name}/index.html"),
        PageRoute(f"/{name}/a.html", f"pages/{name}/a.html", (("script-src", (text, HASH)),)),
        PageRoute(f"/{name}/b.html", f"pages/{name}/b.html", (("img-src", (text,)),)),
        PageRoute(f"/{name}/c.html", f"pages/{name}/c.html", (("img-src", (text,)),)),
        AssetRoute(f"/{name}/{text}.png", f"static/{name}/{text}.png"),
        RedirectRoute(f"/{name}", f"/{name}/"),
        FolderRoute(f"/{text}/(.*)", f"static/{text}"),
        socket(name, cls, version=text or None),
        socket(f"{name}2"[-64:], cls, own=True, version="1"),
        HandlersRoute(f"/{name}/", f"analyses.{name}.routes"),
        HealthRoute("/_health"),
        DevelopRoute("/_develop"),
    )


def write_servers(folder: Path, plans: list[Plan]) -> None:
    for number, each in enumerate(plans):
        target = folder / f"case{number}" / "server.py"
        target.parent.mkdir()
        target.write_text(server_text(each), encoding="utf-8")


@pytest.mark.parametrize("length", [1, 8, 20, 33, 40, 47, 55, 64])
def test_tidy_for_names_of_any_length(tmp_path: Path, length: int) -> None:
    name, cls = "n" * length, "C" + "l" * (length - 1)
    texts = ["v" * size for size in range(0, 100, 7)]
    write_servers(tmp_path, [plan(*everything(name, cls, text), title=text) for text in texts])
    tidy(tmp_path)


def test_tidy_for_hostile_texts(tmp_path: Path) -> None:
    plans = [
        plan(
            *everything("hello", "Hello", text),
            title=text,
            allowed_hosts=(text, "a.example"),
            allowed_origins=(text,) * 4,
            policy=(("script-src", (text, HASH)), ("sandbox", ()), (text[:9], (text,) * 3)),
            headers=(("X-A", text), (text[:9], None), ("x" * 40, text)),
        )
        for text in HOSTILE
    ]
    write_servers(tmp_path, plans)
    tidy(tmp_path)


def test_tidy_for_names_that_sort_oddly(tmp_path: Path) -> None:
    names = [
        "a2",
        "a10",
        "B",
        "b_",
        "b1",
        "_c",
        "databench_x",
        "zeta",
        "a_10",
        "A2b",
        "ab",
        "a_b",
        "a01",
        "a1",
    ]
    plans = []
    for seed in range(3):
        routes: list[Route] = []
        for name in random.Random(seed).sample(names, len(names)):
            routes.append(socket(name, f"C{name}"))
            routes.append(HandlersRoute(f"/{name}/", f"analyses.{name}.routes"))
        plans.append(plan(*routes))
    write_servers(tmp_path, plans)
    tidy(tmp_path)


@pytest.mark.parametrize("cls", ["Page", "hello", "X", "XY", "Application", "serve", "Path"])
def test_names_that_meet(tmp_path: Path, cls: str) -> None:
    text = server_text(
        plan(socket("one", cls), socket("two_b", cls), socket("one_c", cls, own=True))
    )
    imported = [
        alias.asname or alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]

    assert len(imported) == len(set(imported))
    (tmp_path / "server.py").write_text(text)
    tidy(tmp_path)


def test_a_single_script_is_imported_by_its_name() -> None:
    routes: list[Route] = [
        SocketRoute("/ws", Kernel("app", "hello", "Hello", None, own_process=False)),
        HandlersRoute("/", "routes"),
    ]
    text = server_text(plan(*routes))

    assert "from hello import Hello\n" in text
    assert "\nimport routes\n" in text
    assert '*handlers("/", routes.ROUTES),' in text


def arguments_of(text: str) -> dict[str, object]:
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    (call,) = (c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "Application")
    names = ("title", "allowed_hosts", "allowed_origins", "policy", "headers")
    return {w.arg: ast.literal_eval(w.value) for w in call.keywords if w.arg in names}


@pytest.mark.parametrize("text", HOSTILE)
def test_values_survive(text: str) -> None:
    source = server_text(
        plan(
            title=text,
            allowed_hosts=(text,),
            policy=((text, (text,)), ("sandbox", ())),
            headers=(("X-A", text), ("X-B", None)),
        )
    )

    assert arguments_of(source) == {
        "title": text,
        "allowed_hosts": [text],
        "allowed_origins": [],
        "policy": {text: [text], "sandbox": []},
        "headers": {"X-A": text, "X-B": None},
    }


def test_what_several_pages_allow_is_said_once() -> None:
    allows = (("script-src", (HASH,)),)
    text = server_text(
        plan(
            PageRoute("/", "pages/index.html", allows),
            PageRoute("/index.html", "pages/index.html", allows),
            PageRoute("/hello/", "pages/hello/index.html", (("img-src", ("https:",)),)),
        )
    )

    assert f'\nINDEX_ALLOWS = {{"script-src": ["{HASH}"]}}\n' in text
    assert 'Page("/", "pages/index.html", allows=INDEX_ALLOWS),' in text
    assert 'Page("/index.html", "pages/index.html", allows=INDEX_ALLOWS),' in text
    assert """"pages/hello/index.html", allows={"img-src": ["https:"]}),""" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_literals_mean_their_text(text: str) -> None:
    assert ast.literal_eval(literal(text)) == text
    assert ast.literal_eval(raw_literal(text)) == text
    assert ast.literal_eval(expression(text, 8)) == text
    assert ast.literal_eval(expression(Raw(text), 8)) == text


def test_develop_is_said() -> None:
    text = server_text(plan(DevelopRoute("/_develop"), develop=True))

    assert "develop=True," in text
    assert "from databench.develop import Develop\n" in text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Call("f", ("a", Name("b"), None), (("c", True),)), 'f("a", b, None, c=True)'),
        (Star(Call("f")), "*f()"),
        ([], "[]"),
        ({}, "{}"),
        ({"a": ["b"], "c": None, "d": {}}, '{"a": ["b"], "c": None, "d": {}}'),
        (
            {"a": "x" * 50, "b": ["y" * 50]},
            '{\n    "a": "' + "x" * 50 + '",\n    "b": ["' + "y" * 50 + '"],\n}',
        ),
        (("a", Raw(r"\d")), r'["a", r"\d"]'),
        (
            Call("f", ("x" * 96,)),
            'f(\n    (\n        "' + "x" * 90 + '"\n        "xxxxxx"\n    ),\n)',
        ),
    ],
)
def test_expressions(value: Expression, expected: str) -> None:
    assert expression(value) == expected
