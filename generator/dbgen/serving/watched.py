"""Which files an app consists of, and which folders they lie in."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from dbgen.inspecting.folder import TooManyFilesError, list_files


def files_below(tree: Path) -> Iterator[Path]:
    """Yield the files of an app."""
    # A tree too large to list is no app: what the build has read is watched all the same.
    with contextlib.suppress(TooManyFilesError):
        yield from (file.source for file in list_files(tree).files)


def matches(tree: Path, pattern: str) -> Iterator[Path]:
    """Yield the files that a `watch` pattern stands for."""
    return (path for path in tree.glob(pattern) if path.is_file())


def base(tree: Path, pattern: str) -> Path:
    """Return the folder that everything a pattern can match lies in."""
    parts = Path(pattern).parts
    fixed = next((at for at, part in enumerate(parts) if set(part) & set("*?[")), len(parts) - 1)
    return tree.joinpath(*parts[:fixed])
