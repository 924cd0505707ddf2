"""The golden trees: apps whose whole build is recorded. A folder is a case."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from dbgen.bundling import bundle
from dbgen.composing import compose
from dbgen.emitting import emit
from dbgen.examining import render, study
from dbgen.inputs import PACKAGED
from dbgen.inspecting.app import Source
from dbgen.loading import find_app, load_app
from dbgen.manifest import NAME as MANIFEST
from dbgen.plan import PlanOptions
from dbgen.planning import make_plan
from dbgen.policy.securing import secure
from dbgen.project import SourceFile
from dbgen.reserving import Place, reserve
from dbgen.single import read_spec, single_source
from dbgen.vendoring import carried_files
from dbgen_schema import Problem

ROOT = Path(__file__).parents[1] / "golden"
CASES = sorted(path for path in ROOT.iterdir() if path.is_dir())

LIBRARY = Path(__file__).parent / "library"
"""Small files in place of the browser library, whose every change would be one of all cases."""

# What comes with dbgen has tests of its own; what compressed bytes are, zlib and Brotli decide.
_LEFT_OUT = re.compile(r"(?:databench|databench_py)/.*|.*\.(?:br|gz)")


def source_of(case: Path) -> Source:
    """Return the app of a case: of its folder, or of the call that spec.json describes."""
    described = case / "spec.json"
    if described.exists():
        spec = read_spec(described.read_text())
        source = single_source(replace(spec, path=case / spec.path))
    else:
        app = find_app(case / "app")
        assert not isinstance(app, Problem), app
        source = load_app(app.path)
    assert isinstance(source, Source), source
    return source


def build(case: Path, out: Path) -> list[Problem]:
    """Build a case as version 1.2.3 of dbgen and return the problems that it has."""
    options = PlanOptions("1.2.3", extras=_extras(case))
    project, studies = study(source_of(case), options)
    library = tuple(SourceFile(path.name, path) for path in LIBRARY.iterdir())
    carried = replace(carried_files(), library=library)
    rendered = render(make_plan(project, options, carried), studies)
    assert not rendered.problems, rendered.problems
    bundled = secure(bundle(rendered))
    with reserve(out, project.root) as place:
        assert isinstance(place, Place), place
        emission = emit(bundled.plan, compose(bundled.plan, bundled.files), place)
    assert emission.problems == ()
    return list(project.problems)


def _extras(case: Path) -> tuple[str, ...]:
    """Return what stands behind `--with` in a case."""
    path = case / "extras"
    return tuple(path.read_text().split()) if path.exists() else ()


def recorded(folder: Path) -> Mapping[str, str]:
    """Return the files of a build that a record holds."""
    return dict(_recorded(folder)) if folder.exists() else {}


def _recorded(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not _LEFT_OUT.fullmatch(name) and "__pycache__" not in path.parts:
            text = path.read_bytes().decode()
            yield name, _without_the_rest(text) if name == MANIFEST else text


def _without_the_rest(manifest: str) -> str:
    value = json.loads(manifest)
    # Versions of libraries.
    value.get("bundling", {}).pop("made_by", None)
    files = value["files"]
    value["files"] = {path: files[path] for path in files if not _LEFT_OUT.fullmatch(path)}
    inputs = value["inputs"]
    value["inputs"] = {path: inputs[path] for path in inputs if not path.startswith(PACKAGED)}
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
