"""Find the scripts of a page: those in it, those that it loads, and what these import."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from typing import Final
from urllib.parse import unquote

from dbgen.contract.facts import Place
from dbgen.contract.javascript.imports import LIBRARY, imported
from dbgen.contract.javascript.reading import ScriptText
from dbgen.contract.page_templates import LONGEST, MOST_PARTS, Assembled, PagePart, PageScript
from dbgen.contract.script_files import (
    MAX_SCRIPT,
    MAX_SCRIPTS,
    TYPESCRIPT,
    LargeScript,
    Library,
    ScriptFile,
    ScriptFiles,
    address_of,
)
from dbgen.lines import Lines
from dbgen.marks import MARK, STATEMENT_MARK
from dbgen.project import Analysis
from dbgen.script_syntax import is_minified
from dbgen.script_types import is_module_type, is_script_type
from dbgen_schema import Problem, Severity

_OURS: Final = "/_static/databench.js"
_NAME: Final = re.compile(r"\{\{-?\s*name\s*-?\}\}")
_EVENT: Final = re.compile(
    r"on(?:blur|change|click|contextmenu|copy|cut|dblclick|drag\w*|drop|error|focus(?:in|out)?"
    r"|hashchange|input|invalid|key(?:down|press|up)|load|mouse\w+|paste|pointer\w+|popstate|reset"
    r"|resize|scroll|select|submit|toggle|touch\w+|unload|wheel)"
)
# Those of browsers, and of frameworks, where names may mean something else.
_HANDLERS: Final = ("on", "@", "v-on:", "x-on:")
_ADDRESSES: Final = frozenset({"action", "formaction", "href", "src", "xlink:href"})
_SCRIPT_SCHEME: Final = re.compile(r"\s*javascript:", re.IGNORECASE)
_DATA_TYPES: Final = ("application/json", "application/ld+json", "importmap", "math/tex", "text/x-")
_ADDRESS_KEY: Final = re.compile(r"\"[./][^\"]*\"\s*:")
_MOST_MODULES: Final = 200


@dataclass(frozen=True)
class Code:
    """A script with the places of its bytes: `start` is where it begins in its template.

    `module` is the address of a module, "" for a script that shares its names with the others;
    `links` are the addresses of what it imports, by the texts that stand in it, "" for a library.
    One that is not `is_certain` may be no script, or not the text of one.
    """

    text: str
    file: str = ""
    within: PageScript | PagePart | None = None
    start: int = 0
    typescript: bool = False
    module: str = ""
    links: tuple[tuple[str, str], ...] = ()
    is_certain: bool = True

    def place(self, byte: int) -> Place:
        """Return the place of a byte of the script."""
        offset = byte if self.text.isascii() else len(self.encoded[:byte].decode(errors="replace"))
        if self.within is not None:
            return self.within.template.place(self.start + offset)
        return Place(self.file, *self._lines.locate(offset))

    @property
    def script(self) -> ScriptText:
        """The script for the parser."""
        return ScriptText(self.encoded, self.typescript, self.module, self.links)

    @cached_property
    def encoded(self) -> bytes:
        """The text as the parser takes it."""
        return self.text.encode(errors="replace")

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)


class PageScripts:
    """The scripts of a page; `complete` if there are no others, as far as the page tells.

    They are `for_ours` if the page loads the library of this server, and no other one of its name.
    With `remapped`, an import may lead to another module than to the one that its address says.
    """

    def __init__(self, page: Assembled, analysis: Analysis, files: ScriptFiles) -> None:
        self.codes: list[Code] = []
        self.complete = page.complete
        self.for_ours = False
        self.remapped = False
        self.problems: list[Problem] = []
        self._files = files
        self._name = analysis.entry.name
        self._base = analysis.base
        self._modules: set[str] = set()
        self._others = False
        for template in page.large:
            self._pass_over(template.file, f"page has {template.length} characters", LONGEST)
        for script in page.scripts:
            self._load(script)
        self.codes.extend(_attribute_scripts(page.parts))
        if page.has_too_many_parts:
            self._pass_over(page.file, f"page has more than {MOST_PARTS} parts", MOST_PARTS)
        size = sum(len(code.encoded) for code in self.codes)
        if size > MAX_SCRIPTS:
            self._pass_over(page.file, f"page has {size} bytes of scripts", MAX_SCRIPTS)

    def _load(self, script: PageScript) -> None:
        attributes = script.script.element.attributes
        kind = attributes["type"].text if "type" in attributes else ""
        if not is_script_type(kind):
            # Templates of other kinds, and languages that are compiled in the browser.
            self.complete = self.complete and kind.strip().lower().startswith(_DATA_TYPES)
            self.remapped = self.remapped or _remaps(kind, script.script.text)
        elif "src" in attributes:
            src = attributes["src"]
            written = script.template.text[src.offset : src.offset + len(src.written)]
            written = _NAME.sub(self._name, written).partition("?")[0]
            if written.endswith(TYPESCRIPT):
                self.problems.append(_typescript(script.template.place(src.offset), written))
            self._load_file(written, is_module=is_module_type(kind))
        else:
            self.complete = self.complete and not script.broken
            code = Code(script.script.text, within=script, start=script.script.offset)
            # Nobody can import what has no address of its own.
            module = f"{self._base}#{len(self.codes)}" if is_module_type(kind) else ""
            self._add(code, module)

    def _load_file(self, written: str, *, is_module: bool) -> None:
        computed = "{{" in written or "{%" in written
        found = None if computed else self._files.find(written, self._base)
        if isinstance(found, ScriptFile):
            self._add_file(found, address_of(written.strip(), self._base) if is_module else "")
        elif isinstance(found, Library):
            self._load_library(address_of(written.strip(), self._base))
        else:
            self._miss(found)

    def _load_library(self, address: str) -> None:
        if address == _OURS:
            self.for_ours = self.for_ours or not self._others
        elif "databench" in address.lower():
            self.for_ours, self._others = False, True

    def _add_file(self, found: ScriptFile, module: str) -> None:
        if is_minified(found.text) and b"Databench" in found.text:
            self.problems.append(_minified(found.file))
        text = found.text.decode("utf-8-sig", errors="replace")
        self._add(Code(text, found.file, typescript=found.typescript), module)

    def _add(self, code: Code, module: str) -> None:
        if not module:
            self.codes.append(code)
        elif module not in self._modules:
            self._modules.add(module)
            links = tuple(self._links(code, module.rpartition("/")[0] + "/"))
            self.codes.append(replace(code, module=module, links=links))

    def _links(self, code: Code, base: str) -> Iterator[tuple[str, str]]:
        """Load what a module imports; what is not found remains unknown to its reader."""
        for written in imported(code.encoded, typescript=code.typescript):
            if written == LIBRARY or not written.startswith(("/", "./", "../")):
                continue
            found = self._files.find(written, base)
            if isinstance(found, Library):
                yield written, ""
            elif isinstance(found, ScriptFile) and len(self._modules) < _MOST_MODULES:
                address = address_of(written, base)
                self._add_file(found, address)
                yield written, address
            else:
                self._miss(found)

    def _miss(self, found: ScriptFile | LargeScript | None) -> None:
        self.complete = False
        if isinstance(found, LargeScript):
            self._pass_over(found.file, f"script has {found.size} bytes", MAX_SCRIPT)

    def _pass_over(self, file: str, size: str, most: int) -> None:
        message = f"this {size}, and is not compared with the analysis"
        hint = f"at most {most} are read: put what talks to the analysis into a file of its own"
        self.problems.append(warning(Place(file, 1, 1), "DB313", message, hint))


def _remaps(kind: str, text: str) -> bool:
    """Return whether a script is an import map that may give an address another meaning."""
    if kind.strip().lower() != "importmap":
        return False
    return bool({MARK, STATEMENT_MARK, "\\"} & {*text} or _ADDRESS_KEY.search(text))


def _typescript(place: Place, written: str) -> Problem:
    message = "browsers do not run TypeScript, and refuse this script"
    made = f"{written.removesuffix(TYPESCRIPT)}.js"
    hint = f"load what is made from it, `{made}`: the key `build` says how to make it"
    return warning(place, "DB314", message, hint)


def _minified(file: str) -> Problem:
    message = "this script is minified, and is not compared with the analysis"
    hint = "load the script that it was made from: a build minifies it"
    return warning(Place(file, 1, 1), "DB313", message, hint)


def warning(place: Place, code: str, message: str, hint: str) -> Problem:
    """Return a warning at a place."""
    return Problem(place.file, place.line, place.column, code, message, hint, Severity.WARNING)


def _attribute_scripts(parts: Iterable[PagePart]) -> Iterator[Code]:
    """Yield the scripts that stand in attributes such as `onclick`, and in addresses."""
    for part in parts:
        for name, value in part.element.attributes.items():
            if name.startswith(_HANDLERS) and value.written:
                # With a character reference, bytes would not lie where they seem to.
                is_certain = "&" not in value.written and _EVENT.fullmatch(name) is not None
                yield Code(value.text, within=part, start=value.offset, is_certain=is_certain)
            elif name in _ADDRESSES and (scheme := _SCRIPT_SCHEME.match(value.written)):
                is_certain = not {"&", "%"} & {*value.written}
                text = unquote(unescape(value.written[scheme.end() :]))
                start = value.offset + scheme.end()
                yield Code(text, within=part, start=start, is_certain=is_certain)
