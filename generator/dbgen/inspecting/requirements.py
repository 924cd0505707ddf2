"""Read what an app asks pip for, as far as a copied folder can ask for it, too."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dbgen.inspecting.folder import is_inside
from dbgen.inspecting.reading import read_source
from dbgen.inspecting.requirement_text import (
    is_remote,
    logical_lines,
    looks_like_path,
    option_of,
    parse,
    requirement_at,
    scheme_of,
    split_options,
)
from dbgen.project import RequirementLine
from dbgen_schema import Problem, Severity

if TYPE_CHECKING:
    from packaging.requirements import Requirement

NAME: Final = "requirements.txt"

_OURS: Final = frozenset({"databench", "databench_py", "dbgen"})
_FOLLOWED: Final = frozenset({"-r", "--requirement"})
_ADDRESSES: Final = frozenset({"-i", "--index-url", "--extra-index-url", "-f", "--find-links"})
_FILES: Final = frozenset({*_FOLLOWED, "-c", "--constraint"})
_PLAIN: Final = frozenset(
    {
        *("--no-index", "--pre", "--prefer-binary", "--no-binary", "--only-binary"),
        *("--trusted-host", "--use-feature"),
    }
)
_ANOTHER_FILE: Final = "this address means another file on another machine"
_HASH: Final = re.compile(r"--hash[=\s]\s*\S+\s*")

_MOST_LINES: Final = 2001
_MOST_FILES: Final = 50
_LONGEST: Final = 1000

Found = RequirementLine | Problem


@dataclass(slots=True)
class _Reading:
    """The app folder, its import path, and the files that were read so far, and their lines."""

    root: Path
    package: str
    seen: set[Path] = field(default_factory=set)
    lines: int = 0


def requirements_of(
    root: Path, file: str, package: str
) -> tuple[tuple[RequirementLine, ...], tuple[Problem, ...]]:
    """Return what a requirements.txt asks for, and what of it does not work in a build.

    Args:
        root: the app folder.
        file: the path of the requirements.txt below it.
        package: the import path of the app folder, which is its place in the build.
    """
    if not (root / file).is_file():
        return (), ()
    found = list(_read(_Reading(root, package), root / file))
    lines = tuple(item for item in found if isinstance(item, RequirementLine))
    return lines, tuple(item for item in found if isinstance(item, Problem))


def _read(reading: _Reading, path: Path) -> Iterator[Found]:
    if path.resolve() in reading.seen:
        return
    reading.seen.add(path.resolve())
    file = Path(os.path.relpath(path, reading.root)).as_posix()
    source = read_source(path, file)
    if isinstance(source, Problem):
        yield source
        return
    for number, text in logical_lines(source.decode("utf-8-sig", "replace")):
        if not text:
            continue
        reading.lines += 1
        line = RequirementLine(text, file, number)
        if reading.lines < _MOST_LINES:
            yield from _line(reading, path, line)
        elif reading.lines == _MOST_LINES:
            yield _refused(line, f"at most {_MOST_LINES - 1} lines are read, with those of `-r`")


def _line(reading: _Reading, path: Path, line: RequirementLine) -> Iterator[Found]:
    option = option_of(line.text)
    if option is None:
        yield from _asked(reading, path, line)
    elif option[0] in _FOLLOWED and not is_remote(option[1]):
        yield from _followed(reading, path, line, option[1])
    elif option[0] == "--require-hashes":
        yield _hashes(line)
    elif _works_elsewhere(*option):
        yield line
    else:
        yield _refused(line, "write into this file what it stands for")


def _works_elsewhere(option: str, value: str) -> bool:
    return option in _PLAIN or (option in _ADDRESSES | _FILES and is_remote(value))


def _followed(reading: _Reading, path: Path, line: RequirementLine, name: str) -> Iterator[Found]:
    target = path.parent / name
    if not target.is_file():
        yield _refused(line, "there is no such file")
    elif not is_inside(target, reading.root.parent):
        yield _refused(line, "the file is outside the project")
    elif len(reading.seen) >= _MOST_FILES:
        yield _refused(line, f"at most {_MOST_FILES} files are read")
    else:
        yield from _read(reading, target)


def _asked(reading: _Reading, path: Path, line: RequirementLine) -> Iterator[Found]:
    wanted, options = split_options(line.text)
    if len(wanted) > _LONGEST:
        yield _refused(line, f"it has {len(wanted)} characters, and at most {_LONGEST} are read")
        return
    kept = _HASH.sub("", f"{options} ").strip()
    if kept != options:
        # pip would then want hashes of everything, which nobody has for what others depend on.
        yield _hashes(line)
    found = _requirement(reading, path, RequirementLine(wanted, line.file, line.line))
    if isinstance(found, RequirementLine) and kept:
        text = f"{found.text} {kept}"
        yield RequirementLine(text, line.file, line.line, found.requirement)
    elif found is not None:
        yield found


def _requirement(reading: _Reading, path: Path, line: RequirementLine) -> Found | None:
    """Return a line for the build, its problem, or None for what every build has."""
    scheme = scheme_of(line.text)
    if scheme.endswith("file"):
        return _refused(line, _ANOTHER_FILE)
    if scheme:
        return RequirementLine(line.text, line.file, line.line, requirement_at(line.text))
    if looks_like_path(line.text):
        return _archive(reading, path, line)
    parsed = parse(line.text)
    if isinstance(parsed, str):
        return _refused(line, f"pip cannot read it: {parsed.lower()}")
    if parsed.name.lower().replace("-", "_") in _OURS:
        return None
    return _named(line, parsed)


def _named(line: RequirementLine, parsed: Requirement) -> Found:
    if parsed.url and not is_remote(parsed.url):
        return _refused(line, _ANOTHER_FILE)
    return RequirementLine(line.text, line.file, line.line, parsed)


def _archive(reading: _Reading, path: Path, line: RequirementLine) -> Found:
    """Return the line for an archive of the app, which has the same place in the build."""
    root = reading.root
    for folder in (path.parent, root, root.parent):
        target = folder / line.text
        if target.is_file() and is_inside(target, root):
            below = Path(os.path.relpath(target, root)).as_posix()
            text = "/".join((".", *filter(None, [reading.package]), below))
            return RequirementLine(text, line.file, line.line, requirement_at(text))
    return _refused(line, "name a project, a URL, or an archive in the folder of the app")


def _refused(line: RequirementLine, hint: str) -> Problem:
    message = f"`{line.text}` cannot be installed from a copy of the build"
    return Problem(line.file, line.line, 1, "DB215", message, hint)


def _hashes(line: RequirementLine) -> Problem:
    message = "the hashes of this line do not go into the requirements of the build"
    hint = "with a hash for one requirement, pip asks for those of all others"
    return Problem(line.file, line.line, 1, "DB215", message, hint, Severity.WARNING)
