"""What has been done for the build before is taken over, and only while nothing has changed."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dbgen.build_options import BuildOptions
from dbgen.building import build_app
from dbgen.examining import Examined
from dbgen.inspecting.app import Source
from dbgen.manifest import NAME as MANIFEST
from dbgen.reserving import Place, reserve

from .conftest import HELLO

FILES: dict[str, str | bytes] = {
    **HELLO,
    "analyses/hello/analysis.js": "f ( 1 ) ;\n" * 200,
    "analyses/hello/static/data.json": "[\n" + "1, \n" * 200 + "2]",
    "analyses/hello/static/noise.txt": hashlib.shake_256(b"noise").digest(1000),
}
MARK = b"from the build before"


@pytest.fixture
def out(load: Callable[[Mapping[str, str | bytes]], Source], tmp_path: Path) -> Path:
    """Return the folder of a build."""
    return built(load(FILES), tmp_path / "build")


def built(source: Source, out: Path) -> Path:
    """Build an app and return the folder of it."""
    with reserve(out, source.root) as place:
        assert isinstance(place, Place)
        examined = build_app(source, BuildOptions(out=out), place)
    assert isinstance(examined, Examined)
    assert examined.written, examined.problems
    return out


def found(out: Path, pattern: str) -> Path:
    """Return the one file of a build that has such a name."""
    (path,) = out.glob(pattern)
    return path


def mark(out: Path, path: Path) -> None:
    """Put something else into a file of a build, and say so in its manifest."""
    path.write_bytes(MARK)
    manifest = json.loads((out / MANIFEST).read_text())
    digest = hashlib.sha256(MARK).hexdigest()
    manifest["files"][path.relative_to(out).as_posix()] = {"sha256": digest, "size": len(MARK)}
    (out / MANIFEST).write_text(json.dumps(manifest))


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_second_build_has_the_same_bytes(
    load: Callable[[Mapping[str, str | bytes]], Source], out: Path
) -> None:
    before = tree(out)
    assert tree(built(load(FILES), out)) == before


@pytest.mark.parametrize("name", ["static/hello/analysis.*.js.br", "static/hello/analysis.*.js.gz"])
def test_what_has_not_changed_is_not_compressed_again(
    load: Callable[[Mapping[str, str | bytes]], Source], out: Path, name: str
) -> None:
    mark(out, found(out, name))
    assert found(built(load(FILES), out), name).read_bytes() == MARK


def test_what_has_not_changed_is_not_minified_again(
    load: Callable[[Mapping[str, str | bytes]], Source], out: Path
) -> None:
    manifest = json.loads((out / MANIFEST).read_text())
    # What the build before would have made of the script, had its minifier been another one.
    made = found(out, "static/hello/analysis.*.js").relative_to(out).as_posix()
    name = f"static/hello/analysis.{hashlib.sha256(MARK).hexdigest()[:10]}.js"
    digest = hashlib.sha256(MARK).hexdigest()
    manifest["bundling"]["made_of"][name] = manifest["bundling"]["made_of"].pop(made)
    manifest["files"][name] = {"sha256": digest, "size": len(MARK)}
    (out / name).write_bytes(MARK)
    (out / MANIFEST).write_text(json.dumps(manifest))
    assert (built(load(FILES), out) / name).read_bytes() == MARK


@pytest.mark.parametrize(
    "change",
    [
        {"version": "0.0.1"},
        {"bundling": None},
        {"bundling": {"made_by": {}, "qualities": {"app": 11}, "made_of": {}}},
        {"bundling": {"made_by": [], "qualities": 11, "made_of": 3}},
    ],
)
def test_nothing_is_taken_from_a_build_that_was_made_in_another_way(
    load: Callable[[Mapping[str, str | bytes]], Source], out: Path, change: dict[str, object]
) -> None:
    before = tree(out)
    mark(out, found(out, "static/hello/analysis.*.js.br"))
    manifest = json.loads((out / MANIFEST).read_text())
    (out / MANIFEST).write_text(json.dumps({**manifest, **change}))
    after = tree(built(load(FILES), out))
    assert {path: after[path] for path in before} == before


def test_what_somebody_has_changed_is_made_again(
    load: Callable[[Mapping[str, str | bytes]], Source], tmp_path: Path
) -> None:
    source = load(FILES)
    out = built(source, tmp_path / "build")
    before = tree(out)
    found(out, "static/hello/analysis.*.js.br").write_bytes(MARK)
    found(out, "static/hello/analysis.*.js").write_bytes(MARK)
    after = tree(built(source, out))
    assert {path: after[path] for path in before} == before
