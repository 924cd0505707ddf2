"""What Python complains about in a regular expression, in the words of somebody who writes one."""

import re
from typing import Final

_MEANINGS: Final = {
    "missing ), unterminated subpattern": "a `(` is not closed",
    "unbalanced parenthesis": "a `)` closes nothing",
    "unterminated character set": "a `[` is not closed",
    "unterminated range": "a `[` is not closed",
    "nothing to repeat": "{found} has nothing before it to repeat",
    "multiple repeat": "{found} repeats what is repeated already",
    "bad escape (end of pattern)": "it ends with a backslash",
    "bad escape": "there is no escape {found2}",
    "incomplete escape": "the escape {found2} is not complete",
    "bad character range": "a range between `[` and `]` runs backwards",
    "min repeat greater": "a number of repeats runs backwards",
    "global flags not at the start": "flags such as `(?i)` have to be written `(?i:...)`",
    "unknown extension": "there is no such group as `(?...`",
    "unexpected end of pattern": "it ends within a group",
    "group name": "a name of a group is wrong",
    "redefinition of group": "two groups have the same name",
    "group reference": "it refers to a group that is not there",
    "look-behind requires": "what `(?<=` looks back at has no fixed length",
}


def expression_fault(error: Exception, pattern: str) -> str:
    """Return why `pattern` does not compile, and at which of its characters."""
    if isinstance(error, RecursionError):
        return "its groups are nested too deeply"
    if isinstance(error, OverflowError):
        return "a number of repeats is too large"
    complaint, at = str(error), _offset(error, pattern)
    meaning = next((text for part, text in _MEANINGS.items() if part in complaint), "")
    found = pattern[at:] if at is not None else ""
    text = meaning.format(found=f"`{found[:1]}`", found2=f"`{found[:2]}`") or "it does not parse"
    return text if at is None else f"{text}, at character {at + 1}"


def _offset(error: Exception, pattern: str) -> int | None:
    """Return where in `pattern` it fails; what was compiled may have had a prefix."""
    if not isinstance(error, re.error) or error.pos is None:
        return None
    return max(error.pos - str(error.pattern).rfind(pattern), 0)
