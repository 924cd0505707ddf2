"""Tell the Python side of an app, which goes into the build as it is, from what is emitted."""

import re
from collections.abc import Iterator
from typing import Final

from dbgen.inspecting.folder import Listing
from dbgen.inspecting.requirements import NAME as REQUIREMENTS
from dbgen.project import Analysis, Project, SourceFile

_SLASH: Final = re.compile("/")


def python_side(project: Project, everything: Listing) -> tuple[SourceFile, ...]:
    """Return the files of the app folder that are no page, asset, README or configuration."""
    files = frozenset(_emitted_files(project))
    folders = frozenset(_emitted_folders(project))
    return tuple(
        file
        for file in everything.files
        if file.path not in files and folders.isdisjoint(_folders_of(file.path))
    )


def _folders_of(path: str) -> Iterator[str]:
    """Yield the folders that a path lies in, each with the slash behind it."""
    return (path[: slash.end()] for slash in _SLASH.finditer(path))


def _emitted_files(project: Project) -> Iterator[str]:
    yield from project.templates
    yield from (REQUIREMENTS, "index.yaml")
    if project.readme:
        yield project.readme.file
    for analysis in project.analyses:
        yield from map(analysis.path, _own_files(analysis))
        if analysis.readme:
            yield analysis.readme.file


def _own_files(analysis: Analysis) -> Iterator[str]:
    yield from analysis.pages
    yield from ("analysis.js", "analysis.css", REQUIREMENTS)
    if analysis.thumbnail:
        yield analysis.thumbnail


def _emitted_folders(project: Project) -> Iterator[str]:
    for analysis in project.analyses:
        yield analysis.path("static/")
    for static in project.static_folders:
        if static.folder and static.folder.is_relative_to(project.root):
            path = static.folder.relative_to(project.root).as_posix() + "/"
            # A static folder may hold a whole analysis, whose Python is needed all the same.
            if not any(analysis.path("").startswith(path) for analysis in project.analyses):
                yield path
