"""The parts of a YAML document, with their positions."""

from collections.abc import Mapping
from dataclasses import dataclass

from dbgen_schema.problems import Position


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it was written; `plain` is false for quoted and block texts."""

    position: Position
    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; `size` counts all values in it with aliases expanded, `height` its levels."""

    position: Position
    items: tuple["Node", ...]
    size: int
    height: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a map, and where its key is."""

    key: Position
    value: "Node"


@dataclass(frozen=True, slots=True)
class Map:
    """A map with its merges applied; `size` and `height` as in `Sequence`."""

    position: Position
    entries: Mapping[str, Entry]
    size: int
    height: int


Node = Scalar | Sequence | Map
