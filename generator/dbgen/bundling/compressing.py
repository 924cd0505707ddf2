"""Compress what is served, once for all visitors."""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

import brotli  # type: ignore[import-untyped]  # the wheel has no types

from dbgen.bundling.asset import read, size_of
from dbgen.plan import BuildFile, WrittenFile
from dbgen.processes import spread

FEWEST_BYTES: Final = 512
"""Fewer do not get a packet less by compression."""
MOST_BYTES: Final = 16 << 20
"""Larger files are served as they are: they are data, and compressing them takes long."""

# All bytes that are compressed together, and how thoroughly each of them is. Brotli of quality 11
# takes 3 seconds for a megabyte, of quality 9 half a second, and of quality 5 a fifteenth.
_QUALITIES: Final = ((2 << 20, 11), (8 << 20, 9))
_LOWEST_QUALITY: Final = 5
_GZIP_LEVEL: Final = 9

_TEXTS: Final = frozenset(
    """
    atom bmp cjs css csv eot geojson glsl html htm ico ics ipynb js json jsonl jsx kml map md mjs
    mtl ndjson obj otf rss rst svg tex toml topojson ts tsv tsx ttf txt vtt wasm webmanifest xhtml
    xml xsl yaml yml
    """.split()  # noqa: SIM905 - a list of strings would be a page long
)


@dataclass(frozen=True, slots=True)
class _Order:
    """A file to compress."""

    file: BuildFile
    quality: int


def companions(files: Iterable[BuildFile]) -> list[WrittenFile]:
    """Return the compressed forms of files, beside them: of those that get smaller."""
    sizes = [(file, size_of(file)) for file in files if _is_text(file.path)]
    worthy = [(file, size) for file, size in sizes if FEWEST_BYTES <= size <= MOST_BYTES]
    quality = _quality(sum(size for _, size in worthy))
    return spread(_compressed, [_Order(file, quality) for file, _ in worthy])


def _is_text(path: str) -> bool:
    return PurePosixPath(path).suffix.lower().lstrip(".") in _TEXTS


def _quality(total: int) -> int:
    return next((quality for limit, quality in _QUALITIES if total <= limit), _LOWEST_QUALITY)


def _compressed(orders: Iterable[_Order]) -> list[WrittenFile]:
    return [companion for order in orders for companion in _both(order)]


def _both(order: _Order) -> Iterator[WrittenFile]:
    content = read(order.file)
    forms = {
        ".br": bytes(brotli.compress(content, quality=order.quality)),
        ".gz": _gzipped(content),
    }
    for ending, form in forms.items():
        if len(form) < len(content):
            yield WrittenFile(order.file.path + ending, form)


def _gzipped(content: bytes) -> bytes:
    compressed = gzip.compress(content, _GZIP_LEVEL, mtime=0)
    # The tenth byte is the number of the system that did it.
    return compressed[:9] + b"\xff" + compressed[10:]
