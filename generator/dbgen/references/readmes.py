"""The READMEs of an app that its pages show, and where in them an address stands."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from dbgen.lines import Lines
from dbgen.project import Analysis, Project, Readme
from dbgen.references.reference import Reference
from dbgen.references.sources import TextFile, named_templates
from dbgen.resources import resource_root
from dbgen_schema import Position

KINDS: Final = (".md", ".rst")

_CONTINUED: Final = re.compile(r"[\w./%-]")
_CONTINUES: Final = re.compile(r"[\w/%-]")
"""What stands before and behind an address that is a part of another one."""


def own_readme(analysis: Analysis, root: Path) -> tuple[TextFile, str] | None:
    """Return the README that the pages of an analysis can show, and what it is as HTML."""
    if analysis.readme is None or analysis.entry.readme is not None:
        return None
    return _file(root, analysis.readme, analysis), analysis.readme.html


def index_readme(project: Project) -> tuple[TextFile, str] | None:
    """Return the README that the page of the whole app can show, and what it is as HTML."""
    if project.readme is None or project.config.description_html is not None or project.single:
        return None
    return _file(project.root, project.readme, None), project.readme.html


def is_shown(readme: TextFile, root: Path) -> bool:
    """Return whether a page shows a README, which takes reading all templates of the page."""
    return shows("readme" if readme.analysis else "description_html", readme.analysis, root)


def shows(variable: str, analysis: Analysis | None, root: Path) -> bool:
    """Return whether a page of an analysis, or else the index page, mentions a variable.

    What the page extends and includes counts, too.
    """
    paths = map(analysis.path, analysis.pages) if analysis else ["index.html"]
    return any(_mentions(variable, _text(path, root), root) for path in paths)


def _file(root: Path, readme: Readme, analysis: Analysis | None) -> TextFile:
    base = analysis.base if analysis else "/"
    return TextFile(root / readme.file, readme.file, base, analysis)


def _mentions(word: str, text: str, root: Path) -> bool:
    known: set[str] = set()
    waiting = [text]
    while waiting:
        found = waiting.pop()
        if word in found:
            return True
        names = set(named_templates(found)) - known
        known |= names
        waiting += [_text(name, root) for name in names]
    return False


def _text(name: str, root: Path) -> str:
    """Return the text of a template of the app, or of dbgen."""
    own = TextFile(root / name, name, "").read()
    return own or TextFile(resource_root("templates") / "pages" / name, name, "").read()


class ReadmePlaces:
    """Finds the addresses of a rendered README in what was written, one after the other."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines = Lines(source)
        self._seen: Counter[str] = Counter()
        self._offsets: dict[str, list[int]] = {}

    def locate(self, reference: Reference) -> Position:
        """Return the place of the next reference with this address; line 0 if it is not found."""
        number = self._seen[reference.url]
        self._seen[reference.url] += 1
        if reference.url not in self._offsets:
            self._offsets[reference.url] = self._find(reference.url)
        offsets = self._offsets[reference.url]
        if not offsets:
            return Position(0, 0)
        return self._lines.locate(offsets[min(number, len(offsets) - 1)])

    def _find(self, url: str) -> list[int]:
        for written in dict.fromkeys((url, html.escape(url), unquote(url))):
            if offsets := list(self._standing_alone(written)):
                return offsets
        return []

    def _standing_alone(self, written: str) -> Iterator[int]:
        # Many times as fast as an expression that looks around, and there may be many addresses.
        end = 0
        while (start := self._source.find(written, end)) >= 0:
            end = start + max(1, len(written))
            before, after = self._source[max(0, start - 1) : start], self._source[end : end + 1]
            if not _CONTINUED.fullmatch(before) and not _CONTINUES.fullmatch(after):
                yield start
