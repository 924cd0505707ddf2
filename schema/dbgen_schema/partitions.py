"""Counts the ways in which the parts of a regular expression can share a text among themselves.

Where `(.*)/(.*)x` does not match, it was tried with every slash of the text as the one in the
middle. Not so `([0-9]+)/([0-9]+)x`: a repeat of digits takes no slash, so that there is one way.
"""

import itertools
import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from dbgen_schema.regex_items import (
    REPEATS,
    Item,
    all_characters,
    characters,
    flat,
    is_single,
    is_variable,
    op,
)

_LONGEST_TEXT = 2048
_MOST_SEQUENCES = 64


class _Piece(NamedTuple):
    """A part of a pattern: the characters that it may take, and how much it leaves open.

    `bits` is the binary logarithm of the number of texts that it may take from one place on;
    `is_needed` says that it takes at least one character, and `takes_all` that any text will do.
    """

    characters: frozenset[str]
    bits: float
    is_needed: bool
    takes_all: bool = False


_Sequence = tuple[_Piece, ...]


def partition_bits(pattern: Any, enough: float) -> float:
    """Return the binary logarithm of at least the number of ways that a parsed pattern has.

    Above `enough` it need not be that of all of them.
    """
    found = 0.0
    for sequence in _sequences(pattern):
        # Where the rest may be anything, the first way to come to it is the last one that is tried.
        last = len(sequence) - 1 if sequence and sequence[-1].takes_all else len(sequence)
        found = max(found, _bits(sequence[:last], enough))
        if found > enough:
            break
    return found


def overlap(branches: list[Any]) -> bool:
    """Return whether two branches can start with the same character, or one is empty."""
    firsts = [next(flat(branch), None) for branch in branches]
    singles = [characters(first) for first in firsts if first is not None and is_single(first)]
    pairs = itertools.combinations(singles, 2)
    return len(singles) < len(branches) or any(one & other for one, other in pairs)


def _sequences(items: Iterable[Item]) -> list[_Sequence]:
    """Return what a pattern may come to: one sequence for each choice among its branches.

    With very many of them, all branches are taken to follow each other.
    """
    found: list[_Sequence] = [()]
    for item in items:
        options = _options(*item)
        if len(found) * len(options) > _MOST_SEQUENCES:
            options = [_one_after_the_other(options)]
        found = [before + option for before in found for option in options]
    return found


def _one_after_the_other(options: Iterable[_Sequence]) -> _Sequence:
    pieces = (piece for option in options for piece in option)
    return tuple(piece._replace(is_needed=False, takes_all=False) for piece in pieces)


def _options(kind: Any, argument: Any) -> list[_Sequence]:
    if kind in REPEATS:
        return _repeats(*argument)
    if kind == op.BRANCH:
        return _branches(argument[1])
    if kind == op.GROUPREF_EXISTS:
        return [option for part in argument[1:] for option in _sequences(part or ())]
    if kind in {op.SUBPATTERN, op.ATOMIC_GROUP}:
        return _sequences(argument if kind == op.ATOMIC_GROUP else argument[-1])
    if kind in {op.ASSERT, op.ASSERT_NOT}:
        # It looks at what others take, and takes nothing itself.
        return [_one_after_the_other(_sequences(argument[-1]))]
    found = characters((kind, argument))
    return [(_Piece(found, 0, is_single((kind, argument))),)] if found else [()]


def _branches(branches: list[Any]) -> list[_Sequence]:
    options = [option for branch in branches for option in _sequences(branch)]
    if not overlap(branches):
        return options
    every = frozenset[str]().union(*map(all_characters, branches))
    choice = _Piece(every, math.log2(len(branches)), is_needed=False)
    return [(choice, *option) for option in options]


def _repeats(low: int, high: int, body: Any) -> list[_Sequence]:
    if not is_variable((op.MAX_REPEAT, (low, high, body))):
        return _sequences(body) if low else [()]
    width = min(high - low, _LONGEST_TEXT)
    is_one = len(body) == 1 and is_single(body[0])
    takes_all = is_one and body[0][0] == op.ANY and (low, high) == (0, op.MAXREPEAT)
    repeat = _Piece(all_characters(body), math.log2(width + 1), low > 0, takes_all)
    if high > 1 or is_one:
        return [(repeat,)]
    return [(), *((repeat, *option) for option in _sequences(body))]


def _bits(sequence: _Sequence, enough: float) -> float:
    """Return the most bits of pieces that have their text from each other, one from the next."""
    most = [piece.bits for piece in sequence]
    for number, piece in enumerate(sequence):
        if not piece.bits:
            continue
        if most[number] > enough:
            return most[number]
        for other in _sharing(sequence, number):
            most[other] = max(most[other], most[number] + sequence[other].bits)
    return max(most, default=0.0)


def _sharing(sequence: _Sequence, number: int) -> Iterator[int]:
    """Yield the later pieces that can take from a piece, with all that is between them."""
    mine = sequence[number].characters
    between: set[frozenset[str]] = set()
    for other in range(number + 1, len(sequence)):
        theirs, bits, is_needed, _ = sequence[other]
        if bits and mine & theirs and all(needed & theirs for needed in between):
            yield other
        if is_needed:
            if not mine & theirs:
                return
            between.add(theirs)
