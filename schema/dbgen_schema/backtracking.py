"""Finds regular expressions that may take for ever to find out that a path does not match.

What cannot be shown to be fine is refused: such patterns are rare in routes, and one request would
stop the whole server.
"""

from typing import Any

from dbgen_schema.partitions import overlap, partition_bits
from dbgen_schema.regex_items import (
    REPEATS,
    Item,
    all_characters,
    all_items,
    characters,
    flat,
    is_single,
    is_variable,
    op,
    parsed,
)

# What a path of the longest size that the server takes (databench.limits) gives two `.*` to try,
# and four times as much for all that is optional: some tenths of a second.
_MOST_BITS = 22.01 + 2


def can_hang(pattern: str) -> bool:
    """Return whether matching `pattern`, which must compile, may take seconds or for ever."""
    return can_explode(pattern) or is_slow(pattern)


def can_explode(pattern: str) -> bool:
    """Return whether repeats within repeats may make the time to match `pattern` exponential.

    A repeat is fine when there is only one way to cut a text into its rounds.
    """
    return any(
        kind in REPEATS and argument[1] > 1 and _is_ambiguous(argument[2])
        for kind, argument in all_items(parsed(pattern))
    )


def is_slow(pattern: str) -> bool:
    """Return whether repeats after each other have too many ways to share a text.

    Those of a pattern that cannot explode: a repeat that has others in it counts as one.
    """
    return partition_bits(parsed(pattern), enough=_MOST_BITS) > _MOST_BITS


def _is_ambiguous(body: Any) -> bool:
    """Return whether a text of several rounds of `body` may be cut into them in several ways."""
    inner = list(all_items(body))
    variable = [item for item in inner if is_variable(item)]
    if not variable:
        return any(kind == op.BRANCH and overlap(argument[1]) for kind, argument in inner)
    sequence = list(flat(body))
    if len(variable) > 1 or variable[0] not in sequence or _has_choice(inner):
        return True
    following = sequence[(sequence.index(variable[0]) + 1) % len(sequence)]
    repeated = all_characters(variable[0][1][2])
    return not is_single(following) or bool(characters(following) & repeated)


def _has_choice(items: list[Item]) -> bool:
    return any(kind in {op.BRANCH, op.GROUPREF, op.GROUPREF_EXISTS} for kind, _ in items)
