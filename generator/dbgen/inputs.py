"""What a build was made from: every file that was read, by a name that is the same anywhere."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from dbgen.hashing import file_digest
from dbgen.plan import CopiedFile, Plan
from dbgen.resources import resource_root

PACKAGED: Final = "dbgen:"
"""What the names of templates that come with dbgen start with."""


def inputs_of(plan: Plan, known: Mapping[Path, str]) -> Mapping[str, str]:
    """Return the digest of every file that a plan depends on, by its path relative to the app.

    `known` has digests that were taken already. A build for developing says nothing of its inputs.
    """
    if plan.develop:
        return {}
    named = sorted((_name(path, plan.app), path) for path in plan.sources)
    return {name: known.get(path) or file_digest(path) for name, path in named if name}


def copied(files: Iterable[tuple[object, str]]) -> Mapping[Path, str]:
    """Return the digests of the files that were copied, by where they lie."""
    return {file.source: digest for file, digest in files if isinstance(file, CopiedFile)}


def _name(path: Path, app: Path) -> str:
    """Return the name of an input, or "" if it has none that would be the same anywhere."""
    templates = resource_root("templates")
    if path.is_relative_to(templates):
        return f"{PACKAGED}templates/{path.relative_to(templates).as_posix()}"
    if path.is_relative_to(app.parent):
        return Path(os.path.relpath(path, app)).as_posix()
    return ""
