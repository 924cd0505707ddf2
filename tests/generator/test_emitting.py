"""Writing a build: whole or not at all, and never over what somebody else wrote."""

import hashlib
import json
import os
import shutil
import stat
import sys
from pathlib import Path

import pytest

from dbgen.plan import BuildFile, CopiedFile, WrittenFile
from dbgen.telling import Event, Step
from dbgen_schema import Severity

from .writing import tree, write, written

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and mounts of POSIX")


def test_files_and_manifest(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"copied")
    source.chmod(0o700)
    out = tmp_path / "deep" / "build"
    files: list[BuildFile] = [WrittenFile("server.py", b"text"), CopiedFile("a/b.bin", source)]

    assert write(files, out).problems == ()

    assert tree(out) == {"a/b.bin": "copied", "server.py": "text"}
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["generator"] == "dbgen"
    assert manifest["files"]["a/b.bin"] == {
        "sha256": hashlib.sha256(b"copied").hexdigest(),
        "size": 6,
    }
    assert list(manifest["files"]) == ["a/b.bin", "server.py"]
    assert [path.name for path in out.parent.iterdir()] == ["build"]


@posix
def test_a_program_stays_one(tmp_path: Path) -> None:
    source = tmp_path / "tool"
    source.write_bytes(b"#!/bin/sh")
    source.chmod(0o700)
    out = tmp_path / "build"

    assert write([CopiedFile("tool", source)], out).problems == ()

    assert stat.S_IMODE((out / "tool").stat().st_mode) == 0o755


@posix
def test_modes_are_those_of_no_umask(tmp_path: Path) -> None:
    old = os.umask(0o077)
    try:
        write(written(a__x="x"), tmp_path / "build")
    finally:
        os.umask(old)
    modes = {
        stat.S_IMODE((tmp_path / "build" / path).stat().st_mode)
        for path in ("a/x", "manifest.json")
    }
    folders = {stat.S_IMODE((tmp_path / path).stat().st_mode) for path in ("build", "build/a")}

    assert (modes, folders) == ({0o644}, {0o755})


def test_a_second_build_replaces_the_first(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write(written(gone__x="1", kept="1"), out)
    write(written(kept="2", new="2"), out)

    assert tree(out) == {"kept": "2", "new": "2"}
    assert not (out / "gone").exists()


def test_what_others_wrote_stays(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write(written(a__x="1", b__y="1"), out)
    (out / "mine").write_text("mine")
    (out / "a" / "mine").write_text("mine")
    (out / "new" / "deep").mkdir(parents=True)
    (out / "new" / "deep" / "mine").write_text("mine")
    (out / ".venv" / "bin").mkdir(parents=True)
    (out / "b" / "__pycache__").mkdir()
    (out / "b" / "__pycache__" / "y.pyc").write_text("")

    assert write(written(c="2", new__d="2"), out).problems == ()
    assert tree(out) == {
        "a/mine": "mine",
        "c": "2",
        "mine": "mine",
        "new/d": "2",
        "new/deep/mine": "mine",
    }
    assert (out / ".venv" / "bin").is_dir()
    assert not (out / "b").exists()


def test_what_a_link_leads_to_stays(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "build", tmp_path / "elsewhere"
    write(written(a__x="1", b__y="1"), out)
    elsewhere.mkdir()
    (elsewhere / "mine").write_text("mine")
    shutil.rmtree(out / "a")
    (out / "a").symlink_to(elsewhere)

    assert write(written(b__y="2"), out).problems == ()
    assert tree(elsewhere) == {"mine": "mine"}
    assert (out / "a").is_symlink()
    (problem,) = write(written(a__x="3"), out).problems
    assert (problem.code, tree(elsewhere)) == ("DB606", {"mine": "mine"})


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("x", "x"), ("x", "x/y"), ("x/y", "x"), ("a/mine", "a"), ("a/mine/z", "a/mine")],
)
def test_nothing_of_others_is_replaced(tmp_path: Path, mine: str, theirs: str) -> None:
    out = tmp_path / "build"
    write(written(a__w="1"), out)
    (out / mine).parent.mkdir(exist_ok=True)
    (out / mine).write_text("mine")
    before = tree(out)
    (problem,) = write([WrittenFile(theirs, b"2")], out).problems

    assert problem.code == "DB606"
    assert "mine" in problem.message or "x" in problem.message
    assert tree(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_change_by_hand_is_kept_beside(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write(written(a__x="1", y="1", z="1"), out)
    for number in ("first", "second"):
        for path in ("a/x", "y", "z"):
            (out / path).write_text(number)
        (problem, other) = write(written(a__x="2", z=number, w="2"), out, app=tmp_path).problems
        kept = "a/x.edited" if number == "first" else "a/x.edited.2"
        assert (problem.code, problem.file) == ("DB607", "build/a/x")
        assert kept in problem.hint
        assert other.file == "build/y"
        assert problem.severity is Severity.WARNING
        write(written(a__x="1", y="1", z="1"), out)

    assert tree(out) == {
        "a/x": "1",
        "a/x.edited": "first",
        "a/x.edited.2": "second",
        "y": "1",
        "y.edited": "first",
        "y.edited.2": "second",
        "z": "1",
    }


def test_a_strict_build_leaves_a_change_by_hand(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write(written(x="1"), out)
    (out / "x").write_text("by hand")
    emission = write(written(x="2"), out, strict=True)

    assert ([problem.code for problem in emission.problems], emission.written) == (["DB607"], ())
    assert tree(out) == {"x": "by hand"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]
    assert write(written(x="by hand"), out, strict=True).problems == ()


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()

    assert write(written(x="x"), tmp_path / "build").problems == ()


def test_a_source_that_has_gone_leaves_the_old_build(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write(written(x="1"), out)
    (problem,) = write([CopiedFile("y", tmp_path / "gone")], out).problems

    assert problem.code == "DB602"
    assert "gone" in problem.message
    assert tree(out) == {"x": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


class _StoppedError(BaseException):
    """Stands for the end of the process: nothing catches it."""


def test_ended_while_writing(tmp_path: Path) -> None:
    def stop(event: Event) -> None:
        if isinstance(event, Step) and event.done:
            raise _StoppedError

    out = tmp_path / "build"
    write(written(x="1"), out)
    with pytest.raises(_StoppedError):
        write(written(x="2", y="2"), out, tell=stop)
    assert tree(out) == {"x": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]
