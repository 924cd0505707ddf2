"""From the text of a YAML document to nodes with positions, within bounds for hostile input.

The events of the parser are put together here, without recursion, because the composer of PyYAML
recurses, shares aliased nodes without counting them and keeps the last of two equal keys.
"""

import re
from dataclasses import dataclass, field

import yaml

from dbgen_schema.nodes import Entry, Map, Node, Scalar, Sequence
from dbgen_schema.problems import Position
from dbgen_schema.report import Report, shown
from dbgen_schema.yaml_errors import is_too_deep, position_of, syntax_error

MOST_VALUES = 100_000
DEEPEST = 64
_TOO_DEEP = (f"more than {DEEPEST} levels of lists and maps", "nest less deeply")
_CHARACTERS = 100
_MOST_TAG_DIRECTIVES = 64
_TAG_PREFIX = "tag:yaml.org,2002:"
_TAGS = {"!", f"{_TAG_PREFIX}str", f"{_TAG_PREFIX}seq", f"{_TAG_PREFIX}map"}
_EXAMPLE = "expected at least `analyses:` with a list of `- name: ...`"
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(text: str, report: Report) -> Node:
    """Return the document in `text`; raises `StopReadingError` when there is none to return."""
    composer = _Composer(report)
    # libyaml compares every %TAG with all earlier ones: a file of nothing else takes minutes.
    if text.count("%TAG") > _MOST_TAG_DIRECTIVES:
        raise report.stop("DB107", Position(1, 1), f"more than {_MOST_TAG_DIRECTIVES} times `%TAG`")
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        # libyaml reads ahead, to see whether a bracket opens a key, and may be the first to refuse.
        if is_too_deep(error):
            raise report.stop("DB106", position_of(error.problem_mark), *_TOO_DEEP) from None
        raise report.stop("DB105", *syntax_error(error, text)) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        raise report.stop("DB105", composer.last, "this is not YAML after here") from None
    if composer.root is None:
        raise report.stop("DB115", Position(1, 1), "the file holds no value", _EXAMPLE)
    return composer.root


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not come yet; in a map, keys and values take turns.

    `size` and `height` are those of what has come.
    """

    position: Position
    anchor: str | None
    is_map: bool
    nodes: list[Node] = field(default_factory=list)
    size: int = 1
    height: int = 1


class _Composer:
    """Takes the events of one document in their order."""

    def __init__(self, report: Report) -> None:
        self.root: Node | None = None
        self.last = Position(1, 1)
        self._report = report
        self._open: list[_Open] = []
        self._anchors: dict[str, Node | None] = {}
        self._values = 0

    def take(self, event: yaml.Event) -> None:
        """Add what the event stands for."""
        at = self.last = position_of(event.start_mark)
        match event:
            case yaml.AliasEvent():
                self._add_alias(event.anchor, at)
            case yaml.ScalarEvent():
                self._check_tag(event.tag, at)
                self._add_scalar(self._scalar(event, at), event.anchor)
            case yaml.CollectionStartEvent():
                self._start(event, at)
            case yaml.CollectionEndEvent():
                self._end()
            case yaml.DocumentStartEvent() if self.root is not None:
                hint = "keep one document, without a line of `---` before another"
                raise self._report.stop("DB114", at, "a second document starts here", hint)

    def _add_scalar(self, scalar: Scalar, anchor: str | None) -> None:
        size = _size(scalar)
        self._count(size, 0, scalar.position)
        self._add(scalar, anchor, size, 0)

    def _scalar(self, event: yaml.ScalarEvent, at: Position) -> Scalar:
        if _NO_TEXT.search(event.value):
            message = f"{shown(event.value)} holds a character that no text can have"
            self._report.error("DB104", at, message, "remove the escaped NUL or surrogate")
        return Scalar(at, event.value, plain=not event.style and event.tag is None)

    def _start(self, event: yaml.CollectionStartEvent, at: Position) -> None:
        self._check_tag(event.tag, at)
        self._count(1, 1, at)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._open.append(_Open(at, event.anchor, isinstance(event, yaml.MappingStartEvent)))

    def _end(self) -> None:
        ended = self._open.pop()
        size, height = ended.size, ended.height
        node: Node
        if ended.is_map:
            entries = _Entries(self._report)
            for key, value in zip(ended.nodes[::2], ended.nodes[1::2], strict=True):
                entries.add(key, value)
            node = Map(ended.position, entries.merged(), size, height)
        else:
            node = Sequence(ended.position, tuple(ended.nodes), size, height)
        self._add(node, ended.anchor, size, height)

    def _add_alias(self, anchor: str | None, at: Position) -> None:
        if anchor is None or anchor not in self._anchors:
            raise self._report.stop("DB109", at, f"no anchor {shown(anchor)} before this alias")
        node = self._anchors[anchor]
        if node is None:
            raise self._report.stop("DB108", at, f"the alias {shown(anchor)} contains itself")
        size, height = (_size(node), 0) if isinstance(node, Scalar) else (node.size, node.height)
        self._count(size, height, at)
        self._add(node, None, size, height)

    def _add(self, node: Node, anchor: str | None, size: int, height: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        if self._open:
            around = self._open[-1]
            around.nodes.append(node)
            around.size += size
            around.height = max(around.height, height + 1)
        else:
            self.root = node

    def _count(self, values: int, levels: int, at: Position) -> None:
        self._values += values
        if self._values > MOST_VALUES:
            message = f"more than {MOST_VALUES} values, counting every use of an alias"
            raise self._report.stop("DB107", at, message, "split the application, or drop aliases")
        if len(self._open) + levels > DEEPEST:
            raise self._report.stop("DB106", at, *_TOO_DEEP)

    def _check_tag(self, tag: str | None, at: Position) -> None:
        if tag is None or tag in _TAGS:
            return
        written = tag.replace(_TAG_PREFIX, "!!", 1)
        message = f"the tag {shown(written)} is not allowed"
        self._report.error("DB110", at, message, "write the value without a tag")


class _Entries:
    """The entries of one map: keys that are written in it win over merged ones."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._own: dict[str, Entry] = {}
        self._merges: list[Map] = []
        self._merge_key: Position | None = None

    def add(self, key: Node, value: Node) -> None:
        """Take one key with its value."""
        if not isinstance(key, Scalar):
            message = f"a {_kind(key)} is used as a key"
            self._report.error("DB112", key.position, message, "keys are texts")
        elif not key.text and key.plain:
            self._report.error("DB112", key.position, "a key is missing", "keys are texts")
        elif key.plain and key.text == "<<":
            self._add_merge(key, value)
        elif key.text in self._own:
            self._repeated(key, self._own[key.text].key)
        else:
            self._own[key.text] = Entry(key.position, value)

    def merged(self) -> dict[str, Entry]:
        """Return all entries: the own ones in their order, then those of the merges."""
        entries = dict(self._own)
        for source in self._merges:
            for key, entry in source.entries.items():
                entries.setdefault(key, entry)
        return entries

    def _add_merge(self, key: Scalar, value: Node) -> None:
        if self._merge_key is not None:
            self._repeated(key, self._merge_key)
            return
        self._merge_key = key.position
        sources = value.items if isinstance(value, Sequence) else (value,)
        for source in sources:
            if isinstance(source, Map):
                self._merges.append(source)
            else:
                message = f"a {_kind(source)} is merged with `<<`"
                self._report.error("DB113", source.position, message, "only maps can be merged")

    def _repeated(self, key: Scalar, first: Position) -> None:
        message = f"the key {shown(key.text)} in line {key.position.line} was already in line"
        hint = "keep one of the two"
        if key.text == "<<":
            hint = "merge several maps as a list: `<<: [*a, *b]`"
        self._report.error("DB111", key.position, f"{message} {first.line}", hint)


def _kind(node: Node) -> str:
    return {Scalar: "text", Sequence: "list", Map: "map"}[type(node)]


def _size(scalar: Scalar) -> int:
    """Return for how many values a text counts: with a long one, aliases can be a bomb, too."""
    return 1 + len(scalar.text) // _CHARACTERS
