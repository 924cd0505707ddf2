"""Find the script that a page loads by its `src`."""

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from dbgen.inspecting.folder import is_inside
from dbgen.inspecting.reading import MAX_SOURCE, read_source
from dbgen.libraries import is_library
from dbgen.naming import name_in_app
from dbgen.project import Project
from dbgen.script_syntax import is_minified
from dbgen_schema import Problem

TYPESCRIPT: Final = ".ts"
MAX_SCRIPT: Final = 1 << 17
MAX_SCRIPTS: Final = 2 * MAX_SCRIPT


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """A script of the project; the `file` is its name in problems."""

    file: str
    text: bytes
    typescript: bool = False


@dataclass(frozen=True, slots=True)
class LargeScript:
    """A script of the project that is too large to be read."""

    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Library:
    """A script that is known to do nothing with the analysis by itself."""


class ScriptFiles:
    """The scripts of a project, each read once; it need not have its analyses yet.

    A script is found by its address: a path of the server, or what is written in a page or a
    script, with the folder of that as `base`.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._names = {entry.name for entry in project.config.analyses}
        self._files: dict[Path, ScriptFile | LargeScript | None] = {}

    def find(self, src: str, base: str) -> ScriptFile | LargeScript | Library | None:
        """Return what is loaded; None for what cannot be found or read."""
        try:
            url = urlsplit(src.strip())
        except ValueError:
            return None
        if is_library(url.path) or "/node_modules/" in url.path:
            return Library()
        if url.scheme or url.netloc:
            return None
        return self._local(address_of(unquote(url.path), base))

    def _local(self, path: str) -> ScriptFile | LargeScript | Library | None:
        if path.startswith("/_static/"):
            return Library()
        place = self._own(path.lstrip("/")) or self._mapped(path.lstrip("/"))
        return self._read(place) if place else None

    def _own(self, path: str) -> Path | None:
        """Return the file of an analysis that a path stands for."""
        folder, below = self._project.root, path
        if not self._project.single:
            name, _, below = path.partition("/")
            if name not in self._names:
                return None
            folder = folder / name
        served = below == "analysis.js" or below.startswith("static/")
        return _existing(folder / below, folder) if served else None

    def _mapped(self, path: str) -> Path | None:
        """Return the file of the static map that a path stands for."""
        for static in self._project.static_folders:
            match = _match(static.pattern, path) if static.folder else None
            if match and match.lastindex == 1 and static.folder and match[1]:
                return _existing(static.folder / match[1], static.folder)
        return None

    def _read(self, path: Path) -> ScriptFile | LargeScript | None:
        if path not in self._files:
            self._files[path] = self._script(path)
        return self._files[path]

    def _script(self, path: Path) -> ScriptFile | LargeScript | None:
        file = name_in_app(path, self._project.root)
        if not file:
            return None
        text = read_source(path, file)
        if isinstance(text, Problem):
            size = path.stat().st_size if path.is_file() else 0
            return LargeScript(file, size) if size > MAX_SOURCE else None
        if len(text) > MAX_SCRIPT:
            return LargeScript(file, len(text)) if may_speak(text) else None
        return ScriptFile(file, text, file.endswith(TYPESCRIPT))


def may_speak(text: bytes) -> bool:
    """Return whether somebody wrote a script who has to do with the analysis.

    Libraries, which are minified more often than not, have events and an `emit` of their own.
    """
    return b"Databench" in text or (b".emit(" in text and not is_minified(text))


def address_of(path: str, base: str) -> str:
    """Return the path on the server of what is written in a file of the folder `base`."""
    return posixpath.normpath(posixpath.join(base, path))


def _existing(path: Path, folder: Path) -> Path | None:
    """Return the file, or its source in TypeScript if only that lies there."""
    if path.suffix not in (".js", ".mjs", TYPESCRIPT):
        return None
    if _is_there(path, folder):
        return path
    source = path.with_suffix(TYPESCRIPT)
    return source if _is_there(source, folder) else None


def _is_there(path: Path, folder: Path) -> bool:
    return path.is_file() and is_inside(path, folder)


def _match(pattern: str, path: str) -> re.Match[str] | None:
    try:
        return re.fullmatch(pattern, path)
    except (re.error, RecursionError, OverflowError):
        return None
