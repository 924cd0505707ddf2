"""The parts of a regular expression, as the parser behind `re` reads it."""

import importlib
import warnings
from collections.abc import Iterator
from typing import Any

# typeshed has no stubs for the parser behind `re`.
_parser: Any = importlib.import_module("re._parser")
op: Any = importlib.import_module("re._constants")

Item = tuple[Any, Any]
REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}
_ASCII = frozenset(chr(code) for code in range(128))
# A letter, a digit, a space and a symbol stand for all characters outside ASCII.
_OTHERS = frozenset("\u00e9\u0663\u3000\u2603")
ALL = _ASCII | _OTHERS
_DIGITS = frozenset(c for c in ALL if c.isdecimal())
_WORDS = frozenset(c for c in ALL if c.isalnum() or c == "_")
_SPACES = frozenset(c for c in ALL if c.isspace())
_CATEGORIES = {
    op.CATEGORY_DIGIT: _DIGITS,
    op.CATEGORY_NOT_DIGIT: ALL - _DIGITS,
    op.CATEGORY_WORD: _WORDS,
    op.CATEGORY_NOT_WORD: ALL - _WORDS,
    op.CATEGORY_SPACE: _SPACES,
    op.CATEGORY_NOT_SPACE: ALL - _SPACES,
}


def parsed(pattern: str) -> Any:
    """Return the items of a pattern, which must compile."""
    # That Python may read a pattern in another way some day is nothing for the reader of problems.
    with warnings.catch_warnings(action="ignore"):
        return _parser.parse(pattern)


def all_items(sequence: Any) -> Iterator[Item]:
    """Yield all items of a parsed pattern, those in groups, branches and repeats included."""
    for kind, argument in sequence:
        yield kind, argument
        for part in _parts(kind, argument):
            yield from all_items(part)


def _parts(kind: Any, argument: Any) -> list[Any]:
    if kind == op.BRANCH:
        return list(argument[1])
    if kind == op.ATOMIC_GROUP:
        return [argument]
    if kind == op.GROUPREF_EXISTS:
        return [part for part in argument[1:] if part is not None]
    if kind in REPEATS or kind in {op.SUBPATTERN, op.ASSERT, op.ASSERT_NOT}:
        return [argument[-1]]
    return []


def flat(sequence: Any) -> Iterator[Item]:
    """Yield the items of a sequence with its groups opened and its anchors left out."""
    for kind, argument in sequence:
        if kind == op.SUBPATTERN:
            yield from flat(argument[-1])
        elif kind != op.AT:
            yield kind, argument


def is_variable(item: Item) -> bool:
    """Return whether an item repeats something a number of times that it leaves open."""
    kind, argument = item
    return kind in REPEATS and argument[0] != argument[1]


def is_single(item: Item) -> bool:
    """Return whether an item always matches one character."""
    return item[0] in {op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY}


def characters(item: Item) -> frozenset[str]:
    """Return at least the characters that an item matches, in lower case."""
    kind, argument = item
    if kind == op.LITERAL:
        return _range(argument, argument)
    if kind == op.NOT_LITERAL:
        return _all_but(_range(argument, argument))
    if kind == op.RANGE:
        return _range(*argument)
    if kind == op.CATEGORY:
        return _fold(_CATEGORIES[argument])
    if kind == op.IN:
        negated = argument[0][0] == op.NEGATE
        members = frozenset[str]().union(*(characters(part) for part in argument[negated:]))
        return _all_but(members) if negated else members
    return ALL if kind in {op.ANY, op.GROUPREF} else frozenset()


def all_characters(sequence: Any) -> frozenset[str]:
    """Return at least the characters that the items of a sequence match, in lower case."""
    return frozenset[str]().union(*map(characters, all_items(sequence)))


def _range(first: int, last: int) -> frozenset[str]:
    others = _OTHERS if last > 127 else frozenset()
    return _fold(frozenset(map(chr, range(first, min(last, 127) + 1)))) | others


def _all_but(refused: frozenset[str]) -> frozenset[str]:
    # Letters stay, because `[^a]` matches "A", and so do the few that stand for many.
    return _fold(ALL) - frozenset(c for c in refused & _ASCII if not c.isalpha())


def _fold(written: frozenset[str]) -> frozenset[str]:
    return frozenset(c.lower() for c in written)
