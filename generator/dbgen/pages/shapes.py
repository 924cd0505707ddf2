"""Code of pages that differ in nothing but their text, compiled once for all of them.

Most of the time that a page takes goes into parsing it and compiling what Jinja makes of it, and
nothing of that depends on what stands between its tags. So a page is compiled with slots in place
of its text, and each page of that shape gets a copy of the code with its own text in the slots.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Final

from jinja2 import Environment, TemplateError, nodes

_OPENERS: Final = ("{{", "{%", "{#")
# Jinja puts the names of templates into messages with `repr`, which leaves this as it is.
_MARK: Final = "\N{APL FUNCTIONAL SYMBOL QUAD}"
_SLOT: Final = re.compile(rf"{_MARK}(\d+)\n{_MARK}")
_TRIMMING: Final = re.compile(r"\{[{%#]-|-[}%#]\}")
_DEBUG_INFO: Final = re.compile(r"\d+=\d+(?:&\d+=\d+)*")
_MOST: Final = 100


class Shapes:
    """The code of the shapes that were met last."""

    def __init__(self) -> None:
        self._codes: dict[str, CodeType | None] = {}

    def compile(
        self, environment: Environment, parts: Sequence[str], name: str, filename: str
    ) -> CodeType | None:
        """Return what `environment` makes of a page; None if its shape does not say that.

        `parts` are the texts and the tags of a template that escapes what it shows.
        """
        form, filling = _taken_apart(parts, name, filename)
        if form not in self._codes:
            if len(self._codes) >= _MOST:
                del self._codes[next(iter(self._codes))]
            self._codes[form] = _compiled(environment, form, len(filling.texts))
        code = self._codes[form]
        return filling.module(code) if code else None


@dataclass(frozen=True, slots=True)
class _Filling:
    """What tells a page from others of its shape; `lines` are its lines by those of the form."""

    texts: Sequence[str]
    lines: Sequence[int]
    name: str
    filename: str

    def module(self, code: CodeType) -> CodeType:
        """Return the code of the page, from that of its shape."""
        filled = self._filled(code)
        return filled.replace(co_consts=tuple(map(self._relocated, filled.co_consts)))

    def _filled(self, code: CodeType) -> CodeType:
        constants = tuple(map(self._constant, code.co_consts))
        return code.replace(co_consts=constants, co_filename=self.filename)

    def _constant(self, value: object) -> object:
        if isinstance(value, CodeType):
            return self._filled(value)
        if isinstance(value, str) and _MARK in value:
            return self.name if value == _MARK else _SLOT.sub(self._text, value)
        return value

    def _text(self, slot: re.Match[str]) -> str:
        return self.texts[int(slot[1])]

    def _relocated(self, value: object) -> object:
        """Return a constant of the module, which knows the lines that its code comes from."""
        if not isinstance(value, str) or not _DEBUG_INFO.fullmatch(value):
            return value
        pairs = (pair.split("=") for pair in value.split("&"))
        return "&".join(f"{self.lines[int(line) - 1]}={code_line}" for line, code_line in pairs)


def _taken_apart(parts: Sequence[str], name: str, filename: str) -> tuple[str, _Filling]:
    """Return a page with slots for its text, and what belongs there.

    A slot ends a line, so that each line of the form comes from one line of the page.
    """
    form: list[str] = []
    texts: list[str] = []
    lines = [1]
    for part in parts:
        if part.startswith(_OPENERS):
            form.append(part)
            lines.extend(range(lines[-1] + 1, lines[-1] + 1 + part.count("\n")))
        else:
            form.append(f"{_MARK}{len(texts)}\n{_MARK}")
            texts.append(part)
            lines.append(lines[-1] + part.count("\n"))
    return "".join(form), _Filling(texts, lines, name, filename)


def _compiled(environment: Environment, form: str, slots: int) -> CodeType | None:
    # Tags that trim the text beside them need that text.
    if form.count(_MARK) != 2 * slots or _TRIMMING.search(form):
        return None
    try:
        tree = environment.parse(form, _MARK, _MARK)
        code = environment.compile(tree, _MARK, _MARK)
    except (TemplateError, RecursionError, SyntaxError):
        return None
    # What is no text for Jinja, or is part of a message, is not to be exchanged.
    whole = _slots(tree) == list(range(slots)) and all(map(_is_clear, _strings(code)))
    return code if whole else None


def _slots(tree: nodes.Template) -> list[int]:
    texts = (data.data for data in tree.find_all(nodes.TemplateData))
    return sorted(int(slot[1]) for text in texts for slot in _SLOT.finditer(text))


def _strings(code: CodeType) -> Iterator[str]:
    """Yield the constants of a module; those of which nothing is exchanged as Python shows them."""
    for value in code.co_consts:
        if isinstance(value, CodeType):
            yield from _strings(value)
        else:
            yield value if isinstance(value, str) else repr(value)


def _is_clear(constant: str) -> bool:
    return constant == _MARK or _MARK not in _SLOT.sub("", constant)
