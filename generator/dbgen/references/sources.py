"""The files of an app that refer to others, and the addresses that they are loaded from."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from dbgen.pages.budget import Budget
from dbgen.pages.files import UnreadableError, read_text
from dbgen.project import Analysis, Project
from dbgen_schema import Problem, Severity

_NAMED: Final = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\s+[\"']?([\w./-]+\.\w+)")


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file: `file` is its name in problems, `base` its address ("" if it has several).

    `analysis` is the one that it belongs to, if it belongs to one.
    """

    path: Path
    file: str
    base: str
    analysis: Analysis | None = None

    @property
    def kind(self) -> str:
        """The end of its name: `.html`, `.css` or `.js`."""
        return posixpath.splitext(self.file)[1]

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
        yield TextFile(analysis.folder / page, analysis.path(page), analysis.base, analysis)
    yield from _assets(analysis)


def template_file(name: str, project: Project) -> TextFile | None:
    """Return a template that stands beside index.yaml or is named anywhere, if it is ours."""
    if ".." in PurePosixPath(name).parts or name.startswith("/"):
        return None
    base = "/" if name == "index.html" and not project.single else ""
    return TextFile(project.root / name, name, base)


def named_templates(text: str) -> tuple[str, ...]:
    """Return the templates that a template extends or includes."""
    return tuple(_NAMED.findall(text))


def _assets(analysis: Analysis) -> Iterator[TextFile]:
    own = [("analysis.js", analysis.script), ("analysis.css", analysis.stylesheet)]
    for name, there in own:
        if there:
            yield TextFile(analysis.folder / name, analysis.path(name), analysis.base, analysis)
    for file in analysis.static_files:
        if file.path.endswith(".css"):
            path = f"static/{file.path}"
            yield TextFile(file.source, analysis.path(path), analysis.base + path, analysis)
