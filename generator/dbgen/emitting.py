"""Write a build: beside the old one, then swapped in.

The steps are ordered so that a build that was ended at any moment leaves the old or the new one
whole: `.NAME.dbgen-new` is being written; `.NAME.dbgen-old` is whole, and changes places with the
build before. Where the system cannot exchange two folders, there is a moment with neither, which
the next build repairs.
"""

import hashlib
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from dbgen.adopting import EDITED, adopt, is_written, remove
from dbgen.flushing import flush, flush_tree
from dbgen.inputs import copied, inputs_of
from dbgen.manifest import NAME as MANIFEST
from dbgen.manifest import Written, manifest_text
from dbgen.occupants import Occupants, folders_of, occupants, parents
from dbgen.plan import BuildFile, CopiedFile, Plan, WrittenFile
from dbgen.refusing import closed, in_the_way, left_behind, unwritable
from dbgen.reserving import Place, repair
from dbgen.swapping import swap
from dbgen.telling import Step, Tell, silent
from dbgen_schema import Problem, Severity

_CHUNK: Final = 1 << 20
_FILE_MODE: Final = 0o644
_PROGRAM_MODE: Final = 0o755
_FOLDER_MODE: Final = 0o755


@dataclass(frozen=True, slots=True)
class Emission:
    """What was written, and what is to be said of it; with an error, nothing was."""

    written: tuple[Written, ...] = ()
    problems: tuple[Problem, ...] = ()


def emit(
    plan: Plan,
    files: Sequence[BuildFile],
    place: Place,
    *,
    strict: bool = False,
    tell: Tell = silent,
) -> Emission:
    """Write the files of a build to its place, or return why that is not possible.

    What no build has written stays where it is. Files of the build before that were changed by
    hand are kept beside the new ones, with a warning; with `strict`, nothing is written then.
    """
    try:
        found = _occupants(place.out, files)
        if problem := _refusal(found, files, place.shown):
            return Emission(problems=(problem,))
        written = _write_all(plan, files, place.new, tell)
        if problems := _edits(found, written, place.shown) if strict else ():
            remove(place.new)
            return Emission(problems=problems)
        _swap_in(place)
    except OSError as error:
        _clean_up(place)
        return Emission(problems=(unwritable(place.shown, error),))
    except BaseException:
        _clean_up(place)
        raise
    return _adopted(place, written)


def _occupants(out: Path, files: Iterable[BuildFile]) -> Occupants:
    return occupants(out, [file.path for file in files]) if out.exists() else Occupants()


def _refusal(found: Occupants, files: Iterable[BuildFile], shown: str) -> Problem | None:
    """Return why what lies in the folder keeps a build from being written there."""
    if found.closed:
        return closed(shown, found.closed)
    paths = {MANIFEST, *(file.path for file in files)}
    folders = folders_of(paths)
    blocking = [path for path in found.foreign if path in paths or path in folders]
    # A folder in which somebody has left something cannot become a file.
    blocking += [
        path for path in (*found.foreign, *found.edited) if not paths.isdisjoint(parents(path))
    ]
    return in_the_way(shown, sorted(blocking)) if blocking else None


def _write_all(
    plan: Plan, files: Sequence[BuildFile], folder: Path, tell: Tell
) -> Mapping[str, Written]:
    folder.mkdir()
    folder.chmod(_FOLDER_MODE)
    written = []
    for number, file in enumerate(files):
        tell(Step("writing", number, len(files)))
        written.append(_write(folder, file))
    written.append(_write(folder, manifest_file(plan, files, written)))
    if not plan.develop:
        flush_tree(folder)
    return {file.path: file for file in written}


def manifest_file(
    plan: Plan, files: Iterable[BuildFile], written: Sequence[Written]
) -> WrittenFile:
    """Return the manifest of files that were written, in the same order."""
    digests = (file.sha256 for file in written)
    inputs = inputs_of(plan, copied(zip(files, digests, strict=True)))
    return WrittenFile(MANIFEST, manifest_text(plan, written, inputs).encode())


def _write(folder: Path, file: BuildFile) -> Written:
    path = folder / file.path
    _make_folders(folder, path.parent)
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as target:
        for chunk in _chunks(file):
            digest.update(chunk)
            size += target.write(chunk)
    path.chmod(mode_of(file))
    return Written(file.path, digest.hexdigest(), size)


def mode_of(file: BuildFile) -> int:
    """Return the mode that a file of a build gets."""
    # A tool that an analysis brings along stays one that can be run.
    runs = isinstance(file, CopiedFile) and file.source.stat().st_mode & stat.S_IXUSR
    return _PROGRAM_MODE if runs else _FILE_MODE


def _make_folders(root: Path, folder: Path) -> None:
    missing = []
    while folder != root and not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir()
        path.chmod(_FOLDER_MODE)


def _chunks(file: BuildFile) -> Iterator[bytes]:
    if not isinstance(file, CopiedFile):
        yield file.content
        return
    with file.source.open("rb") as source:
        yield from _pieces(source)


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(_CHUNK):
        yield piece


def _swap_in(place: Place) -> None:
    if not place.out.exists():
        place.new.rename(place.out)
    else:
        place.new.rename(place.old)
        if not swap(place.old, place.out):
            place.old.rename(place.new)
            place.out.rename(place.old)
            place.new.rename(place.out)
    flush(place.out.parent)


def _clean_up(place: Place) -> None:
    with suppress(OSError):
        repair(place)


def _adopted(place: Place, written: Mapping[str, Written]) -> Emission:
    files = tuple(written.values())
    if not place.old.exists():
        return Emission(files)
    try:
        kept = adopt(place.old, place.out, written)
    except OSError as error:
        return Emission(files, (left_behind(place.shown, error, place.old),))
    problems = (
        _edit(f"{place.shown}/{path}", f"what was there is now in {place.shown}/{copy}")
        for path, copy in kept.items()
    )
    return Emission(files, tuple(problems))


def _edits(found: Occupants, written: Mapping[str, Written], shown: str) -> tuple[Problem, ...]:
    return tuple(
        _edit(f"{shown}/{path}", f"without --strict, it would be kept as {path}{EDITED}")
        for path, digest in found.edited.items()
        if not is_written(path, digest, written)
    )


def _edit(file: str, hint: str) -> Problem:
    message = "this file of the build was changed by hand, and a build replaces it"
    return Problem(file, 0, 0, "DB607", message, hint, Severity.WARNING)
