"""Read the folder of one analysis."""

import os
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple

from dbgen.inspecting.classes import (
    analysis_classes,
    named_class,
    starts_server,
    with_actions,
)
from dbgen.inspecting.folder import LeftOut, Listing, is_inside, is_private, list_files
from dbgen.inspecting.module_ends import end_of_import
from dbgen.inspecting.modules import Modules
from dbgen.inspecting.python_source import Module
from dbgen.inspecting.readmes import readme_of
from dbgen.inspecting.requirements import NAME as REQUIREMENTS
from dbgen.inspecting.requirements import requirements_of
from dbgen.inspecting.routes import routes_of, undefined_handlers
from dbgen.inspecting.start_faults import start_faults
from dbgen.inspecting.static_map import left_out_problems
from dbgen.project import Analysis, AnalysisClass, RoutesModule, SourceFile
from dbgen_schema import AnalysisEntry, Problem

FRAMES: Final = ("base.html", "analysis.html")

_THUMBNAILS: Final = tuple(
    f"thumbnail{ending}" for ending in (".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif")
)


class Place(NamedTuple):
    """Where an analysis lies: its folder, the path and import path of it, and its module."""

    folder: Path
    rel: str
    package: str
    module: str = "analysis"

    @property
    def prefix(self) -> str:
        """The start of the paths of its files below the app folder."""
        return f"{self.rel}/" if self.rel else ""


class _PythonFacts(NamedTuple):
    """What the modules of an analysis say about it."""

    has_module: bool
    candidates: tuple[AnalysisClass, ...]
    cls: AnalysisClass | None
    routes: RoutesModule | None
    unrouted: bool
    unread_routes: bool
    problems: tuple[Problem, ...]


def _exists(place: Place, root: Path) -> bool:
    return place.folder.is_dir() and is_inside(place.folder, root)


def inspect_analysis(
    entry: AnalysisEntry, place: Place, modules: Modules
) -> tuple[Analysis, tuple[Problem, ...]]:
    """Return the facts about an analysis and what was wrong with its files."""
    file = f"{place.prefix}{place.module}.py"
    if not _exists(place, modules.root):
        return Analysis(entry, place.folder, place.rel, file, exists=False, has_module=False), ()
    python = modules.lasting(_python_facts, place.package, place.module, entry.class_name)
    names, own = _names(place.folder)
    readme, readme_problems = readme_of(
        place.folder, names, place.prefix, modules.kept, modules.budget
    )
    static_files, static_problems = _static_files(place) if "static" in names else ((), ())
    requirements, requirement_problems = (
        requirements_of(modules.root, place.prefix + REQUIREMENTS, modules.package)
        if REQUIREMENTS in names
        else ((), ())
    )
    analysis = Analysis(
        entry=entry,
        folder=place.folder,
        rel=place.rel,
        file=file,
        has_module=python.has_module,
        candidates=python.candidates,
        cls=python.cls,
        pages=tuple(_pages(place, own)),
        script="analysis.js" in own,
        stylesheet="analysis.css" in own,
        thumbnail=_thumbnail(entry, own),
        readme=readme,
        static_files=static_files,
        routes=python.routes,
        unrouted=python.unrouted,
        unread_routes=python.unread_routes,
        requirements=requirements,
    )
    return analysis, (
        *python.problems,
        *readme_problems,
        *static_problems,
        *requirement_problems,
    )


def _python_facts(
    modules: Modules, package: str, name: str, class_name: str | None
) -> _PythonFacts:
    prefix = f"{package}." if package else ""
    module, routing = modules.load(prefix + name), modules.load(f"{prefix}routes")
    found = analysis_classes(module, modules) if isinstance(module, Module) else []
    cls = _chosen(found, class_name, module, modules)
    routes, problems = _routes(routing, modules)
    return _PythonFacts(
        has_module=module is not None,
        candidates=tuple(found),
        cls=with_actions(cls, modules) if cls else None,
        routes=routes,
        unrouted=isinstance(routing, Module) and not (routes or problems),
        unread_routes=routing is not None and routes is None,
        problems=(
            *_on_import(module, modules),
            *problems,
            *start_faults(modules, [prefix + name, f"{prefix}routes"]),
        ),
    )


def _chosen(
    found: list[AnalysisClass],
    wanted: str | None,
    module: Module | Problem | None,
    modules: Modules,
) -> AnalysisClass | None:
    if wanted is None:
        return found[0] if len(found) == 1 else None
    return named_class(wanted, module, modules) if isinstance(module, Module) else None


def _names(folder: Path) -> tuple[list[str], list[str]]:
    """Return what lies in a folder, and the files among that which the analysis may show."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=attrgetter("name"))
    own = [entry.name for entry in entries if _is_own_file(entry, folder)]
    return [entry.name for entry in entries], own


def _is_own_file(entry: os.DirEntry[str], folder: Path) -> bool:
    if is_private(entry.name):
        return False
    if not entry.is_symlink():
        return entry.is_file()
    # A path, unlike an entry, says of a link to itself that it is no file.
    path = Path(entry)
    return path.is_file() and is_inside(path, folder)


def _pages(place: Place, names: list[str]) -> Iterator[str]:
    # Without a folder of its own, the frames of the app lie beside the pages of the analysis.
    frames = () if place.rel else FRAMES
    return (name for name in names if name.endswith(".html") and name not in frames)


def _thumbnail(entry: AnalysisEntry, names: list[str]) -> str | None:
    if entry.thumbnail is not None:
        return entry.thumbnail if entry.thumbnail in names else None
    return next((name for name in _THUMBNAILS if name in names), None)


def _static_files(place: Place) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
    folder = place.folder / "static"
    if not folder.is_dir():
        return (), ()
    if not is_inside(folder, place.folder):
        left_out = Listing((), (LeftOut("", "it is a link that leaves the folder"),))
        return (), left_out_problems(left_out, f"{place.prefix}static")
    listing = list_files(folder)
    return listing.files, left_out_problems(listing, f"{place.prefix}static/")


def _on_import(module: Module | Problem | None, modules: Modules) -> tuple[Problem, ...]:
    if not isinstance(module, Module):
        return ()
    return tuple(filter(None, (starts_server(module, modules), end_of_import(module))))


def _routes(
    module: Module | Problem | None, modules: Modules
) -> tuple[RoutesModule | None, tuple[Problem, ...]]:
    if not isinstance(module, Module):
        return None, ()
    ends = _on_import(module, modules)
    found = routes_of(module)
    if isinstance(found, Problem):
        return None, (found, *ends)
    return found, (*ends, *undefined_handlers(module))
