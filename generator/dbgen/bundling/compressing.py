"""Compress what is served, once for all visitors."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import Final

import brotli  # type: ignore[import-untyped]  # the wheel has no types
import deflate

from dbgen.bundling.asset import read, size_of
from dbgen.bundling.earlier import NOTHING, Earlier
from dbgen.plan import BuildFile, WrittenFile
from dbgen.processes import spread
from dbgen.telling import Tell, counting, silent

FEWEST_BYTES: Final = 512
"""Fewer do not get a packet less by compression."""
MOST_BYTES: Final = 16 << 20
"""Larger files are served as they are: they are data, and compressing them takes long."""

# All bytes that are compressed together, and how thoroughly each of them is. Brotli of quality 11
# takes 3 seconds for a megabyte, of quality 9 half a second, and of quality 5 a fifteenth.
_QUALITIES: Final = ((2 << 20, 11), (8 << 20, 9))
_LOWEST_QUALITY: Final = 5
# The levels of libdeflate that go with these. Python's own zlib is another one on every system, and
# comes to other results.
_LEVELS: Final = {11: 12, 9: 9, 5: 6}

_STATIC_MAP: Final = "static/_folders/"
_GROUPS: Final = ("app", "static map")

_TEXTS: Final = frozenset(
    """
    atom bmp cjs css csv eot geojson glsl html htm ico ics ipynb js json jsonl jsx kml map md mjs
    mtl ndjson obj otf rss rst svg tex toml topojson ts tsv tsx ttf txt vtt wasm webmanifest xhtml
    xml xsl yaml yml
    """.split()  # noqa: SIM905 - a list of strings would be a page long
)


def worth_compressing(files: Iterable[BuildFile]) -> list[BuildFile]:
    """Return those of files that are compressed."""
    texts = (file for file in files if _is_text(file.path))
    return [file for file in texts if FEWEST_BYTES <= size_of(file) <= MOST_BYTES]


def qualities(files: Iterable[BuildFile]) -> dict[str, int]:
    """Return how thoroughly to compress files: those of the app, and those of its static map.

    The latter may be all of node_modules, of which pages load little.
    """
    totals = dict.fromkeys(_GROUPS, 0)
    for file in files:
        totals[_group(file.path)] += size_of(file)
    return {group: _quality(total) for group, total in totals.items()}


def companions(
    files: Sequence[BuildFile], earlier: Earlier = NOTHING, tell: Tell = silent
) -> list[WrittenFile]:
    """Return the compressed forms of files, beside them: of those that get smaller."""
    work = partial(_compressed, found=qualities(files), earlier=earlier)
    return spread(work, files, counting(tell, "compressing"))


def _group(path: str) -> str:
    return _GROUPS[path.startswith(_STATIC_MAP)]


def _is_text(path: str) -> bool:
    return PurePosixPath(path).suffix.lower().lstrip(".") in _TEXTS


def _quality(total: int) -> int:
    return next((quality for limit, quality in _QUALITIES if total <= limit), _LOWEST_QUALITY)


def _compressed(
    files: Iterable[BuildFile], found: Mapping[str, int], earlier: Earlier
) -> list[WrittenFile]:
    return [
        companion for file in files for companion in _both(file, found[_group(file.path)], earlier)
    ]


def _both(file: BuildFile, quality: int, earlier: Earlier) -> Iterator[WrittenFile]:
    content = read(file)
    same = earlier.qualities.get(_group(file.path)) == quality
    digest = hashlib.sha256(content).hexdigest() if same else ""
    for ending, compress in _FORMS.items():
        known = earlier.compressed(file.path, ending, digest) if same else None
        form = compress(content, quality) if known is None else known
        if form and len(form) < len(content):
            yield WrittenFile(file.path + ending, form)


def _brotli(content: bytes, quality: int) -> bytes:
    return bytes(brotli.compress(content, quality=quality))


def _gzipped(content: bytes, quality: int) -> bytes:
    return bytes(deflate.gzip_compress(content, _LEVELS[quality]))


_FORMS: Final[Mapping[str, Callable[[bytes, int], bytes]]] = {".br": _brotli, ".gz": _gzipped}
