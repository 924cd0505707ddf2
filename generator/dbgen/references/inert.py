"""Import maps that stand where browsers run nothing."""

import re
from collections.abc import Sequence
from typing import Final

from dbgen.references.markup import Tag

_INERT: Final = ("template", "noscript")
_END: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|</(?P<name>template|noscript)(?=[\s/>])", re.DOTALL | re.IGNORECASE
)


def is_import_map(tag: Tag) -> bool:
    """Return whether an element is an import map."""
    return tag.name == "script" and tag.text("type").lower().strip() == "importmap"


def without_inert_maps(text: str, tags: Sequence[Tag]) -> Sequence[Tag]:
    """Return the tags of a page without the import maps in `template` and `noscript`."""
    if not any(tag.name in _INERT for tag in tags):
        return tags
    found = list[Tag]()
    opened, after = dict.fromkeys(_INERT, 0), 0
    for tag in tags:
        for end in _END.finditer(text, after, tag.start):
            if name := (end["name"] or "").lower():
                opened[name] = max(0, opened[name] - 1)
        after = tag.content.end if tag.content else tag.end
        if tag.name in opened:
            opened[tag.name] += 1
        if not (is_import_map(tag) and any(opened.values())):
            found.append(tag)
    return found
