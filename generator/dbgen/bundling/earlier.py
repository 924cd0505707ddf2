"""What the build before has already made of the same files in the same way."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from dbgen.bundling.naming import hashed_path
from dbgen.manifest import Written, read_manifest, recorded_files

_MAKERS: Final = ("brotli", "deflate", "tdewolff-minify", "tree-sitter-javascript")


@cache
def makers() -> Mapping[str, str]:
    """Return the versions of the libraries that decide what comes out of the same input."""
    return {name: version(name) for name in _MAKERS}


@dataclass(frozen=True, slots=True)
class Earlier:
    """A build in a folder: its files, and by the hashes of sources what was made of them.

    An empty one stands for a build that was made in another way, or by nobody.
    """

    folder: Path = Path()
    qualities: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, Written] = field(default_factory=dict)
    made: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def minified(self, path: str, source: str) -> bytes | None:
        """Return what was made of the asset at a path, given the SHA-256 of its source."""
        for made in self.made.get(source, ()):
            file = self.files.get(made)
            if file and made == hashed_path(path, file.sha256):
                return self._content(file)
        return None

    def compressed(self, path: str, ending: str, sha256: str) -> bytes | None:
        """Return the file with an ending, b"" if that was no smaller; None if unknown."""
        file = self.files.get(path)
        if file is None or file.sha256 != sha256:
            return None
        compressed = self.files.get(path + ending)
        return self._content(compressed) if compressed else b""

    def _content(self, file: Written) -> bytes | None:
        """Return a file as it was written, None if somebody has changed it."""
        try:
            content = (self.folder / file.path).read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == file.sha256 else None


NOTHING: Final = Earlier()


def read_earlier(folder: Path, dbgen: str) -> Earlier:
    """Return the build in a folder, if this version of dbgen made it with the same libraries."""
    manifest = read_manifest(folder) or {}
    match manifest.get("bundling"):
        case {"made_by": dict(made_by), "qualities": dict(found), "made_of": dict(made_of)}:
            if made_by == makers() and manifest.get("version") == dbgen:
                return Earlier(folder, found, recorded_files(manifest), _by_source(made_of))
    return NOTHING


def _by_source(made_of: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    for path, source in made_of.items():
        if isinstance(source, str):
            made[source] = (*made.get(source, ()), path)
    return made
