"""The files that an app consists of, and which of them have changed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from dbgen.inspecting.folder import MAX_FILES, TooManyFilesError, list_files
from dbgen.kept import Kept
from dbgen.serving import snapshot

_WILD: Final = frozenset("*?[")


@dataclass(slots=True)
class Watched:
    """What is watched of an app: its folder, and what it uses besides.

    Attributes:
        tree: the folder of the app.
        kept: digests of files.
        files: what the last build was made from.
        imported: what the app that runs has imported.
        patterns: the `watch` patterns, relative to the folder of the app.
    """

    tree: Path
    kept: Kept
    files: frozenset[Path] = frozenset()
    imported: frozenset[Path] = frozenset()
    patterns: tuple[str, ...] = ()
    _known: snapshot.Snapshot = field(default_factory=dict)

    def look(self) -> list[Path]:
        """Return the files whose content is another one than at the last look."""
        before, self._known = self._known, snapshot.take(self._all(), self.kept)
        return snapshot.changes(before, self._known)

    def look_at_new(self) -> None:
        """Look at files that were not watched yet; those of the app are left for the next look.

        One that has come since the last look may be missing in what was built meanwhile.
        """
        new = (file for file in self._others() if file not in self._known)
        self._known = {**snapshot.take(new, self.kept), **self._known}

    def folders(self) -> tuple[set[Path], set[Path]]:
        """Return the folders in which something can change: whole trees, and single ones."""
        trees = {self.tree, *(_base(self.tree, pattern) for pattern in self.patterns)}
        folders = {file.parent for file in self.files | self.imported}
        return trees, {folder for folder in folders if trees.isdisjoint([folder, *folder.parents])}

    def _all(self) -> Iterator[Path]:
        yield from files_of(self.tree, None)
        yield from self._others()

    def _others(self) -> Iterator[Path]:
        yield from self.files | self.imported
        yield from files_of(self.tree, self.patterns)


def files_of(tree: Path, patterns: Iterable[str] | None) -> Iterator[Path]:
    """Yield the files that `watch` patterns stand for; without patterns, those of the app."""
    if patterns is not None:
        for pattern in patterns:
            found = (path for path in tree.glob(pattern) if path.is_file())
            yield from islice(found, MAX_FILES)
        return
    # A tree too large to list is no app: what the build has read is watched all the same.
    with contextlib.suppress(TooManyFilesError):
        yield from (file.source for file in list_files(tree).files)


def _base(tree: Path, pattern: str) -> Path:
    """Return the folder that everything a pattern can match lies in."""
    parts = Path(pattern).parts
    fixed = next((at for at, part in enumerate(parts) if set(part) & _WILD), len(parts) - 1)
    return tree.joinpath(*parts[:fixed])
