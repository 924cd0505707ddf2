"""The routes that the documentation shows, word for word: the static map and routes.py."""

import http.client
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode, urlsplit

import pytest

from .running import DEADLINE, Program, dbgen, served_build

INDEX = """\
title: Databench - Packaged Analyses
description: Analyses that come packaged with Databench.
version: 0.0.1

static:
  static/(.*): folder_with_static_files/

analyses:
  - name: simple
"""
ROUTES = """\
from tornado.web import RequestHandler


class PostHandler(RequestHandler):
    def post(self):
        self.write(self.get_argument('data', 'No data received'))


class GetHandler(RequestHandler):
    def get(self):
        self.write('done')


ROUTES = [
    ('post', PostHandler, {}),
    ('get', GetHandler, {}),
]
"""
FILES = {
    "index.yaml": INDEX,
    "folder_with_static_files/data.csv": "a,b\n1,2\n",
    "folder_with_static_files/deep/er/page.html": "<p>{{ as it is }}</p>\n",
    "simple/analysis.py": "import databench\n\n\nclass Simple(databench.Analysis):\n    pass\n",
    "simple/index.html": "<p>simple</p>\n",
    "simple/routes.py": ROUTES,
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

Answer = tuple[int, str]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    app = tmp_path_factory.mktemp("routes")
    for path, text in FILES.items():
        (app / path).parent.mkdir(parents=True, exist_ok=True)
        (app / path).write_text(text)
    outcome = dbgen("build", app, "--strict", "--out", app / "build")
    assert outcome.returncode == 0, outcome.stderr
    with served_build(app / "build") as program:
        yield program


def ask(
    program: Program,
    method: str,
    path: str,
    body: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send one request, as curl would: the path as it is, and no headers but those given."""
    connection = http.client.HTTPConnection(urlsplit(program.url).netloc, timeout=DEADLINE)
    connection.request(method, path, body, dict(headers or {}))
    response = connection.getresponse()
    answer = response.status, response.read().decode()
    connection.close()
    return answer


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/static/data.csv", (200, "a,b\n1,2\n")),
        ("/static/data.csv?v=1", (200, "a,b\n1,2\n")),
        ("/static/deep/er/page.html", (200, "<p>{{ as it is }}</p>\n")),
    ],
)
def test_static_files(program: Program, path: str, answer: Answer) -> None:
    assert ask(program, "GET", path) == answer


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/nothing.csv",
        "/static/deep",
        "/other/static/data.csv",
        "/static/../server.py",
        "/static/%2e%2e/%2e%2e/server.py",
        "/static//etc/hostname",
        "/folder_with_static_files/data.csv",
    ],
)
def test_what_no_static_file_answers(program: Program, path: str) -> None:
    status, text = ask(program, "GET", path)
    assert status in (403, 404)
    assert "import" not in text


def test_get(program: Program) -> None:
    assert ask(program, "GET", "/simple/get") == (200, "done")
    assert ask(program, "GET", "/simple/get?data=ignored") == (200, "done")


def test_post(program: Program) -> None:
    assert ask(program, "POST", "/simple/post", urlencode({"data": "x & é"}), FORM) == (
        200,
        "x & é",
    )
    assert ask(program, "POST", "/simple/post?data=query") == (200, "query")
    body = '--B\r\nContent-Disposition: form-data; name="data"\r\n\r\npart\r\n--B--\r\n'
    multipart = {"Content-Type": "multipart/form-data; boundary=B"}
    assert ask(program, "POST", "/simple/post", body, multipart) == (200, "part")


def test_post_without_data(program: Program) -> None:
    assert ask(program, "POST", "/simple/post") == (200, "No data received")
    other = urlencode({"other": "x"})
    assert ask(program, "POST", "/simple/post", other, FORM) == (200, "No data received")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/simple/post", 405),
        ("POST", "/simple/get", 405),
        ("DELETE", "/simple/post", 405),
        ("POST", "/static/data.csv", 405),
        ("GET", "/simple/get/", 404),
        ("GET", "/simple/getting", 404),
        ("GET", "/get", 404),
        ("GET", "/simple/routes.py", 404),
    ],
)
def test_other_requests_are_refused(program: Program, method: str, path: str, status: int) -> None:
    assert ask(program, method, path)[0] == status


def test_a_body_that_is_too_large(program: Program) -> None:
    """The limit of a request body is 1 MiB."""
    most = "x" * (1024 * 1024 - len("data="))
    assert ask(program, "POST", "/simple/post", f"data={most}", FORM) == (200, most)
    announced = {**FORM, "Content-Length": str(1024 * 1024 + 1)}
    assert ask(program, "POST", "/simple/post", headers=announced)[0] == 400


def test_other_sites_cannot_post(program: Program) -> None:
    stranger = {**FORM, "Origin": "https://example.org"}
    assert ask(program, "POST", "/simple/post", "data=x", stranger)[0] == 403
    assert ask(program, "GET", "/simple/get", headers={"Host": "example.org"})[0] == 421
