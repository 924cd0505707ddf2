"""Did you mean: the known word that is nearest to one that somebody wrote."""

import difflib
from collections.abc import Iterable

_LONGEST = 64


def suggest(word: str, options: Iterable[str]) -> str | None:
    """Return the option that `word` was probably meant to be, or None when none is close."""
    if len(word) > _LONGEST:
        return None
    by_folded = {_fold(option): option for option in options}
    if not by_folded:
        return None
    close = difflib.get_close_matches(_fold(word), by_folded, n=1)
    return by_folded[close[0]] if close else None


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """Return the question "did you mean ...?", or an empty text when nothing is close."""
    option = suggest(word, options)
    return f"did you mean `{option}`?" if option is not None else ""


def _fold(word: str) -> str:
    return word.casefold().replace("-", "_")
