"""What docutils complains about in a README, in the words of somebody who writes one."""

import re
from collections.abc import Callable
from typing import Final

_BLANK_LINE: Final = "put a blank line before it, and indent what belongs together alike"
_UNDERLINE: Final = ("the line under this title is too short", "make it as long as the title")
_OPENED: Final = {
    "emphasis": "*",
    "strong": "**",
    "literal": "``",
    "interpreted text or phrase reference": "`",
    "substitution_reference": "|",
    "target": "_`",
}

Said = tuple[str, str]
"""Message and hint."""


def _unclosed(found: re.Match[str]) -> Said:
    mark = _OPENED.get(found[1], "")
    hint = "close it; what is meant literally needs a backslash before it"
    return f"`` {mark} `` is not closed" if "`" in mark else f"`{mark}` is not closed", hint


_WORDINGS: Final[list[tuple[str, Said | Callable[[re.Match[str]], Said]]]] = [
    (r'Unknown directive type "(.*)"', lambda m: (f"there is no directive `{m[1]}`", "")),
    (r'Unknown interpreted text role "(.*)"', lambda m: (f"there is no role `{m[1]}`", "")),
    (
        r'"(.*)" directive disabled',
        lambda m: (f"the directive `{m[1]}` is switched off", "write its content here"),
    ),
    (
        r'File and URL access deactivated; ignoring "(.*)" directive',
        lambda m: (f"the directive `{m[1]}` reads no files here", "write its content here"),
    ),
    (r"Possible title underline|Title (?:under|over)line too short", _UNDERLINE),
    (
        r"Missing matching underline|Title overline & underline mismatch|Incomplete section title",
        ("the lines above and below this title differ", "make them alike"),
    ),
    (r"Unexpected indentation", ("this line is indented", _BLANK_LINE)),
    (
        r"(.*) ends without a blank line",
        lambda m: (f"the {m[1].lower()} before this line does not end", _BLANK_LINE),
    ),
    (
        r"Literal block expected; none found",
        ("nothing is indented after the `::` before this line", "indent the text that it opens"),
    ),
    (r"Inline (.*) start-string without end-string", _unclosed),
    (
        r'Unknown target name: "(.*)"',
        lambda m: (f"nothing says where `{m[1]}_` leads", f"add `.. _{m[1]}: address`"),
    ),
    (
        r'Duplicate (?:explicit|implicit) target name: "(.*)"',
        lambda m: (f"there are two targets called `{m[1]}`", "rename one"),
    ),
    (
        r'Undefined substitution referenced: "(.*)"',
        lambda m: (f"nothing says what `|{m[1]}|` stands for", f"add `.. |{m[1]}| replace:: ...`"),
    ),
    (
        r"(?:Title level inconsistent|Inconsistent title style)",
        ("a title of this level cannot stand here", "levels are underlined alike, with no gap"),
    ),
    (r"Blank line (?:required|missing)", ("a blank line is missing here", "")),
    (r"Malformed table", ("the lines of this table do not fit together", "")),
    (
        r"Error in \"(.*)\" directive: ?(.*)",
        lambda m: (f"the directive `{m[1]}` is not complete or takes other options", m[2]),
    ),
    (
        r"Unexpected section title",
        ("a title cannot stand here", "titles are not indented, and in no list"),
    ),
    (r"may not (?:begin|end) with a transition", ("a line of dashes cannot stand here", "")),
    (r"the directive `date`.*", lambda m: (m[0], "")),
]
# They come together with others, that say more.
_COMPANIONS: Final = re.compile(r"No (?:directive|role) entry for|Trying \"")


def described(complaint: str) -> Said | None:
    """Return message and hint for what docutils says, None for what another message says."""
    if _COMPANIONS.search(complaint):
        return None
    for pattern, wording in _WORDINGS:
        if found := re.search(pattern, complaint, re.DOTALL):
            return wording(found) if callable(wording) else wording
    return "this is no correct reStructuredText", f"docutils says: {complaint.rstrip('.')}"
