"""The folder of a build: which ones are refused, who waits for whom, and what is put right."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dbgen.locking import locked
from dbgen.telling import Event, Waiting

from .writing import tree, write, written

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("manifest", [None, "{}", "[]", "no json", '{"generator": "other"}'])
def test_a_folder_of_others_is_refused(tmp_path: Path, manifest: str | None) -> None:
    out = tmp_path / "build"
    out.mkdir()
    (out / "precious").write_text("precious")
    if manifest is not None:
        (out / "manifest.json").write_text(manifest)
    (problem,) = write(written(x="x"), out, app=tmp_path / "app").problems

    assert (problem.code, problem.file) == ("DB601", "../build")
    assert tree(out) == {"precious": "precious"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


@pytest.mark.parametrize("place", ["/", "~", "app", ".", "file"])
def test_no_folder_for_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for folder in ("home", "app"):
        (tmp_path / folder).mkdir()
    (tmp_path / "file").write_text("precious")
    outs = {"/": Path("/"), "~": tmp_path / "home"}
    (problem,) = write(
        written(x="x"), outs.get(place, tmp_path / place), app=tmp_path / "app"
    ).problems

    assert problem.code == "DB601"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["app", "file", "home"]
    assert not list(Path("/").glob("*.dbgen-*"))


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    out = tmp_path / "build"
    out.symlink_to("real")

    assert write(written(x="x"), out).problems == ()
    assert out.is_symlink()
    assert tree(tmp_path / "real") == {"x": "x"}


def test_a_link_to_itself(tmp_path: Path) -> None:
    out = tmp_path / "build"
    out.symlink_to("build")
    (problem,) = write(written(x="x"), out).problems

    assert problem.code == "DB602"
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_parent_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (problem,) = write(written(x="x"), tmp_path / "file" / "build").problems

    assert problem.code == "DB602"


def test_nothing_is_left_of_a_build_that_was_not_written(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "deeper" / "build"
    (problem,) = write(written(x="x", x__y="y"), out).problems

    assert problem.code == "DB602"
    assert list(tmp_path.iterdir()) == []


def test_killed_while_writing(tmp_path: Path) -> None:
    out, new = tmp_path / "build", tmp_path / ".build.dbgen-new"
    write(written(x="1"), out)
    new.mkdir()
    (new / "half").write_text("half")

    write(written(x="3"), out)

    assert tree(out) == {"x": "3"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_ended_between_the_renames(tmp_path: Path) -> None:
    out = tmp_path / "build"
    write(written(x="1"), out)
    (out / "mine").write_text("mine")
    out.rename(tmp_path / ".build.dbgen-old")
    write(written(x="2"), tmp_path / ".build.dbgen-new")

    write(written(x="3"), out)

    assert tree(out) == {"x": "3", "mine": "mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_ended_before_the_old_build_was_removed(tmp_path: Path) -> None:
    out, old = tmp_path / "build", tmp_path / ".build.dbgen-old"
    write(written(x="1"), old)
    (old / "mine").write_text("mine")
    write(written(x="2"), out)

    assert tree(out) == {"x": "2", "mine": "mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_build_waits_for_the_one_before(tmp_path: Path) -> None:
    out = tmp_path / "build"
    events: list[Event] = []
    is_waiting = threading.Event()

    def tell(event: Event) -> None:
        events.append(event)
        is_waiting.set()

    thread = threading.Thread(target=lambda: write(written(x="x"), out, tell=tell))
    with locked(tmp_path / ".build.dbgen-lock"):
        thread.start()
        assert is_waiting.wait(10)
        assert not out.exists()
    thread.join(10)

    assert [event for event in events if isinstance(event, Waiting)] == [Waiting(out)]
    assert tree(out) == {"x": "x"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="starts its processes as copies of one")
def test_many_builds_at_once(tmp_path: Path) -> None:
    code = """if True:
        import os
        from pathlib import Path
        from dbgen.plan import WrittenFile
        from tests.generator.writing import write

        children = []
        for number in range(20):
            child = os.fork()
            if not child:
                files = [WrittenFile(f"f{n}", str(number).encode()) for n in range(20)]
                fine = all(not write(files, Path("deep/build")).problems for _ in range(3))
                os._exit(not fine)
            children.append(child)
        assert [os.waitpid(child, 0)[1] for child in children] == [0] * 20
        """
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)

    assert len(set(tree(tmp_path / "deep" / "build").values())) == 1
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["build"]
