"""`dbgen build --check` and `dbgen diff`: what of a build differs, by how much, and why."""

import gzip
import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dbgen.cli import main
from dbgen.comparing import FileChange, compare, contents_of
from dbgen.plan import BuildFile, WrittenFile
from dbgen.sizes import Size

from .writing import write, written

MakeFolder = Callable[[Mapping[str, str | bytes]], Path]


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def project(make_app_folder: MakeFolder, hello: dict[str, str]) -> Path:
    """Return a project with a build of it in `build`."""
    script = {"analyses/hello/analysis.js": "'use strict';\n", "analyses/hello/README.md": "Hi\n"}
    project = make_app_folder(hello | script)
    assert run("build", project, "--out", project / "build").exit_code == 0
    return project


def states(folder: Path) -> dict[Path, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def check(project: Path, *options: str) -> tuple[int, dict[str, str], dict[str, str]]:
    """Return the exit status, the states of files and the changes of inputs."""
    before = states(project)
    result = run("build", project, "--check", "--out", project / "build", "--format", "json")
    assert states(project) == before, "a check writes nothing"
    value = json.loads(result.stdout)
    assert value["fresh"] is (result.exit_code == 0)
    files = {item["file"]: item["state"] for item in value["files"]}
    return result.exit_code, files, {item["file"]: item["change"] for item in value["inputs"]}


def test_a_fresh_build(project: Path) -> None:
    (project / "build" / "notes.txt").write_text("not dbgen's")

    assert check(project) == (0, {}, {})
    shown = run("build", project, "--check", "--out", project / "build")
    assert shown.stdout == f"{project / 'build'} is up to date\n"
    assert run("build", project, "--check", "--quiet", "--out", project / "build").stdout == ""


def test_a_page_that_was_changed(project: Path) -> None:
    (project / "analyses" / "hello" / "README.md").write_text("Hello\n")
    (project / "analyses" / "hello" / "index.html").write_text("{{ readme }} {{ title }}")
    (project / "analyses" / "base.html").write_text("{% block content %}{% end %}")
    status, files, inputs = check(project)

    assert (status, files["pages/hello/index.html"]) == (1, "changed")
    assert inputs["hello/README.md"] == inputs["hello/index.html"] == "changed"
    assert inputs["base.html"] == "added"
    assert inputs["dbgen:templates/pages/base.html"] == "removed"
    text = run("build", project, "--check", "--out", project / "build").stdout
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "is stale" in lines[0]
    assert "changed pages/hello/index.html" in lines
    assert "added base.html" in lines


def test_a_change_without_an_effect_on_pages(project: Path) -> None:
    index = project / "analyses" / "index.yaml"
    index.write_text(f"# a comment\n{index.read_text()}")

    assert check(project) == (1, {"manifest.json": "changed"}, {"index.yaml": "changed"})


def test_an_asset_that_was_changed_keeps_its_name(project: Path) -> None:
    (project / "analyses" / "hello" / "analysis.js").write_text("'use strict'; // more\n")
    status, files, inputs = check(project)

    assert (status, files["static/hello/analysis.js"]) == (1, "changed")
    assert inputs == {"hello/analysis.js": "changed"}


def test_what_was_done_to_the_build(project: Path) -> None:
    (project / "build" / "server.py").write_text("by hand")
    (project / "build" / "requirements.txt").unlink()

    assert check(project) == (
        1,
        {"requirements.txt": "missing", "server.py": "changed by hand"},
        {},
    )


def test_no_build_is_stale(project: Path) -> None:
    result = run("build", project, "--check", "--out", project / "nothing")

    assert (result.exit_code, result.stdout) == (1, f"there is no build in {project / 'nothing'}\n")


def test_problems_come_before_freshness(project: Path) -> None:
    (project / "analyses" / "hello" / "index.html").write_text("{{ nothing }}")
    result = run("build", project, "--check", "--out", project / "build")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "DB405" in result.stderr


def test_a_plan_and_a_check(project: Path) -> None:
    assert run("build", project, "--check", "--plan").exit_code == 2


def test_a_build_that_is_up_to_date_is_left_alone(project: Path) -> None:
    before = states(project / "build")
    again = run("build", project, "--out", project / "build")

    assert (again.exit_code, states(project / "build")) == (0, before)
    assert again.stdout.startswith(f"{project / 'build'} is up to date with 1 analysis: ")
    (project / "analyses" / "hello" / "analysis.py").chmod(0o755)
    assert run("build", project, "--out", project / "build").stdout.startswith("built ")
    assert (project / "build" / "analyses" / "hello" / "analysis.py").stat().st_mode & 0o100
    (project / "build" / "server.py").write_text("by hand")
    assert "DB607" in run("build", project, "--out", project / "build").stderr


def asset(name: str, content: bytes, *, hashed: bool = True) -> list[BuildFile]:
    """Return an asset as it is emitted: with a hash in its name, and a compressed copy."""
    stem, _, ending = name.rpartition(".")
    digest = hashlib.sha256(content).hexdigest()[:10]
    path = f"static/{stem}.{digest}.{ending}" if hashed else f"static/{name}"
    return [
        WrittenFile(path, content),
        WrittenFile(f"{path}.gz", gzip.compress(content, mtime=0)),
    ]


def test_hashed_names_are_matched(tmp_path: Path) -> None:
    old, new = b"x" * 1000, b"x" * 3000
    write([*asset("a.min.js", old), *asset("gone.css", old)], tmp_path / "old")
    write([*asset("a.min.js", new), *asset("b.js", old)], tmp_path / "new")
    before, after = contents_of(tmp_path / "old"), contents_of(tmp_path / "new")
    assert before is not None
    assert after is not None
    small, large = (len(gzip.compress(content, mtime=0)) for content in (old, new))

    assert compare(before, after).assets == (
        FileChange("changed", "static/a.min.js", Size(1, 1000, small), Size(1, 3000, large)),
        FileChange("added", "static/b.js", new=Size(1, 1000, small)),
        FileChange("removed", "static/gone.css", old=Size(1, 1000, small)),
    )
    assert not compare(before, before)


def test_a_hash_alone_is_no_difference(tmp_path: Path) -> None:
    write(asset("a.js", b"x" * 1000), tmp_path / "old")
    write(asset("a.js", b"x" * 1000, hashed=False), tmp_path / "new")

    assert run("diff", tmp_path / "old", tmp_path / "new").output == "the builds do not differ\n"


def test_diff_of_two_builds(project: Path) -> None:
    (project / "analyses" / "hello" / "more.html").write_text("<p>more</p>")
    (project / "analyses" / "hello" / "analysis.js").write_text("'use strict'; // more\n")
    run("build", project, "--out", project / "new")
    text = run("diff", project / "build", project / "new")
    value = json.loads(run("diff", project / "build", project / "new", "--format", "json").stdout)

    assert (text.exit_code, value["equal"]) == (1, False)
    assert value["routes"] == [
        {"change": "added", "kind": "page", "path": "/hello/more.html"},
    ]
    more = next(page for page in value["pages"] if page["file"] == "pages/hello/more.html")
    assert (more["change"], more["size"]) == ("added", [0, len("<p>more</p>")])
    (script,) = value["assets"]
    assert (script["change"], script["file"]) == ("changed", "static/hello/analysis.js")
    assert script["size"][1] - script["size"][0] == len(" // more")
    assert [file["file"] for file in value["files"]] == ["server.py"]
    lines = [" ".join(line.split()) for line in text.stdout.splitlines()]
    assert "added page /hello/more.html" in lines
    assert "changed static/hello/analysis.js +8 B" in lines
    assert lines[-1].startswith("in all +")


def test_diff_sees_what_was_changed_by_hand(tmp_path: Path) -> None:
    for name in ("old", "new"):
        write(written(server__py="1", x="1"), tmp_path / name)
    assert run("diff", tmp_path / "old", tmp_path / "new").exit_code == 0
    (tmp_path / "new" / "x").write_text("by hand")

    assert "changed  x  +6 B" in run("diff", tmp_path / "old", tmp_path / "new").output


def test_diff_of_something_else(tmp_path: Path) -> None:
    write(written(x="1"), tmp_path / "build")
    result = run("diff", tmp_path / "build", tmp_path / "nothing")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "DB608" in result.stderr
