"""What the server of a plan answers: whether a path is among it, and which one comes close."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import Final

from dbgen.plan import (
    BuildFile,
    CopiedFile,
    FolderRoute,
    HandlersRoute,
    HealthRoute,
    Plan,
    SocketRoute,
)
from dbgen.project import Project
from dbgen.route_checks import LONGEST_PATTERN
from dbgen_schema import suggest
from dbgen_schema.backtracking import can_hang

_MOST_GUESSES: Final = 100
"""Guessing costs time; beyond so many paths nobody reads the guesses."""

_SORTS: Final = {
    "page": ("", ".htm", ".html"),
    "script": (".js", ".mjs"),
    "image": (".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp"),
    "font": (".eot", ".otf", ".ttf", ".woff", ".woff2"),
    "sound": (".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav"),
    "film": (".m4v", ".mkv", ".mov", ".mp4", ".ogv", ".webm"),
}


class Served:
    """The paths that a server answers, and those that it may answer."""

    def __init__(self, project: Project, plan: Plan) -> None:
        self._names = {analysis.rel for analysis in project.analyses}
        self._files = {file.path: file for file in plan.files}
        self._paths = {
            route.path
            for route in plan.routes
            if not isinstance(route, FolderRoute | HandlersRoute)
        }
        self._never_meant = {
            route.path for route in plan.routes if isinstance(route, SocketRoute | HealthRoute)
        }
        self._folders: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for route in plan.routes:
            if isinstance(route, FolderRoute):
                self._folders[self._place(route.pattern)].append((route.pattern, route.folder))
        self._open: defaultdict[str, list[str]] = defaultdict(list)
        for pattern in _open_patterns(project):
            self._open[self._place(pattern)].append(pattern)
        self._guesses: dict[str, str | None] = {}

    def answers(self, path: str) -> bool:
        """Return whether there is an answer, or may be one."""
        if path in self._paths:
            return True
        places = {"", _first(path)}
        open_patterns = (pattern for place in places for pattern in self._open.get(place, ()))
        return self._in_folder(path) is not None or any(
            _compiled(pattern).fullmatch(path) for pattern in open_patterns
        )

    def source(self, path: str) -> Path | None:
        """Return the file of a static folder that is the answer."""
        file = None if path in self._paths else self._in_folder(path)
        return file.source if isinstance(file, CopiedFile) else None

    def is_own_place(self, path: str) -> bool:
        """Return whether a path is in a folder that this server has, or close to one of its own."""
        first, name = _first(path), PurePosixPath(path).name
        # A single analysis has the whole server, and all its files in one folder.
        is_file = first in self._by_place if first else "." in name
        return is_file or (first == "static" and "" in self._names) or bool(self.near(path))

    def near(self, path: str) -> str | None:
        """Return the path that was probably meant."""
        if path not in self._guesses and len(self._guesses) < _MOST_GUESSES:
            self._guesses[path] = self._guess(path)
        return self._guesses.get(path)

    def _guess(self, path: str) -> str | None:
        first = _first(path)
        meant = first if first in self._by_place else suggest(first, self._by_place)
        if meant is None:
            return None
        renamed = f"/{meant}{path[len(first) + 1 :]}"
        if meant != first and self.answers(renamed):
            return renamed
        start = f"/{meant}/" if meant else "/"
        rest = renamed.removeprefix(start)
        similar = (url for url in self._by_place[meant] if _sort(url) == _sort(path))
        found = suggest(rest, [url.removeprefix(start) for url in similar])
        # Files of one folder have most of their paths in common, and mean different things.
        is_meant = found and suggest(PurePosixPath(rest).stem, [PurePosixPath(found).stem])
        return f"{start}{found}" if is_meant else None

    def _place(self, pattern: str) -> str:
        """Return the analysis whose paths alone a pattern can match, "" for none."""
        first = _first(pattern)
        return first if first in self._names and "|" not in pattern else ""

    def _in_folder(self, path: str) -> BuildFile | None:
        for place in {"", _first(path)}:
            for pattern, folder in self._folders.get(place, ()):
                found = _compiled(pattern).fullmatch(path)
                name = f"{folder}/{PurePosixPath(found[1] or '.')}" if found else ""
                if name in self._files:
                    return self._files[name]
        return None

    @cached_property
    def _by_place(self) -> dict[str, list[str]]:
        """The known paths by their first folder."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for path in sorted({*(self._paths - self._never_meant), *self._folder_urls()}):
            found[_first(path)].append(path)
        return found

    def _folder_urls(self) -> Iterator[str]:
        starts = {
            folder: pattern.partition("(")[0]
            for patterns in self._folders.values()
            for pattern, folder in patterns
        }
        for file in self._files:
            for folder in map(str, PurePosixPath(file).parents):
                if folder in starts:
                    yield starts[folder] + file.removeprefix(f"{folder}/")


def _sort(path: str) -> str:
    """Return what kind of file a path stands for: one of these is not meant by another one."""
    end = PurePosixPath(path).suffix.lower()
    return next((sort for sort, ends in _SORTS.items() if end in ends), end)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _first(path: str) -> str:
    """Return the first folder of a path of the server, "" for none."""
    head, slash, _ = path[1:].partition("/")
    return head if slash else ""


def _open_patterns(project: Project) -> Iterator[str]:
    """Return patterns of what may be answered, or what another problem tells of."""
    for analysis in project.analyses:
        prefix = re.escape(analysis.base)
        routes = analysis.routes
        if (
            routes
            and routes.complete
            and all(_is_harmless(prefix + route.pattern) for route in routes.patterns)
        ):
            yield from (prefix + route.pattern for route in routes.patterns)
        elif routes or analysis.unread_routes or not analysis.exists:
            yield f"{prefix}.*"
    for static in project.static_folders:
        if static.folder is None:
            yield f"/{static.pattern}"


def _is_harmless(pattern: str) -> bool:
    """Return whether a pattern of somebody's routes.py compiles and matches in bounded time."""
    if len(pattern) > 2 * LONGEST_PATTERN:
        return False
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return not can_hang(pattern)
