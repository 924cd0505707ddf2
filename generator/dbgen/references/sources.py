"""The files of an app that refer to others, and the addresses that they are loaded from."""

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from dbgen.pages.budget import Budget
from dbgen.pages.files import UnreadableError, read_text
from dbgen.project import Analysis, Project
from dbgen_schema import Problem, Severity

_NAMED: Final = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\s+[\"']?([\w./-]+\.\w+)")
_DOCUMENT: Final = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html)\b", re.DOTALL | re.IGNORECASE
)
_START: Final = 1000
_MOST_PAGES: Final = 200
_KINDS: Final = {".htm": ".html", ".mjs": ".js"}

SCRIPTS: Final = (".js", ".mjs")
_PAGES: Final = (".html", ".htm")
FOLLOWED: Final = (*SCRIPTS, *_PAGES, ".css")
"""How the names of files end that refer to others."""


class TextFile(NamedTuple):
    """A file: `file` is its name in problems, `base` its address ("" if it has several).

    `analysis` is the one that it belongs to, if it belongs to one. `home` is the address of the
    page or the worker that a script belongs to. A page that `is_plain` is served as it is, and one
    is not `is_used` if nothing is known to load it.
    """

    path: Path
    file: str
    base: str
    analysis: Analysis | None = None
    home: str = ""
    is_plain: bool = False
    is_used: bool = True

    @property
    def kind(self) -> str:
        """The usual end of such a name: `.html`, `.css` or `.js`."""
        end = posixpath.splitext(self.file)[1]
        return _KINDS.get(end, end)

    def read(self) -> str:
        """Return its text, "" if it has none."""
        try:
            return read_text(self.path)
        except UnreadableError:
            # Rendering says so where it matters: an asset is served as it is.
            return ""


def budget_of(project: Project) -> Budget:
    """Return the budget of a project, a new one if nothing has been read of it."""
    return project.modules.budget if project.modules else Budget()


def given_up(file: TextFile) -> Problem:
    """Return the problem of a file that takes too long to look through."""
    message = "this file takes too long to look through"
    hint = "make it smaller: data is better off in a file that a script fetches"
    return Problem(file.file, 0, 0, "DB434", message, hint, Severity.WARNING)


def own_files(analysis: Analysis) -> Iterator[TextFile]:
    """Return the pages, style sheets and scripts of an analysis."""
    for page in analysis.pages:
        base = analysis.base
        yield TextFile(analysis.folder / page, analysis.path(page), base, analysis, base)
    yield from _assets(analysis)


def template_file(name: str, project: Project) -> TextFile | None:
    """Return a template that stands beside index.yaml or is named anywhere, if it is ours."""
    if ".." in PurePosixPath(name).parts or name.startswith("/"):
        return None
    base = "/" if name == "index.html" and not project.single else ""
    return TextFile(project.root / name, name, base, home=base)


def named_templates(text: str) -> tuple[str, ...]:
    """Return the templates that a template extends or includes."""
    return tuple(_NAMED.findall(text))


class StaticFiles:
    """The scripts and pages in the static folder of an analysis that are still to be read."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._start = f"{analysis.base}static/"

    def find(self, path: str) -> TextFile | None:
        """Return what a path of the server stands for, if it is one of these."""
        return self._unread.pop(path, None) if path.startswith(self._start) else None

    def unused_pages(self) -> Iterator[TextFile]:
        """Return the pages that are left, without those of installed packages.

        What is no whole page may become a part of one at another address.
        """
        pages = (each for each in self._unread.values() if each.kind == ".html")
        for page in islice(pages, _MOST_PAGES):
            if "/node_modules/" not in page.base and _DOCUMENT.match(page.read()[:_START]):
                yield page._replace(home=page.base, is_used=False)

    @cached_property
    def _unread(self) -> dict[str, TextFile]:
        return {
            self._start + each.path: served_file(
                each.source,
                f"{self._start[1:]}{each.path}",
                self._start + each.path,
                self._analysis,
            )
            for each in self._analysis.static_files
            if each.path.endswith((*SCRIPTS, *_PAGES))
        }


def served_file(source: Path, file: str, path: str, analysis: Analysis | None = None) -> TextFile:
    """Return a file that is served as it is."""
    return TextFile(source, file, path, analysis, is_plain=True)


def _assets(analysis: Analysis) -> Iterator[TextFile]:
    own = [("analysis.js", analysis.script), ("analysis.css", analysis.stylesheet)]
    for name, there in own:
        if there:
            path, base = analysis.path(name), analysis.base
            yield TextFile(analysis.folder / name, path, base, analysis, base)
    for file in analysis.static_files:
        if file.path.endswith(".css"):
            path = f"static/{file.path}"
            yield TextFile(file.source, analysis.path(path), analysis.base + path, analysis)
