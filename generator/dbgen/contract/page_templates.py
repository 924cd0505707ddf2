"""Put a page together: which parts of which templates make it up."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

from dbgen.contract.elements import Element, InlineScript, Markup, read_markup
from dbgen.contract.facts import Place
from dbgen.contract.template_source import TemplateSource, read_template
from dbgen.kept import NOTHING, Kept
from dbgen.lines import Lines
from dbgen.marks import STATEMENT_MARK
from dbgen.pages.files import UnreadableError
from dbgen.pages.lookup import Lookup

_DEEPEST: Final = 20
LONGEST: Final = 1 << 18
_SPEAKS: Final = re.compile("databench|\\{%-?\\s*extends", re.IGNORECASE)
MOST_PARTS: Final = 50_000


class TemplateFile:
    """A template: its text, its structure and its markup; `file` is its name in problems."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.source: TemplateSource = read_template(text)
        self.markup: Markup = read_markup(self.source.html)

    def place(self, offset: int) -> Place:
        """Return the place of an offset."""
        return Place(self.file, *self._lines.locate(offset))

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def contents(self) -> list["Contents"]:
        """What each of the blocks holds."""
        source = self.source
        contents = [Contents() for _ in source.blocks]
        for block in source.blocks[1:]:
            contents[block.spot.block].blocks.append((block.name, block.spot.certain))
        for include in source.includes:
            contents[include.spot.block].includes.append((include.name, include.spot.certain))
        for element in self.markup.elements:
            spot = source.spot(element.offset)
            part = PagePart(self, element, spot.certain and not element.inert)
            contents[spot.block].parts.append(part)
        for script in self.markup.scripts:
            number = source.spot(script.element.offset).block
            contents[number].scripts.append(PageScript(self, script))
        for offset in self._free_markup():
            contents[source.spot(offset).block].known = False
        return contents

    def _free_markup(self) -> Iterator[int]:
        """Yield the places of expressions that may bring any HTML; scripts hold none."""
        scripts = self.markup.scripts
        starts = [script.offset for script in scripts]
        for offset in self.source.markup:
            before = bisect_right(starts, offset) - 1
            if before < 0 or offset >= starts[before] + len(scripts[before].text):
                yield offset


@dataclass(slots=True)
class Contents:
    """What a block holds itself, each with whether it surely does."""

    parts: list["PagePart"] = field(default_factory=list)
    scripts: list["PageScript"] = field(default_factory=list)
    blocks: list[tuple[str, bool]] = field(default_factory=list)
    includes: list[tuple[str, bool]] = field(default_factory=list)
    known: bool = True


class PagePart(NamedTuple):
    """An element of a page, and whether the page surely has it."""

    template: TemplateFile
    element: Element
    certain: bool


class PageScript(NamedTuple):
    """A script of a page."""

    template: TemplateFile
    script: InlineScript

    @property
    def broken(self) -> bool:
        """Whether statements of the template language decide what the script is."""
        return STATEMENT_MARK in self.script.text


@dataclass(frozen=True, slots=True)
class LargeTemplate:
    """A template that is too large to be read."""

    file: str
    length: int


@dataclass(slots=True)
class Assembled:
    """A page; `known` tells that there are no other elements, `complete` no other scripts.

    `templates` is how many templates make it up, where one counts each time that it is included;
    those that are too `large` are not part of it.
    """

    file: str = ""
    parts: list[PagePart] = field(default_factory=list)
    scripts: list[PageScript] = field(default_factory=list)
    known: bool = True
    complete: bool = True
    templates: int = 0
    has_too_many_parts: bool = False
    large: list[LargeTemplate] = field(default_factory=list)

    def forget(self) -> None:
        """Take down that a part of the page cannot be known."""
        self.known = self.complete = False


class PageTemplates:
    """The templates of an app, each read once."""

    def __init__(self, lookup: Lookup, kept: Kept = NOTHING) -> None:
        self._lookup = lookup
        self._kept = kept
        self._files: dict[Path, TemplateFile | LargeTemplate | None] = {}

    def page(self, path: Path, file: str) -> Assembled:
        """Return what makes up the page of a file."""
        page = Assembled(file)
        self._assemble(path, file, page, certain=True, depth=0)
        return page

    def _read(self, path: Path, file: str) -> TemplateFile | LargeTemplate | None:
        if path not in self._files:
            self._files[path] = self._template(path, file)
        return self._files[path]

    def _template(self, path: Path, file: str) -> TemplateFile | LargeTemplate | None:
        try:
            text = self._lookup.templates.source(path, file)
            if len(text) > LONGEST:
                return LargeTemplate(file, len(text)) if _SPEAKS.search(text) else None
            return self._kept.lasting(TemplateFile, file, text)
        except (UnreadableError, RecursionError, AssertionError):
            return None

    def _assemble(
        self, path: Path | None, file: str, page: Assembled, *, certain: bool, depth: int
    ) -> None:
        chain = list(self._chain(path, file, page))
        page.templates += len(chain)
        many = page.templates + len(page.parts) > MOST_PARTS
        if many or depth > _DEEPEST or not chain or None in chain:
            page.has_too_many_parts = page.has_too_many_parts or many
            page.forget()
            return
        templates = [template for template in chain if template]
        assembly = _Assembly(templates, page)
        assembly.visit(templates[-1], 0, certain=certain)
        for name, is_certain in assembly.includes:
            found = self._lookup.find(name)
            self._assemble(found, name, page, certain=is_certain, depth=depth + 1)

    def _chain(
        self, path: Path | None, file: str, page: Assembled
    ) -> Iterator[TemplateFile | None]:
        """Yield a template and those that it extends; None for one that cannot be known."""
        for _ in range(_DEEPEST):
            template = self._read(path, file) if path else None
            if isinstance(template, LargeTemplate):
                page.large.append(template)
                break
            if template is None or template.source.broken:
                break
            yield template
            if not template.source.extends:
                return
            file = template.source.extends
            path = self._lookup.find(file)
        yield None


class _Assembly:
    """The walk over the blocks of a chain of templates, the most derived one first."""

    def __init__(self, chain: list[TemplateFile], page: Assembled) -> None:
        self.includes: list[tuple[str, bool]] = []
        self._page = page
        self._visited: set[tuple[int, int]] = set()
        self._definitions: dict[str, list[tuple[TemplateFile, int]]] = {}
        for template in chain:
            for number, block in enumerate(template.source.blocks[1:], 1):
                self._definitions.setdefault(block.name, []).append((template, number))

    def visit(self, template: TemplateFile, block: int, *, certain: bool) -> None:
        """Add what a block holds, and what the blocks inside it do."""
        if (id(template), block) in self._visited:
            return
        self._visited.add((id(template), block))
        contents = template.contents[block]
        self._add(template, contents, certain=certain)
        for name, is_certain in contents.includes:
            self.includes.append((name, certain and is_certain))
        for name, is_certain in contents.blocks:
            self._visit_named(name, certain=certain and is_certain)

    def _visit_named(self, name: str, *, certain: bool) -> None:
        for template, number in self._definitions[name]:
            self.visit(template, number, certain=certain)
            if not template.source.blocks[number].has_super:
                return

    def _add(self, template: TemplateFile, contents: Contents, *, certain: bool) -> None:
        page = self._page
        page.known = page.known and template.markup.known and contents.known
        page.parts += contents.parts if certain else map(_perhaps, contents.parts)
        page.scripts += contents.scripts


def _perhaps(part: PagePart) -> PagePart:
    return part._replace(certain=False)
