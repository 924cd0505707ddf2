"""The READMEs of an app that its pages show, and where in them an address stands."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from dbgen.project import Analysis, Project, Readme
from dbgen.references.reference import Lines, Reference
from dbgen.references.sources import TextFile, named_templates
from dbgen.resources import resource_root
from dbgen_schema import Position

KINDS: Final = (".md", ".rst")


def readmes(project: Project) -> Iterator[tuple[TextFile, str]]:
    """Return the READMEs that pages can show, and what they are as HTML."""
    config = project.config
    if project.readme and config.description_html is None and not project.single:
        yield _file(project, project.readme, None), project.readme.html
    for analysis in project.analyses:
        if analysis.readme and analysis.entry.readme is None:
            yield _file(project, analysis.readme, analysis), analysis.readme.html


def is_shown(readme: TextFile, root: Path) -> bool:
    """Return whether a page shows a README, which takes reading all templates of the page."""
    if readme.analysis:
        return _shows(readme.analysis, root)
    return _mentions("description_html", _text("index.html", root), root)


def _file(project: Project, readme: Readme, analysis: Analysis | None) -> TextFile:
    base = f"/{analysis.rel}/" if analysis and analysis.rel else "/"
    return TextFile(project.root / readme.file, readme.file, base, analysis)


def _shows(analysis: Analysis, root: Path) -> bool:
    """Return whether a page of the analysis, or what it extends or includes, shows its README."""
    prefix = f"{analysis.rel}/" if analysis.rel else ""
    return any(_mentions("readme", _text(prefix + page, root), root) for page in analysis.pages)


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

    def locate(self, reference: Reference) -> Position:
        """Return the place of the next reference with this address; line 0 if it is not found."""
        number = self._seen[reference.url]
        self._seen[reference.url] += 1
        for written in (reference.url, html.escape(reference.url), unquote(reference.url)):
            pattern = rf"(?<![\w./%-]){re.escape(written)}(?![\w/%-])"
            offsets = [found.start() for found in re.finditer(pattern, self._source)]
            if offsets:
                return self._lines.locate(offsets[min(number, len(offsets) - 1)])
        return Position(0, 0)
