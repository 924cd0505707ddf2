"""What an app on disk is: facts that were read and parsed, never imported or run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dbgen_schema import AnalysisEntry, AppConfig, Positions, Problem

if TYPE_CHECKING:
    from packaging.requirements import Requirement

    from dbgen.inspecting.modules import Modules


class Action(NamedTuple):
    """A handler of an analysis: the name that the page sends, and the method that answers."""

    name: str
    method: str
    file: str
    line: int
    column: int


class AnalysisClass(NamedTuple):
    """The class that runs when a browser connects.

    `complete` is False when some handlers cannot be known without running the code: a computed
    action name, or a base class from outside the project.
    """

    name: str
    module: str
    file: str
    line: int
    actions: tuple[Action, ...] = ()
    complete: bool = True


class Readme(NamedTuple):
    """A README as safe HTML and as plain text."""

    file: str
    html: str
    text: str


class RoutePattern(NamedTuple):
    """The pattern of one entry of ROUTES, where it is a literal."""

    pattern: str
    line: int
    column: int


class RoutesModule(NamedTuple):
    """A routes.py that assigns ROUTES; `complete` if all of its patterns are written out."""

    module: str
    file: str
    patterns: tuple[RoutePattern, ...] = ()
    complete: bool = True


class SourceFile(NamedTuple):
    """A file of the project: its path below the folder that it belongs to, and where it lies."""

    path: str
    source: Path


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """A line for the requirements.txt of the build, and the place that it comes from.

    `requirement` is None for options of pip and for what has no name before it is downloaded.
    """

    text: str
    file: str
    line: int
    requirement: Requirement | None = field(default=None, compare=False)


class Analysis(NamedTuple):
    """One analysis: its entry in index.yaml and what its folder holds.

    `pages`, `thumbnail` and `static_files` are paths below `folder`; `rel` is the path of `folder`
    below the app folder ("" for an app of a single script). `file` is the Python file, `candidates`
    are all analysis classes in it and `cls` is the one that the entry means. `unrouted` is a
    routes.py that assigns no ROUTES, `unread_routes` one whose ROUTES are not known.
    """

    entry: AnalysisEntry
    folder: Path
    rel: str
    file: str
    exists: bool = True
    has_module: bool = True
    candidates: tuple[AnalysisClass, ...] = ()
    cls: AnalysisClass | None = None
    pages: tuple[str, ...] = ()
    script: bool = False
    stylesheet: bool = False
    thumbnail: str | None = None
    readme: Readme | None = None
    static_files: tuple[SourceFile, ...] = ()
    routes: RoutesModule | None = None
    unrouted: bool = False
    unread_routes: bool = False
    requirements: tuple[RequirementLine, ...] = ()

    @property
    def base(self) -> str:
        """The address of its pages: `/name/`, or `/` for an app of a single script."""
        return f"/{self.path('')}"

    def path(self, name: str) -> str:
        """Return the path of one of its files below the app folder, or a part of its address."""
        return f"{self.rel}/{name}" if self.rel else name


@dataclass(frozen=True, slots=True)
class UnmatchedWatch:
    """A watch pattern without a file; `place` is where it stands in index.yaml."""

    place: tuple[str | int, ...]
    pattern: str


@dataclass(frozen=True, slots=True)
class StaticFolder:
    """One item of the static map; `folder` is None if it was not found or is `refused`."""

    pattern: str
    given: str
    folder: Path | None
    refused: str = ""
    files: tuple[SourceFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """Everything that a build is made from.

    `package` is the import path of the app folder: "analyses", or "" for an app of a single script,
    whose modules lie at the top of the build; `info` are the template variables of such an app.
    `templates` and `folders` are the pages and the subfolders of the app folder itself.
    `python_files` lie below the app folder, `beside_files` below its parent. `problems` are the
    findings made while reading; `sources` is every file that was read, for watching. `modules` are
    the Python files, parsed, for checks that look into them.
    """

    root: Path
    config: AppConfig
    positions: Positions | None
    analyses: tuple[Analysis, ...]
    package: str = "analyses"
    index_file: str = "index.yaml"
    info: tuple[tuple[str, Any], ...] = ()
    readme: Readme | None = None
    templates: tuple[str, ...] = ()
    python_files: tuple[SourceFile, ...] = ()
    beside_files: tuple[SourceFile, ...] = ()
    static_folders: tuple[StaticFolder, ...] = ()
    folders: tuple[str, ...] = ()
    unmatched_watch: tuple[UnmatchedWatch, ...] = ()
    requirements: tuple[RequirementLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    sources: tuple[Path, ...] = ()
    modules: Modules | None = field(default=None, compare=False, repr=False)

    @property
    def single(self) -> bool:
        """Whether this is one script that serves itself at the root."""
        return not self.package
