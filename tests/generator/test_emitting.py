"""Writing a build: whole or not at all, and never over what somebody else wrote."""

import hashlib
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dbgen.emitting import emit
from dbgen.locking import locked
from dbgen.plan import BuildFile, CopiedFile, Plan, WrittenFile

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and mounts of POSIX")
unprivileged = pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere"
)


def plan(app: Path) -> Plan:
    return Plan("An app", "1.2.3", False, app, (), (), (), ())


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def written(**files: str) -> list[BuildFile]:
    return [
        WrittenFile(path.replace("__", "/"), text.encode()) for path, text in sorted(files.items())
    ]


def test_files_and_manifest(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"copied")
    source.chmod(0o700)
    out = tmp_path / "deep" / "build"
    files: list[BuildFile] = [WrittenFile("server.py", b"text"), CopiedFile("a/b.bin", source)]

    assert emit(plan(tmp_path), files, out).problem is None

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

    assert emit(plan(tmp_path), [CopiedFile("tool", source)], out).problem is None

    assert stat.S_IMODE((out / "tool").stat().st_mode) == 0o755


@posix
def test_modes_are_those_of_no_umask(tmp_path: Path) -> None:
    old = os.umask(0o077)
    try:
        emit(plan(tmp_path), written(a__x="x"), tmp_path / "build")
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
    emit(plan(tmp_path), written(gone__x="1", kept="1"), out)
    emit(plan(tmp_path), written(kept="2", new="2"), out)

    assert tree(out) == {"kept": "2", "new": "2"}
    assert not (out / "gone").exists()


def test_what_others_wrote_stays(tmp_path: Path) -> None:
    out = tmp_path / "build"
    emit(plan(tmp_path), written(a__x="1", b__y="1"), out)
    (out / "mine").write_text("mine")
    (out / "a" / "mine").write_text("mine")
    (out / ".venv" / "bin").mkdir(parents=True)
    (out / "b" / "__pycache__").mkdir()
    (out / "b" / "__pycache__" / "y.pyc").write_text("")
    emit(plan(tmp_path), written(c="2", mine="2"), out)

    assert tree(out) == {"a/mine": "mine", "c": "2", "mine": "2"}
    assert (out / ".venv" / "bin").is_dir()
    assert not (out / "b").exists()


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()

    assert emit(plan(tmp_path), written(x="x"), tmp_path / "build").problem is None


@pytest.mark.parametrize("manifest", [None, "{}", "[]", "no json", '{"generator": "other"}'])
def test_a_folder_of_others_is_refused(tmp_path: Path, manifest: str | None) -> None:
    out = tmp_path / "build"
    out.mkdir()
    (out / "precious").write_text("precious")
    if manifest is not None:
        (out / "manifest.json").write_text(manifest)
    problem = emit(plan(tmp_path), written(x="x"), out).problem

    assert problem is not None
    assert (problem.code, problem.file) == ("DB601", "build")
    assert tree(out) == {"precious": "precious"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "build"
    out.write_text("precious")
    problem = emit(plan(tmp_path), written(x="x"), out).problem

    assert problem is not None
    assert problem.code == "DB601"
    assert out.read_text() == "precious"


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    out = tmp_path / "build"
    out.symlink_to("real")

    assert emit(plan(tmp_path), written(x="x"), out).problem is None
    assert out.is_symlink()
    assert tree(tmp_path / "real") == {"x": "x"}


@posix
@unprivileged
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    locked_folder = tmp_path / "locked"
    locked_folder.mkdir(mode=0o555)
    problem = emit(plan(tmp_path), written(x="x"), locked_folder / "build").problem

    assert problem is not None
    assert problem.code == "DB602"


def test_a_source_that_has_gone_leaves_the_old_build(tmp_path: Path) -> None:
    out = tmp_path / "build"
    emit(plan(tmp_path), written(x="1"), out)
    problem = emit(plan(tmp_path), [CopiedFile("y", tmp_path / "gone")], out).problem

    assert problem is not None
    assert problem.code == "DB602"
    assert "gone" in problem.message
    assert tree(out) == {"x": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_parent_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    problem = emit(plan(tmp_path), written(x="x"), tmp_path / "file" / "build").problem

    assert problem is not None
    assert problem.code == "DB602"


@posix
def test_a_full_disk_leaves_the_old_build(tmp_path: Path) -> None:
    out = tmp_path / "build"
    emit(plan(tmp_path), written(x="1"), out)
    # A limit on the size of files ends a write half-way, as a full disk does.
    code = (
        "import resource, signal; from pathlib import Path; from dbgen.emitting import emit;"
        "from dbgen.plan import Plan, WrittenFile; here = Path();"
        "plan = Plan('t', '1', False, here, (), (), (), ());"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
        "print(emit(plan, [WrittenFile('x', b'2' * 8192)], Path('build')).problem.code)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stdout == "DB602\n"
    assert tree(out) == {"x": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


class _StoppedError(BaseException):
    """Stands for the end of the process: nothing catches it."""


def stopping(files: list[BuildFile], after: int) -> Iterator[BuildFile]:
    yield from files[:after]
    raise _StoppedError


def test_ended_while_writing(tmp_path: Path) -> None:
    out = tmp_path / "build"
    emit(plan(tmp_path), written(x="1"), out)
    with pytest.raises(_StoppedError):
        emit(plan(tmp_path), stopping(written(x="2", y="2"), 1), out)
    assert tree(out) == {"x": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_killed_while_writing(tmp_path: Path) -> None:
    out, new = tmp_path / "build", tmp_path / ".build.dbgen-new"
    emit(plan(tmp_path), written(x="1"), out)
    new.mkdir()
    (new / "half").write_text("half")

    emit(plan(tmp_path), written(x="3"), out)

    assert tree(out) == {"x": "3"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_ended_between_the_renames(tmp_path: Path) -> None:
    out = tmp_path / "build"
    emit(plan(tmp_path), written(x="1"), out)
    (out / "mine").write_text("mine")
    out.rename(tmp_path / ".build.dbgen-old")
    emit(plan(tmp_path), written(x="2"), tmp_path / ".build.dbgen-new")

    emit(plan(tmp_path), written(x="3"), out)

    assert tree(out) == {"x": "3", "mine": "mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_ended_before_the_old_build_was_removed(tmp_path: Path) -> None:
    out, old = tmp_path / "build", tmp_path / ".build.dbgen-old"
    emit(plan(tmp_path), written(x="1"), old)
    (old / "mine").write_text("mine")
    emit(plan(tmp_path), written(x="2"), out)

    assert tree(out) == {"x": "2", "mine": "mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_build_waits_for_the_one_before(tmp_path: Path) -> None:
    out = tmp_path / "build"
    done = threading.Event()

    def build() -> None:
        emit(plan(tmp_path), written(x="x"), out)
        done.set()

    with locked(tmp_path / ".build.dbgen-lock"):
        thread = threading.Thread(target=build)
        thread.start()
        assert not done.wait(0.2)
        assert not out.exists()
    thread.join(10)

    assert tree(out) == {"x": "x"}


def test_many_builds_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from dbgen.emitting import emit;"
        "from dbgen.plan import Plan, WrittenFile; me = sys.argv[1].encode(); here = Path();"
        "plan = Plan('t', '1', False, here, (), (), (), ());"
        "files = [WrittenFile(f'f{n}', me) for n in range(20)];"
        "assert all(emit(plan, files, Path('build')).problem is None for _ in range(5))"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", code, str(number)], cwd=tmp_path)
        for number in range(4)
    ]

    assert [run.wait(60) for run in runs] == [0] * 4
    assert len(set(tree(tmp_path / "build").values())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["build"]
