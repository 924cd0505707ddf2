"""The parts of a YAML document, with their positions."""

from collections.abc import Mapping
from typing import NamedTuple

from dbgen_schema.problems import Position


class Scalar(NamedTuple):
    """One value as it was written; `plain` is false for quoted and block texts."""

    position: Position
    text: str
    plain: bool


class Sequence(NamedTuple):
    """A list; `size` counts all values in it with aliases expanded, `height` its levels."""

    position: Position
    items: tuple["Node", ...]
    size: int
    height: int


class Entry(NamedTuple):
    """One value of a map, and where its key is."""

    key: Position
    value: "Node"


class Map(NamedTuple):
    """A map with its merges applied; `size` and `height` as in `Sequence`."""

    position: Position
    entries: Mapping[str, Entry]
    size: int
    height: int


Node = Scalar | Sequence | Map
