"""The files of an app that refer to others, and the addresses that they are loaded from."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from dbgen.pages.files import UnreadableError, read_text
from dbgen.project import Analysis, Project

_NAMED: Final = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\s+[\"']?([\w./-]+\.\w+)")


@dataclass(frozen=True, slots=True)
class Text:
    """A file: `file` is its name in problems, `base` its address ("" if it has several).

    `analysis` is the one that it belongs to, if it belongs to one.
    """

    file: str
    text: str
    base: str
    analysis: Analysis | None = None

    @property
    def kind(self) -> str:
        """The end of its name: `.html`, `.css` or `.js`."""
        return PurePosixPath(self.file).suffix


def texts(project: Project) -> Iterator[Text]:
    """Return every readable page, template, style sheet and script of an app."""
    pages = [*_pages(project)]
    yield from pages
    yield from _templates(project, pages)
    for analysis in project.analyses:
        yield from _assets(analysis)


def _pages(project: Project) -> Iterator[Text]:
    for analysis in project.analyses:
        for page in analysis.pages:
            path = f"{analysis.rel}/{page}".lstrip("/")
            yield from _read(analysis.folder / page, path, _base(analysis), analysis)


def _templates(project: Project, pages: Iterable[Text]) -> Iterator[Text]:
    """Return the templates beside index.yaml, and all that are named anywhere."""
    known = {page.file for page in pages}
    waiting = [*project.templates, *(name for page in pages for name in _named(page.text))]
    while waiting:
        name = waiting.pop()
        if name in known or ".." in PurePosixPath(name).parts or name.startswith("/"):
            continue
        known.add(name)
        base = "/" if name == "index.html" and not project.single else ""
        for text in _read(project.root / name, name, base):
            yield text
            waiting.extend(_named(text.text))


def _named(text: str) -> list[str]:
    return _NAMED.findall(text)


def _assets(analysis: Analysis) -> Iterator[Text]:
    base = _base(analysis)
    prefix = f"{analysis.rel}/" if analysis.rel else ""
    own = [("analysis.js", analysis.script), ("analysis.css", analysis.stylesheet)]
    for name, there in own:
        if there:
            yield from _read(analysis.folder / name, prefix + name, base, analysis)
    for file in analysis.static_files:
        if file.path.endswith(".css"):
            path = f"static/{file.path}"
            yield from _read(file.source, prefix + path, base + path, analysis)


def _base(analysis: Analysis) -> str:
    return f"/{analysis.rel}/" if analysis.rel else "/"


def _read(path: Path, file: str, base: str, analysis: Analysis | None = None) -> Iterator[Text]:
    try:
        yield Text(file, read_text(path), base, analysis)
    except UnreadableError:
        # Rendering says so where it matters: an asset is served as it is.
        return
