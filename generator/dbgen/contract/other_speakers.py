"""Find files that may speak to analyses and are none of their pages and scripts."""

import re
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Final

from dbgen.inspecting.reading import MAX_SOURCE
from dbgen.libraries import is_library
from dbgen.naming import name_in_app
from dbgen.project import Project, SourceFile

_SPEAKS: Final = re.compile(rb"\bDatabench\b|\bdatabench[\w.-]*\.m?js\b")
_TEXT_SPEAKS: Final = re.compile(
    r"\bDatabench\.(?:Connection|connect|attach)\b|\bdatabench[\w.-]*\.m?js\b"
)
_PAGES: Final = (".html", ".htm")
_SCRIPTS: Final = (".js", ".mjs")
_MOST: Final = 1000
"""Files that are looked into; nobody knows what more of them do."""


def have_other_speakers(project: Project, read: Container[str], mentioned: Iterable[str]) -> bool:
    """Return whether somebody else may connect to an analysis.

    That is a page that is served as it is or made by Python, or a worker. The scripts that pages
    load were `read`; these are their names in problems.
    """
    if any(map(_TEXT_SPEAKS.search, mentioned)):
        return True
    for count, path in enumerate(_candidates(project)):
        if count >= _MOST or (_speaks(path) and name_in_app(path, project.root) not in read):
            return True
    return False


def _candidates(project: Project) -> Iterator[Path]:
    if not project.single and "index.html" in project.templates:
        yield project.root / "index.html"
    for analysis in project.analyses:
        yield from _served(analysis.static_files)
    for static in project.static_folders:
        yield from _served(static.files)


def _served(files: Iterable[SourceFile]) -> Iterator[Path]:
    """Yield the pages and scripts among the files that are served as they are."""
    for file in files:
        is_script = file.path.endswith(_SCRIPTS) and not is_library(file.path)
        if (is_script or file.path.endswith(_PAGES)) and "node_modules" not in file.source.parts:
            yield file.source


def _speaks(path: Path) -> bool:
    with path.open("rb") as file:
        return _SPEAKS.search(file.read(MAX_SOURCE)) is not None
