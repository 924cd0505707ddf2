"""How large the parts of a build are, as files and as they go over the wire."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

ENCODINGS: Final = (".br", ".gz")
"""Endings of the compressed copies that lie beside a file."""

_UNITS: Final = ("B", "kB", "MB", "GB")


@dataclass(frozen=True, slots=True)
class Size:
    """A number of files and their bytes, raw and in the smallest form that is there."""

    files: int = 0
    raw: int = 0
    compressed: int = 0


NOTHING: Final = Size()
"""The size of what is not there."""


def is_compressed_copy(path: str, paths: Mapping[str, object]) -> bool:
    """Return whether a file is the compressed form of another one of the build."""
    return path.endswith(ENCODINGS) and path[: -len(ENCODINGS[0])] in paths


def size_of(sizes: Mapping[str, int], path: str) -> Size:
    """Return the size of one file of a build, of which `sizes` has the bytes of each file."""
    copies = (sizes[path + ending] for ending in ENCODINGS if path + ending in sizes)
    return Size(1, sizes[path], min([sizes[path], *copies]))


def total(sizes: Mapping[str, int], paths: Iterable[str]) -> Size:
    """Return the size of several files; their compressed copies count with them."""
    found = [size_of(sizes, path) for path in paths if not is_compressed_copy(path, sizes)]
    return Size(len(found), sum(size.raw for size in found), sum(size.compressed for size in found))


def shown_size(number: float) -> str:
    """Return a number of bytes for people: `999 B`, `1.2 kB`."""
    for unit in _UNITS:
        if abs(number) < 999.95 or unit == _UNITS[-1]:
            break
        number /= 1000
    return f"{number:.0f} {unit}" if unit == _UNITS[0] else f"{number:.1f} {unit}"
