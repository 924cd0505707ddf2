"""Read the assets of a build, and take their hashes."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Final

from dbgen.bundling.asset import Asset, read, size_of
from dbgen.bundling.inlining import IMAGE_TYPES, LARGEST_IMAGE
from dbgen.bundling.minifying import LONGEST
from dbgen.plan import BuildFile, CopiedFile, WrittenFile
from dbgen.processes import spread

_WORKED_ON: Final = frozenset(
    {".css", ".geojson", ".htm", ".html", ".js", ".json", ".mjs", ".svg", ".topojson"}
)


def loaded(files: Iterable[BuildFile]) -> list[Asset]:
    """Return files as assets; those that bundling looks into with their content.

    Files that cannot be read are left out: writing the build says so.
    """
    return spread(_load_all, list(files))


def _load_all(files: Iterable[BuildFile]) -> list[Asset]:
    assets = []
    for file in files:
        with suppress(OSError):
            assets.append(_load(file))
    return assets


def _load(file: BuildFile) -> Asset:
    if isinstance(file, WrittenFile) or _is_needed(file.path, size_of(file)):
        content = read(file)
        sha256, sha384 = hashlib.sha256(content), hashlib.sha384(content)
        return Asset(file.path, file, sha256.hexdigest(), sha384.digest(), content)
    return Asset(file.path, file, *_digests(file))


def _is_needed(path: str, size: int) -> bool:
    suffix = PurePosixPath(path).suffix
    return (
        size <= LONGEST if suffix in _WORKED_ON else suffix in IMAGE_TYPES and size <= LARGEST_IMAGE
    )


def _digests(file: CopiedFile) -> tuple[str, bytes]:
    """Return the SHA-256 and SHA-384 of a file of any size."""
    sha256, sha384 = hashlib.sha256(), hashlib.sha384()
    with file.source.open("rb") as source:
        while piece := source.read(1 << 20):
            sha256.update(piece)
            sha384.update(piece)
    return sha256.hexdigest(), sha384.digest()
