"""What in the text of a script tells that it may do more than can be followed."""

import re
from collections.abc import Iterable, Mapping
from typing import Final


class Signs:
    """Texts and patterns that say the same wherever they are found.

    A pattern stands behind a text that is in all that it matches: most scripts do not have this,
    and a text is found several times as fast as a pattern.
    """

    def __init__(self, texts: Iterable[bytes], patterns: Mapping[bytes, bytes]) -> None:
        self._texts = tuple(texts)
        self._patterns = [(text, re.compile(pattern)) for text, pattern in patterns.items()]

    def are_in(self, script: bytes) -> bool:
        """Return whether one of them is in a script."""
        return any(text in script for text in self._texts) or any(
            text in script and pattern.search(script) for text, pattern in self._patterns
        )


_ELEMENT: Final = rb"\(\s*['\"]<?(?:xhtml:)?(?:button|input|img)\b"
_NAMING: Final = rb"\(\s*(?:[^'\"\s]|['\"](?:id|name|type)['\"])"

CHANGES: Final = Signs(
    (b"skipwire", b"clickCB", b"changeCB", b"actionName", b"wireSignal"),
    {
        b"data-": rb"data-(?:action|signal)",
        b"dataset": rb"\bdataset\s*(?:\.\s*(?:action|signal)|\[)|\.dataset(?!\s*(?:\??\.|=)|\w)",
        b"databenchUI": rb"databenchUI\s*=[^=]",
        b".id": rb"\.id\s*=[^=]",
        b".name": rb"\.name\s*=[^=]",
        b"attr(": rb"attr" + _NAMING,
        b"prop": rb"prop(?:erty)?" + _NAMING,
        b"Attribute(": rb"[a-z]Attribute" + _NAMING,
        b"Object.assign(": (
            rb"Object\.assign\(\s*[^\s{][^;]{0,300}?\b(?:id|name|type|dataset)['\"]?\s*[:,}]"
        ),
    },
)
"""How a script may give elements other actions than those that stand in the page."""

ADDS: Final = Signs(
    (b"document.write", b"cloneNode", b"importNode", b"outerHTML", b".load(", b"getScript"),
    {
        b"<": rb"<\s*(?:button|input|img)\b",
        b"createElement(": (rb"createElement\(\s*(?:[^'\"\s]|['\"](?:button|input|img|script)\b)"),
        b"createElementNS(": (rb"createElementNS\([^()]{1,200}['\"](?:button|input|img|script)\b"),
        b".append(": rb"\.append" + _ELEMENT,
        b".insert(": rb"\.insert" + _ELEMENT,
        b".join(": rb"\.join" + _ELEMENT,
        b"eval(": rb"\beval\(",
        b"Function(": rb"\bFunction\(",
        b"import(": rb"\bimport\(",
        b"fetch(": rb"\bfetch\([\s\S]{0,300}innerHTML",
        b"XMLHttpRequest": rb"XMLHttpRequest[\s\S]{0,600}innerHTML",
    },
)
"""How a script may put elements or further scripts into the page."""

REPLACES: Final = Signs(
    (),
    {
        b".emit": rb"\.emit\s*=[^=]",
        b"prototype": rb"\bprototype\s*\.\s*emit\b",
        b"Object.": rb"Object\.(?:assign|definePropert)[\s\S]{0,300}\bemit\b",
    },
)
"""How a script may have a connection send something else than it is told to."""

FORMATS: Final = Signs((b"actionFormat", b"sliderToValue"), {})
