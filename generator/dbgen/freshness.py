"""Whether a build on disk is what its app would be built to now, and if not, why."""

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any, Final

from dbgen.comparing import Contents, changed_keys, compare, contents
from dbgen.emitting import manifest_file, mode_of
from dbgen.hashing import file_digest
from dbgen.manifest import NAME as MANIFEST
from dbgen.manifest import Written, read_manifest, recorded_files
from dbgen.plan import BuildFile, CopiedFile, Plan
from dbgen.reporting import printable
from dbgen.reporting.columns import aligned

FORMAT: Final = 1

_MISSING: Final = "missing"
_BY_HAND: Final = "changed by hand"


@dataclass(frozen=True, slots=True)
class Freshness:
    """What a new build would change; nothing of it if the build is up to date.

    Attributes:
        out: folder of the build.
        is_build: whether there is a build at all.
        files: what is wrong with each file: `added` and `removed` by a new build, `changed`,
            `missing` from the folder, or `changed by hand`.
        inputs: what has been `added`, `removed` or `changed` of what the build was made from.
        versions: those of dbgen, if they differ.
    """

    out: Path
    is_build: bool = True
    files: tuple[tuple[str, str], ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    versions: tuple[str, ...] = ()

    @property
    def is_fresh(self) -> bool:
        """Whether a new build would change nothing."""
        return self.is_build and not self.files


def freshness(plan: Plan, files: Sequence[BuildFile], out: Path) -> Freshness:
    """Compare the build in a folder with what would be written to it; may raise OSError."""
    manifest = read_manifest(out)
    if manifest is None:
        return Freshness(out, is_build=False)
    expected, content = _expected(plan, files)
    old, new = _as_built(manifest), _as_built(expected)
    difference = compare(old, new)
    states = [
        *((change.change, change.file) for change in difference.all_files),
        *_states_on_disk(out, old.files),
    ]
    if not states and (out / MANIFEST).read_bytes() != content:
        states = [("changed", MANIFEST)]
    return Freshness(
        out,
        files=tuple(sorted(states, key=lambda state: state[1])),
        inputs=tuple(changed_keys(old.inputs, new.inputs)),
        versions=() if old.version == new.version else (old.version, new.version),
    )


def as_before(plan: Plan, files: Sequence[BuildFile], out: Path) -> tuple[Written, ...]:
    """Return the files of the build in a folder if a new one would be the same; else nothing."""
    written = [_as_written(file) for file in files]
    manifest = manifest_file(plan, files, written)
    try:
        if (out / MANIFEST).read_bytes() != manifest.content:
            return ()
        is_same = all(map(_is_on_disk, repeat(out), files, written))
    except OSError:
        return ()
    return (*written, _as_written(manifest)) if is_same else ()


def _is_on_disk(out: Path, file: BuildFile, written: Written) -> bool:
    path = out / file.path
    status = path.lstat()
    is_file = stat.S_ISREG(status.st_mode) and status.st_size == written.size
    has_mode = os.name == "nt" or stat.S_IMODE(status.st_mode) == mode_of(file)
    return is_file and has_mode and file_digest(path) == written.sha256


def _expected(plan: Plan, files: Sequence[BuildFile]) -> tuple[Mapping[str, Any], bytes]:
    """Return the manifest that a build would have now, as a value and as it would be written."""
    written = [_as_written(file) for file in files]
    content = manifest_file(plan, files, written).content
    return json.loads(content), content


def _as_written(file: BuildFile) -> Written:
    if isinstance(file, CopiedFile):
        return Written(file.path, file_digest(file.source), file.source.stat().st_size)
    return Written(file.path, hashlib.sha256(file.content).hexdigest(), len(file.content))


def _as_built(manifest: Mapping[str, Any]) -> Contents:
    """Return the contents of a build as its manifest has them, whatever is on the disk."""
    recorded = recorded_files(manifest)
    return contents(manifest, recorded, recorded)


def _states_on_disk(out: Path, recorded: Mapping[str, Written]) -> Iterator[tuple[str, str]]:
    for path, said in recorded.items():
        if not (out / path).is_file():
            yield _MISSING, path
        elif file_digest(out / path) != said.sha256:
            yield _BY_HAND, path


def freshness_json(found: Freshness) -> str:
    """Return the state of a build as JSON, in the form that docs/formats.md describes."""
    value = {
        "format": FORMAT,
        "fresh": found.is_fresh,
        "build": found.is_build,
        "versions": found.versions,
        "files": [{"state": state, "file": file} for state, file in found.files],
        "inputs": [{"change": change, "file": file} for change, file in found.inputs],
    }
    return json.dumps(value, indent=2)


def freshness_text(found: Freshness) -> str:
    """Return whether a build is up to date, else which files differ, and what has changed."""
    if not found.is_build:
        return f"there is no build in {found.out}"
    if found.is_fresh:
        return f"{found.out} is up to date"
    return "\n".join(_lines(found))


def _lines(found: Freshness) -> Iterator[str]:
    yield f"{found.out} is stale: it differs from what would be built now"
    yield from _table("files of the build", found.files)
    yield from _table("what it is made from", found.inputs)
    if found.versions:
        before, now = found.versions
        yield f"it was made by dbgen {before}, and this is {now}"
    elif not found.inputs:
        yield "what it is made from is the same: dbgen itself or its options have changed"


def _table(name: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield f"{name} ({len(rows)})"
        yield from aligned([[printable(cell) for cell in row] for row in rows])
