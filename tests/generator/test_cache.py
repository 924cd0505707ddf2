"""What commands take over from those before: never anything that is out of date."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from dbgen.build_options import BuildOptions
from dbgen.building import prepare
from dbgen.cache import VARIABLE, Cache, cached
from dbgen.kept import NOTHING, Kept
from dbgen_schema import Problem

from .conftest import HELLO, MakeFolder, source_of

APP = {
    **HELLO,
    "analyses/index.yaml": "title: First\nanalyses:\n  - name: hello\n  - name: other\n",
    "analyses/base.html": "<main>{% block content %}{% end %}</main>\n",
    "analyses/hello/index.html": (
        '{% extends "base.html" %}\n{% block content %}<h1>{{ title }}</h1>{{ readme }}'
        '{% include "parts/note.html" ignore missing %}<p>{{ version }}</p>'
        '<script src="analysis.js"></script>{% end %}\n'
    ),
    "analyses/hello/analysis.js": "console.log('hello');\n",
    "analyses/hello/README.md": "# Hello\n\nSome *text*.\n",
    "analyses/other/__init__.py": "",
    "analyses/other/analysis.py": HELLO["analyses/hello/analysis.py"],
    "analyses/other/index.html": '<img src="static/gone.png"><p>{{ readme }}</p>\n',
}
PAGE = "analyses/hello/index.html"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the cache, which is that of the test alone."""
    folder = tmp_path / "cache"
    monkeypatch.setenv(VARIABLE, str(folder))
    return folder


Made = tuple[dict[str, bytes], tuple[Problem, ...]]


def made(project: Path, kept: Kept = NOTHING) -> Made:
    """Return the files that are written for an app, and its problems."""
    examined = prepare(source_of(project), BuildOptions(out=project / "build"), kept=kept)
    assert examined.build is not None
    contents = {
        file.path: getattr(file, "content", b"") for file in examined.files or examined.build.files
    }
    return contents, examined.problems


def made_with_cache(project: Path) -> Made:
    with cached(project / "analyses") as kept:
        assert isinstance(kept, Cache)
        return made(project, kept)


def news(project: Path) -> int:
    """Return how much is found out that was not known from before."""
    with cached(project / "analyses") as kept:
        made(project, kept)
        return len(kept.take_news().fresh)


def test_nothing_is_done_again(make_app_folder: MakeFolder) -> None:
    project = make_app_folder(APP)
    first = made_with_cache(project)

    # What has a problem is looked at each time.
    assert made_with_cache(project) == first == made(project)
    assert news(project) == 0


EDITS: list[Mapping[str, str]] = [
    {PAGE: APP[PAGE].replace("h1", "h2")},
    {"analyses/base.html": "<article>{% block content %}{% end %}</article>\n"},
    {"analyses/parts/note.html": "<p>A note</p>\n"},
    {"analyses/index.yaml": APP["analyses/index.yaml"] + "version: 2\n"},
    {"analyses/index.yaml": APP["analyses/index.yaml"].replace("- name: hello", "- name: other")},
    {"analyses/hello/README.md": "# Other\n"},
    {"analyses/hello/analysis.js": "new Databench.Connection().emit('nothing');\n"},
    {"analyses/hello/analysis.py": "import databench\n\n\nclass Other(databench.Analysis):\n  1\n"},
    {"analyses/other/index.html": "<p>{{ nothing }}</p>\n"},
    {PAGE: "{% if %}\n"},
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: next(iter(edit)))
def test_an_edit_shows(make_app_folder: MakeFolder, edit: Mapping[str, str]) -> None:
    project = make_app_folder(APP)
    before = made_with_cache(project)
    make_app_folder(edit)

    after = made_with_cache(project)

    assert after == made(project)
    assert after != before
    make_app_folder(APP)
    (project / "analyses/parts/note.html").unlink(missing_ok=True)
    assert made_with_cache(project) == before


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: next(iter(edit)))
def test_an_edit_shows_in_one_process(make_app_folder: MakeFolder, edit: Mapping[str, str]) -> None:
    project, kept = make_app_folder(APP), Kept()
    made(project, kept)
    kept.sweep()
    make_app_folder(edit)

    assert made(project, kept) == made(project)


BASE = """import databench


class Base(databench.Analysis):
    @databench.on
    def run(self):
        self.emit("step", 1)
"""
INHERITING = {
    **APP,
    "analyses/__init__.py": "",
    "analyses/common/__init__.py": "from .base import Base\n",
    "analyses/common/base.py": BASE,
    "analyses/hello/__init__.py": "",
    "analyses/hello/analysis.py": (
        "from analyses.common import *\nfrom .steps import LAST\n\n\nclass Hello(Base):\n"
        "    def on_stop(self):\n        self.emit('stopped', LAST)\n"
    ),
    "analyses/hello/steps.py": "LAST = 3\n",
    "analyses/hello/index.html": (
        '<button data-action="run"></button><script src="/_static/databench.js"></script>'
        '<script src="analysis.js"></script>'
    ),
    "analyses/hello/analysis.js": (
        "const d = new Databench.Connection();\nDatabench.ui.wire(d);\nd.on('step', x => x);\n"
        "d.on('stopped', x => x);\nd.emit('stop');\nd.connect();\n"
    ),
    "analyses/hello/routes.py": "from tornado.web import RequestHandler\nROUTES = []\n",
}
OF_MODULES: list[Mapping[str, str | None]] = [
    {"analyses/common/base.py": BASE.replace("def run", "def walk")},
    {"analyses/common/base.py": BASE.replace('"step"', '"stride"')},
    {"analyses/common/base.py": BASE.replace("databench.Analysis", "Other")},
    {"analyses/common/base.py": "class Base(\n"},
    {"analyses/common/base.py": None},
    {"analyses/common/__init__.py": "from .bases import Base\n"},
    {"analyses/common/__init__.py": None, "analyses/common/base.py": None},
    {"analyses/common.py": "Base = object\n"},
    {"tornado/__init__.py": "", "tornado/web.py": "raise SystemExit\n"},
    {"analyses/hello/steps.py": None},
    {"analyses/hello/steps.py": None, "analyses/hello/stepz.py": "LAST = 3\n"},
    {"analyses/hello/routes.py": "ROUTS = []\n"},
    {"analyses/hello/routes.py": None},
    {"analyses/hello/analysis.py": None},
    {"analyses/other/analysis.py": "from databench.datastore import Datastore\n" + BASE},
    {"analyses/other/analysis.py": "from analyses.hello.analysis import Hello as Other\n"},
]


@pytest.mark.parametrize("edit", OF_MODULES, ids=" ".join)
@pytest.mark.parametrize("lasting", [True, False], ids=["on disk", "in memory"])
def test_an_edit_of_a_module_shows(
    make_app_folder: MakeFolder, edit: Mapping[str, str | None], *, lasting: bool
) -> None:
    project, kept = make_app_folder(INHERITING), Kept()
    again = made_with_cache if lasting else lambda project: made(project, kept)
    before = again(project)
    assert again(project) == before == made(project)
    change(project, edit)

    assert again(project) == made(project) != before
    change(project, {name: INHERITING.get(name) for name in edit})
    assert again(project) == before


def test_a_suggestion_is_that_of_today(make_app_folder: MakeFolder) -> None:
    project = make_app_folder(INHERITING)
    change(project, {"analyses/hello/steps.py": None})
    before = made_with_cache(project)
    change(project, {"analyses/hello/stepz.py": "LAST = 3\n"})

    assert made_with_cache(project) == made(project) != before


def change(project: Path, edit: Mapping[str, str | None]) -> None:
    """Write some files, and take away those without a content."""
    for name, content in edit.items():
        path = project / name
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)


def test_only_what_changed_is_rendered(make_app_folder: MakeFolder) -> None:
    project = make_app_folder(APP)
    many = news(project)
    made_with_cache(project)
    make_app_folder({PAGE: APP[PAGE].replace("h1", "h2")})

    assert 0 < news(project) < many / 2


def test_what_is_out_of_use_is_given_up(make_app_folder: MakeFolder, folder: Path) -> None:
    project = make_app_folder(APP)
    for number in range(8):
        make_app_folder({PAGE: f"<p>{'x' * 10_000}{number}</p>"})
        made_with_cache(project)
    (file,) = folder.iterdir()

    assert file.stat().st_size < 60_000


@pytest.mark.parametrize("content", [b"", b"no pickle", b"\x80\x05K\x01."])
def test_a_spoilt_file_is_passed_over(
    make_app_folder: MakeFolder, folder: Path, content: bytes
) -> None:
    project = make_app_folder(APP)
    expected = made_with_cache(project)
    (file,) = folder.iterdir()
    file.write_bytes(content)

    assert made_with_cache(project) == expected
    assert news(project) == 0


def test_that_it_cannot_be_written(make_app_folder: MakeFolder, folder: Path) -> None:
    project = make_app_folder(APP)
    folder.write_text("a file")

    assert made_with_cache(project) == made(project)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root gives away")
def test_that_files_of_others_are_not_read(make_app_folder: MakeFolder, folder: Path) -> None:
    project = make_app_folder(APP)
    made_with_cache(project)
    (file,) = folder.iterdir()
    os.chown(file, 12345, 12345)

    assert news(project) > 0


def test_that_another_program_begins_anew(
    make_app_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_app_folder(APP)
    made_with_cache(project)
    monkeypatch.setattr(sys, "version", "another one")

    assert news(project) > 0


def test_that_it_is_not_wanted(make_app_folder: MakeFolder, folder: Path) -> None:
    project = make_app_folder(APP)
    with cached(project / "analyses", wanted=False) as kept:
        made(project, kept)

    assert not folder.exists()


def test_that_results_within_results_are_told_apart() -> None:
    cache = Cache({})

    def sum_to(number: int) -> int:
        return number + cache.lasting(sum_to, number - 1) if number else 0

    assert cache.lasting(sum_to, 20) == 210
    again = Cache(cache.entries() or {})
    assert [again.lasting(sum_to, number) for number in range(21)] == [
        number * (number + 1) // 2 for number in range(21)
    ]
    assert not again.take_news().fresh
