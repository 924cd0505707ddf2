"""Where the values of index.yaml are, by their path in the configuration."""

from collections.abc import Iterator, Mapping

from dbgen_schema.nodes import Entry, Map, Node, Sequence
from dbgen_schema.problems import Position

Path_ = tuple[str | int, ...]


class Positions:
    """Finds the line and column of values and keys.

    The items of `static` are found as `("static", pattern)`, whichever of its forms was written.
    """

    def __init__(self, root: Node | None = None, static: Mapping[str, Entry] | None = None) -> None:
        self._root = root
        self._static = static or {}

    def locate(self, path: Path_) -> Position:
        """Return where the value at `path` is, or else its nearest parent."""
        position = Position()
        for entry in self._walk(path):
            position = entry.value.position
        return position

    def locate_key(self, path: Path_) -> Position:
        """Return where the key of the value at `path` is, or else its nearest parent's."""
        position = Position()
        for entry in self._walk(path):
            position = entry.key
        return position

    def _walk(self, path: Path_) -> Iterator[Entry]:
        if self._root is None:
            return
        entry: Entry | None = Entry(self._root.position, self._root)
        for depth, step in enumerate(path):
            if entry is None:
                return
            yield entry
            entry = self._static_entry(path[: depth + 1]) or _child(entry.value, step)
        if entry is not None:
            yield entry

    def _static_entry(self, path: Path_) -> Entry | None:
        match path:
            case ("static", str(pattern)):
                return self._static.get(pattern)
        return None


def _child(node: Node, step: str | int) -> Entry | None:
    match node:
        case Map(entries=entries) if isinstance(step, str):
            return entries.get(step)
        case Sequence(items=items) if isinstance(step, int) and 0 <= step < len(items):
            return Entry(items[step].position, items[step])
    return None
