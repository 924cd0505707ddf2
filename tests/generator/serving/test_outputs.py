"""How two builds differ, what of it a running app takes over, and what comes to the disk."""

from dataclasses import replace
from pathlib import Path

import pytest

from dbgen.kept import Kept
from dbgen.plan import AssetRoute, BuildFile, CopiedFile, FolderRoute, PageRoute, WrittenFile
from dbgen.serving.outputs import Item, Output, differences, is_patch, urls
from dbgen.serving.placing import Places
from dbgen.serving.snapshot import file_digest

ROUTES = (
    PageRoute("/hello/", "pages/hello/index.html"),
    PageRoute("/hello/index.html", "pages/hello/index.html"),
    AssetRoute("/hello/analysis.css", "static/hello/analysis.css"),
    FolderRoute("/hello/static/(.*)", "static/hello/static"),
    FolderRoute("/files/(.*)", "static/_folders/1"),
)


def output(**contents: str) -> Output:
    """Return a build of files with these contents; `__` stands for a slash, `_` for a dot."""
    names = {name.replace("__", "/").replace("_", "."): text for name, text in contents.items()}
    items = {p: Item(WrittenFile(p, t.encode()), t.encode()) for p, t in names.items()}
    return Output(items, ROUTES)


def contents(folder: Path) -> dict[str, str]:
    """Return what lies below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("pages/hello/index.html", ["/hello/", "/hello/index.html"]),
        ("static/hello/analysis.css", ["/hello/analysis.css"]),
        ("static/hello/static/a/b.png", ["/hello/static/a/b.png"]),
        ("static/_folders/1/x.js", ["/files/x.js"]),
        ("static/_folders/10/x.js", []),
    ],
)
def test_a_file_is_found_at_its_urls(path: str, expected: list[str]) -> None:
    before, now = (replace(output(), items=items(path, text)) for text in ("1", "2"))
    assert differences(before, now) == {path}
    assert urls([path], before, now) == expected
    assert is_patch([path])


def items(path: str, text: str) -> dict[str, Item]:
    """Return one file."""
    return {path: Item(WrittenFile(path, text.encode()), text.encode())}


@pytest.mark.parametrize("path", ["server.py", "analyses/hello/analysis.py", "requirements.txt"])
def test_python_is_no_patch(path: str) -> None:
    assert not is_patch(["pages/index.html", path])


def test_a_build_is_patched(tmp_path: Path) -> None:
    places = Places(tmp_path)
    before = output(pages__a_html="1", static__gone_css="1", server_py="s")
    now = output(pages__a_html="2", static__new__b_css="1", server_py="s")
    placed = places.place(before, None)
    places.patch(placed, now, differences(before, now))

    expected = {"pages/a.html": "2", "static/new/b.css": "1", "server.py": "s"}
    assert contents(placed.folder) == expected
    assert differences(placed.output, now) == frozenset()


def test_builds_share_what_is_the_same_and_nothing_else(tmp_path: Path) -> None:
    places = Places(tmp_path)
    first = places.place(output(server_py="s", a_py="1", b_py="b"), None)
    (first.folder / "b.py").write_text("changed by the app")
    second = places.place(output(server_py="s", a_py="2", b_py="b"), first)
    assert contents(second.folder) == {"server.py": "s", "a.py": "2", "b.py": "b"}
    shared = [(first.folder / n).samefile(second.folder / n) for n in ("server.py", "a.py")]
    assert shared == [True, False]

    patched = output(server_py="t", a_py="2", b_py="b")
    places.patch(second, patched, ["server.py"])
    assert contents(first.folder)["server.py"] == "s"
    places.discard(first)
    assert contents(second.folder)["server.py"] == "t"


def test_nothing_is_left_of_a_build_that_cannot_be_written(tmp_path: Path) -> None:
    gone: BuildFile = CopiedFile("a.py", tmp_path / "nowhere.py")
    with pytest.raises(OSError, match="nowhere"):
        Places(tmp_path / "builds").place(Output({"a.py": Item(gone, b"")}, ()), None)
    assert list((tmp_path / "builds").iterdir()) == []


def test_a_program_stays_one(tmp_path: Path) -> None:
    tool = tmp_path / "tool.sh"
    tool.write_text("#!/bin/sh\n")
    plain = file_digest(tool, Kept())
    tool.chmod(0o755)
    assert file_digest(tool, Kept()) != plain
    copied: BuildFile = CopiedFile("tool.sh", tool)
    placed = Places(tmp_path / "builds").place(Output({"tool.sh": Item(copied, b"")}, ()), None)
    assert (placed.folder / "tool.sh").stat().st_mode & 0o100
