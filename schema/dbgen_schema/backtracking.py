"""Finds regular expressions whose matching time can grow exponentially.

A repeat is fine when there is only one way to cut a text into its rounds. What cannot be shown to
be fine is refused: such patterns are rare in routes, and one request would stop the whole server.
"""

import importlib
import itertools
import warnings
from collections.abc import Iterator
from typing import Any

# typeshed has no stubs for the parser behind `re`.
_parser: Any = importlib.import_module("re._parser")
_op: Any = importlib.import_module("re._constants")

_MOST_REPEATS = 2

_Item = tuple[Any, Any]
_REPEATS = {_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT}
_ASCII = frozenset(chr(code) for code in range(128))
# A letter, a digit, a space and a symbol stand for all characters outside ASCII.
_OTHERS = frozenset("\u00e9\u0663\u3000\u2603")
_ALL = _ASCII | _OTHERS
_DIGITS = frozenset(c for c in _ALL if c.isdecimal())
_WORDS = frozenset(c for c in _ALL if c.isalnum() or c == "_")
_SPACES = frozenset(c for c in _ALL if c.isspace())
_CATEGORIES = {
    _op.CATEGORY_DIGIT: _DIGITS,
    _op.CATEGORY_NOT_DIGIT: _ALL - _DIGITS,
    _op.CATEGORY_WORD: _WORDS,
    _op.CATEGORY_NOT_WORD: _ALL - _WORDS,
    _op.CATEGORY_SPACE: _SPACES,
    _op.CATEGORY_NOT_SPACE: _ALL - _SPACES,
}


def can_explode(pattern: str) -> bool:
    """Return whether matching `pattern`, which must compile, may take exponential time."""
    return any(
        op in _REPEATS and argument[1] > 1 and _is_ambiguous(argument[2])
        for op, argument in _items(_parsed(pattern))
    )


def is_slow(pattern: str) -> bool:
    """Return whether `pattern`, which must compile, has many ways to cut a text at its repeats.

    Where n repeats match the same character, the time may grow with the length of the path to the
    power of n.
    """
    repeats = [item for item in _items(_parsed(pattern)) if _is_endless(item)]
    ranges = [
        frozenset[str]().union(*(_characters(part) for part in _items(argument[2])))
        for _, argument in repeats
    ]
    return any(sum(c in found for found in ranges) > _MOST_REPEATS for c in _ALL)


def _parsed(pattern: str) -> Any:
    # That Python may read a pattern in another way some day is nothing for the reader of problems.
    with warnings.catch_warnings(action="ignore"):
        return _parser.parse(pattern)


def _is_endless(item: _Item) -> bool:
    return item[0] in _REPEATS and item[1][1] == _op.MAXREPEAT


def _is_ambiguous(body: Any) -> bool:
    """Return whether a text of several rounds of `body` may be cut into them in several ways."""
    inner = list(_items(body))
    variable = [item for item in inner if _is_variable(item)]
    if not variable:
        return any(op == _op.BRANCH and _overlap(argument[1]) for op, argument in inner)
    sequence = list(_flat(body))
    if len(variable) > 1 or variable[0] not in sequence or _has_choice(inner):
        return True
    following = sequence[(sequence.index(variable[0]) + 1) % len(sequence)]
    repeated = frozenset[str]().union(*(_characters(item) for item in _items(variable[0][1][2])))
    return not _is_single(following) or bool(_characters(following) & repeated)


def _items(sequence: Any) -> Iterator[_Item]:
    """Yield all items of a parsed pattern, those in groups, branches and repeats included."""
    for op, argument in sequence:
        yield op, argument
        for part in _parts(op, argument):
            yield from _items(part)


def _parts(op: Any, argument: Any) -> list[Any]:
    if op == _op.BRANCH:
        return list(argument[1])
    if op == _op.ATOMIC_GROUP:
        return [argument]
    if op == _op.GROUPREF_EXISTS:
        return [part for part in argument[1:] if part is not None]
    if op in _REPEATS or op in {_op.SUBPATTERN, _op.ASSERT, _op.ASSERT_NOT}:
        return [argument[-1]]
    return []


def _flat(sequence: Any) -> Iterator[_Item]:
    """Yield the items of a sequence with its groups opened and its anchors left out."""
    for op, argument in sequence:
        if op == _op.SUBPATTERN:
            yield from _flat(argument[-1])
        elif op != _op.AT:
            yield op, argument


def _is_variable(item: _Item) -> bool:
    op, argument = item
    return op in _REPEATS and argument[0] != argument[1]


def _has_choice(items: list[_Item]) -> bool:
    return any(op in {_op.BRANCH, _op.GROUPREF, _op.GROUPREF_EXISTS} for op, _ in items)


def _overlap(branches: list[Any]) -> bool:
    """Return whether two branches can start with the same character, or one is empty."""
    firsts = [next(_flat(branch), None) for branch in branches]
    singles = [_characters(first) for first in firsts if first is not None and _is_single(first)]
    pairs = itertools.combinations(singles, 2)
    return len(singles) < len(branches) or any(one & other for one, other in pairs)


def _is_single(item: _Item) -> bool:
    return item[0] in {_op.LITERAL, _op.NOT_LITERAL, _op.IN, _op.ANY}


def _characters(item: _Item) -> frozenset[str]:
    """Return at least the characters that an item matches, in lower case."""
    op, argument = item
    if op == _op.LITERAL:
        return _range(argument, argument)
    if op == _op.NOT_LITERAL:
        return _all_but(_range(argument, argument))
    if op == _op.RANGE:
        return _range(*argument)
    if op == _op.CATEGORY:
        return _fold(_CATEGORIES[argument])
    if op == _op.IN:
        negated = argument[0][0] == _op.NEGATE
        members = frozenset[str]().union(*(_characters(part) for part in argument[negated:]))
        return _all_but(members) if negated else members
    return _ALL if op in {_op.ANY, _op.GROUPREF} else frozenset()


def _range(first: int, last: int) -> frozenset[str]:
    others = _OTHERS if last > 127 else frozenset()
    return _fold(frozenset(map(chr, range(first, min(last, 127) + 1)))) | others


def _all_but(characters: frozenset[str]) -> frozenset[str]:
    # Letters stay, because `[^a]` matches "A", and so do the few that stand for many.
    return _fold(_ALL) - frozenset(c for c in characters & _ASCII if not c.isalpha())


def _fold(characters: frozenset[str]) -> frozenset[str]:
    return frozenset(c.lower() for c in characters)
