"""Write Python as `ruff format` writes it: literals and calls, broken where they are too long.

What is longer than a line is broken into one item per line with a trailing comma, which a
formatter leaves as it is. Texts that are too long for a line become several in parentheses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

LINE: Final = 100

_STEP: Final = 4
_SHORTEST_PIECE: Final = 20
_ESCAPES: Final = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier or a dotted path."""

    text: str


@dataclass(frozen=True, slots=True)
class Raw:
    """A text to be written as a raw literal where that is possible."""

    text: str


@dataclass(frozen=True, slots=True)
class Star:
    """An iterable that is spread into the list around it."""

    value: "Expression"


@dataclass(frozen=True, slots=True)
class Call:
    """A call with positional and keyword arguments."""

    function: str
    positional: tuple["Expression", ...] = ()
    keywords: tuple[tuple[str, "Expression"], ...] = ()


Expression = (
    str
    | bool
    | None
    | Name
    | Raw
    | Star
    | Call
    | Sequence["Expression"]
    | Mapping[str, "Expression"]
)


def literal(text: str) -> str:
    """Return a text as a literal with the quotes that `ruff format` prefers."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + "".join(_escaped(character, quote) for character in text) + quote


def _escaped(character: str, quote: str) -> str:
    if character == quote:
        return "\\" + quote
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def raw_literal(text: str) -> str:
    """Return a text as a raw literal, or as an ordinary one if no raw one can hold it."""
    if '"' in text or text.endswith("\\") or not text.isprintable():
        return literal(text)
    return f'r"{text}"'


def expression(value: Expression, indent: int = 0, before: str = "", after: str = "") -> str:
    """Return the source of a value that starts a line after `indent` blanks and `before`.

    `before` (a keyword, for example) and `after` (a comma) only count for the width.
    """
    flat = _flat(value)
    if indent + len(before) + len(flat) + len(after) <= LINE and "\n" not in flat:
        return flat
    return _broken(value, indent, before, flat)


def _flat(value: Expression) -> str:
    match value:
        case str() | Raw():
            text = literal(value) if isinstance(value, str) else raw_literal(value.text)
        case bool() | None:
            text = repr(value)
        case Name():
            text = value.text
        case Star():
            text = "*" + _flat(value.value)
        case Call():
            keywords = [f"{name}={_flat(item)}" for name, item in value.keywords]
            text = f"{value.function}({', '.join([*map(_flat, value.positional), *keywords])})"
        case Mapping():
            items = [f"{literal(key)}: {_flat(item)}" for key, item in value.items()]
            text = f"{{{', '.join(items)}}}"
        case _:
            text = f"[{', '.join(map(_flat, value))}]"
    return text


def _broken(value: Expression, indent: int, before: str, flat: str) -> str:
    if isinstance(value, str | Raw):
        text = value if isinstance(value, str) else value.text
        return _broken_text(text, indent)
    if isinstance(value, Star):
        return "*" + expression(value.value, indent, before + "*", ",")
    if isinstance(value, Call) and (value.positional or value.keywords):
        items = [("", item) for item in value.positional]
        items += [(f"{name}=", item) for name, item in value.keywords]
        return _bracketed(f"{value.function}(", items, ")", indent)
    if isinstance(value, Mapping) and value:
        items = [(f"{literal(key)}: ", item) for key, item in value.items()]
        return _bracketed("{", items, "}", indent)
    if isinstance(value, Sequence) and value:
        return _bracketed("[", [("", item) for item in value], "]", indent)
    return flat


def _bracketed(
    opening: str, items: Sequence[tuple[str, Expression]], closing: str, indent: int
) -> str:
    inner = indent + _STEP
    lines = [
        f"{' ' * inner}{before}{expression(item, inner, before, ',')}," for before, item in items
    ]
    return "\n".join([opening, *lines, " " * indent + closing])


def _broken_text(text: str, indent: int) -> str:
    inner = indent + _STEP
    width = max(LINE - inner - 2, _SHORTEST_PIECE)
    lines = [" " * inner + literal(piece) for piece in _pieces(text, width)]
    if len(lines) < 2:
        return literal(text)
    return "\n".join(["(", *lines, " " * indent + ")"])


def _pieces(text: str, width: int) -> list[str]:
    """Cut a text so that each piece has at most `width` characters as a literal."""
    pieces, length = [""], 0
    for character in text:
        # Each piece chooses its quotes, so either of them may have to be escaped.
        size = 2 if character in "'\"" else len(_escaped(character, '"'))
        if length + size > width:
            pieces.append("")
            length = 0
        pieces[-1] += character
        length += size
    return pieces
