"""What a build will be: every route, page, asset, kernel and file, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Policy = tuple[tuple[str, tuple[str, ...]], ...]
"""Directives of a Content-Security-Policy, each with its sources."""

Headers = tuple[tuple[str, str | None], ...]
"""Headers with their values; one without a value is not sent."""


@dataclass(frozen=True, slots=True)
class PageRoute:
    """A finished page; `file` is its path in the build.

    `allows` is what its policy has to allow on top of that of the app.
    """

    path: str
    file: str
    allows: Policy = ()


@dataclass(frozen=True, slots=True)
class AssetRoute:
    """A file that is served as it is; `file` is its path in the build.

    `allows` is what its policy has to allow on top of that of the app, if it is a worker.
    """

    path: str
    file: str
    allows: Policy = ()


@dataclass(frozen=True, slots=True)
class RedirectRoute:
    """A path that leads to another one."""

    path: str
    target: str


@dataclass(frozen=True, slots=True)
class FolderRoute:
    """Files below `folder` of the build; the one group of `pattern` is the path below it."""

    pattern: str
    folder: str


@dataclass(frozen=True, slots=True)
class Kernel:
    """Where an analysis runs: in the server, or (`own_process`) in a process per connection."""

    name: str
    module: str
    cls: str
    version: str | None
    own_process: bool


@dataclass(frozen=True, slots=True)
class SocketRoute:
    """The WebSocket of an analysis."""

    path: str
    kernel: Kernel


@dataclass(frozen=True, slots=True)
class HandlersRoute:
    """The ROUTES of a routes.py, below `prefix`; `patterns` are those that are written out."""

    prefix: str
    module: str
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HealthRoute:
    """Where programs that watch over the server ask whether it answers."""

    path: str


@dataclass(frozen=True, slots=True)
class DevelopRoute:
    """The channel that tells pages to reload while developing."""

    path: str


Route = (
    PageRoute
    | AssetRoute
    | RedirectRoute
    | FolderRoute
    | SocketRoute
    | HandlersRoute
    | HealthRoute
    | DevelopRoute
)


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """A page to render: `file` in the build, `template` below the app folder, its variables.

    `source` is where the template lies; without it, it is looked up as the frames are.
    """

    file: str
    template: str
    source: Path | None
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A file of the build that is a copy of `source`."""

    path: str
    source: Path


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of the build that dbgen writes."""

    path: str
    content: bytes = field(repr=False)


BuildFile = CopiedFile | WrittenFile


@dataclass(frozen=True, slots=True)
class Bundling:
    """How the assets of a build were made.

    `made_by` are libraries with their versions, `qualities` are those of Brotli by groups of files,
    and `made_of` tells of emitted files that were minified the SHA-256 of their sources.
    """

    made_by: tuple[tuple[str, str], ...]
    qualities: tuple[tuple[str, int], ...]
    made_of: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole build as data.

    `app` is the app folder, `templates` are those in it that pages may use, `files` are those
    beside the pages and what dbgen itself writes, `sources` is every file that the build depends
    on, for watching. `integrity` tells whether pages name the hashes of what they load. `extras`
    are the kinds of files for deploying it. `bundling` is None where assets are as they were.
    """

    title: str
    version: str
    develop: bool
    app: Path
    routes: tuple[Route, ...]
    pages: tuple[PlannedPage, ...]
    files: tuple[BuildFile, ...]
    requirements: tuple[str, ...]
    allowed_hosts: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    sources: tuple[Path, ...] = ()
    templates: tuple[str, ...] = ()
    policy: Policy = ()
    headers: Headers = ()
    integrity: bool = True
    extras: tuple[str, ...] = ()
    bundling: Bundling | None = None


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What the command line decides about a build; `version` is that of dbgen."""

    version: str
    develop: bool = False
    extras: tuple[str, ...] = ()
