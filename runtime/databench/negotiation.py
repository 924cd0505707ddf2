"""What a request says about the answer that it wants: codings, cached copies and ranges.

RFC 9110, sections 12.5.3 (Accept-Encoding), 13.1 (If-None-Match, If-Range) and 14.2 (Range).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

IDENTITY: Final = "identity"

# At the same wish of the client, the one that is named first here is the smaller one.
_PREFERENCE: Final = ("br", "gzip", IDENTITY)
_ALIASES: Final = {"x-gzip": "gzip"}
_WEIGHT: Final = r"\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*"
_LEAST: Final = 0.0001
_TAG: Final = r'"[^"]*"'
_RANGE: Final = r"bytes=([0-9]{0,20})-([0-9]{0,20})"


def best_coding(accepted: str | None, available: Collection[str]) -> str:
    """Return the coding that a client likes best.

    A client that accepts none of those that there are gets the answer as it is: there is
    nothing better to be had by refusing.

    Args:
        accepted: the header Accept-Encoding, None if there is none.
        available: codings besides `identity`.
    """
    if accepted is None or not available:
        return IDENTITY
    wishes = _wishes(accepted)
    # What nobody excludes may come without a coding, but rather not.
    wishes.setdefault(IDENTITY, min(wishes.get("*", _LEAST), _LEAST))
    choice = [coding for coding in _PREFERENCE if coding == IDENTITY or coding in available]
    best = max(choice, key=lambda coding: wishes.get(coding, wishes.get("*", 0.0)))
    return best if wishes.get(best, wishes.get("*", 0.0)) > 0 else IDENTITY


def _wishes(accepted: str) -> dict[str, float]:
    wishes = {}
    for item in accepted.split(","):
        name, _, parameter = item.partition(";")
        weight = re.fullmatch(_WEIGHT, parameter, re.IGNORECASE)
        coding = name.strip().lower()
        wishes[_ALIASES.get(coding, coding)] = (
            float(weight[1]) if weight else float(not parameter.strip())
        )
    return wishes


def is_cached(if_none_match: str, etag: str) -> bool:
    """Tell whether a client that sends this header has the answer of this ETag already."""
    if if_none_match.strip() == "*":
        return True
    return etag in re.findall(_TAG, if_none_match)


def wanted_range(header: str, size: int) -> range | None:
    """Return the bytes that a Range header asks for, None if the header does not count.

    A range that does not meet the content is empty: there is nothing to satisfy it with.
    """
    match = re.fullmatch(_RANGE, header.strip(), re.IGNORECASE)
    if match is None or match[1] == match[2] == "":
        return None
    first, last = match[1], match[2]
    if not first:
        return range(max(size - int(last), 0), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
