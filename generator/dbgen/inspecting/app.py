"""Read a whole app: from the folder to a Project."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from dbgen.inspecting.analysis_folder import Place, inspect_analysis
from dbgen.inspecting.folder import Listing, TooManyFilesError, list_files
from dbgen.inspecting.globs import unmatched
from dbgen.inspecting.imports import beside_files, module_name, reachable
from dbgen.inspecting.modules import ModuleFacts, Modules
from dbgen.inspecting.python_side import python_side
from dbgen.inspecting.readmes import readme_of
from dbgen.inspecting.requirements import NAME as REQUIREMENTS
from dbgen.inspecting.requirements import requirements_of
from dbgen.inspecting.static_map import left_out_problems, static_folders
from dbgen.kept import NOTHING, Kept
from dbgen.project import Analysis, Project, SourceFile, UnmatchedWatch
from dbgen_schema import AnalysisEntry, AppConfig, Path_, Positions, Problem, Severity

PACKAGE = "analyses"


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of an app before its folder is read.

    `script` is the file name of an app of one script, whose template variables are `info`; it is ""
    for an app with an index.yaml.
    """

    root: Path
    config: AppConfig
    positions: Positions | None = None
    problems: tuple[Problem, ...] = ()
    script: str = ""
    info: tuple[tuple[str, Any], ...] = ()

    @property
    def package(self) -> str:
        """The import path of the app folder."""
        return "" if self.script else PACKAGE


@dataclass(frozen=True, slots=True)
class AppFolder:
    """An app folder that has been looked through, before its analyses are.

    `frame` is the project without its analyses.
    """

    source: Source
    everything: Listing
    modules: Modules
    frame: Project


class Inspected(NamedTuple):
    """An analysis, what was wrong with its files, and the modules that were read for it."""

    analysis: Analysis
    problems: tuple[Problem, ...]
    modules: Mapping[str, ModuleFacts]


def open_app(source: Source, kept: Kept = NOTHING) -> AppFolder:
    """Look through the folder of an app.

    Raises OSError and TooManyFilesError, as does what reads on in it; `unreadable_app` words them.
    """
    source = replace(source, root=source.root.resolve())
    everything = list_files(source.root)
    modules = Modules(source.root, source.package, kept)
    return AppFolder(source, everything, modules, _start(source, everything, modules))


def unreadable_app(error: OSError | TooManyFilesError) -> Problem:
    """Return why the folder of an app cannot be read at all."""
    if isinstance(error, TooManyFilesError):
        hint = "give the app a folder of its own"
        return Problem(".", 0, 0, "DB211", "the app has too many files", hint)
    reason = (error.strerror or str(error)).lower()
    message = f"cannot read the app: {reason}"
    return Problem(".", 0, 0, "DB208", message, f"it is about {error.filename}")


def inspect_entry(app: AppFolder, entry: AnalysisEntry) -> Inspected:
    """Return the facts about one analysis, which do not depend on the others."""
    modules = app.modules
    analysis, problems = inspect_analysis(entry, _place(app.source, entry.name), modules)
    reachable(modules, _entry_modules([analysis], modules.package))
    return Inspected(analysis, problems, modules.take_fresh())


def complete(app: AppFolder, inspected: Iterable[Inspected]) -> Project:
    """Return the facts about the whole app."""
    every = list(inspected)
    for each in every:
        app.modules.add_facts(each.modules)
    found = tuple(problem for each in every for problem in each.problems)
    analyses = tuple(each.analysis for each in every)
    project = replace(app.frame, analyses=analyses, problems=(*app.frame.problems, *found))
    project = replace(project, python_files=python_side(project, app.everything))
    return _with_imports(project, app.everything, app.modules)


def _start(source: Source, everything: Listing, modules: Modules) -> Project:
    """Return what the app folder itself says, without its analyses."""
    root, config = source.root, source.config
    folders, static_problems = static_folders(root, config.static, beside=not source.script)
    # An app of one script has the files of its analysis in the app folder itself.
    names = () if source.script else (path.name for path in root.iterdir())
    readme, readme_problems = readme_of(root, names, "", modules.kept, modules.budget)
    requirements, requirement_problems = (
        ((), ()) if source.script else requirements_of(root, REQUIREMENTS, source.package)
    )
    return Project(
        root=root,
        config=config,
        positions=source.positions,
        analyses=(),
        package=source.package,
        index_file=source.script or "index.yaml",
        info=source.info,
        readme=readme,
        templates=tuple(_top_names(everything, ".html")),
        static_folders=folders,
        folders=_folders_of(root),
        unmatched_watch=tuple(_unmatched(config, everything)),
        requirements=requirements,
        problems=(
            *source.problems,
            *static_problems,
            *readme_problems,
            *requirement_problems,
            *left_out_problems(everything, ""),
        ),
    )


def _top_names(listing: Listing, ending: str) -> Iterator[str]:
    return (f.path for f in listing.files if "/" not in f.path and f.path.endswith(ending))


def _folders_of(root: Path) -> tuple[str, ...]:
    with os.scandir(root) as entries:
        return tuple(sorted(entry.name for entry in entries if _is_folder(entry)))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    # A path, unlike an entry, says of a link to itself that it is no folder.
    return Path(entry).is_dir() if entry.is_symlink() else entry.is_dir()


def _unmatched(config: AppConfig, everything: Listing) -> Iterator[UnmatchedWatch]:
    paths = [file.path for file in everything.files]
    lists: list[tuple[Path_, tuple[str, ...] | None]] = [(("watch",), config.watch)]
    lists += [(("analyses", i, "watch"), entry.watch) for i, entry in enumerate(config.analyses)]
    watched = [
        ((*place, i), pattern)
        for place, patterns in lists
        for i, pattern in enumerate(patterns or ())
    ]
    missed = unmatched((pattern for _, pattern in watched), paths)
    return (UnmatchedWatch(*watched[number]) for number in missed)


def _place(source: Source, name: str) -> Place:
    if source.script:
        return Place(source.root, "", "", source.script.removesuffix(".py"))
    return Place(source.root / name, name, f"{PACKAGE}.{name}")


def _with_imports(project: Project, everything: Listing, modules: Modules) -> Project:
    """Return the project with the modules beside the app folder, and the findings in modules."""
    entries = reachable(modules, _entry_modules(project.analyses, project.package))
    paths = [file.path for file in project.python_files if file.path.endswith(".py")]
    reached = reachable(modules, (module_name(project.package, p) for p in paths), entries)
    problems = (
        problem if name in entries else replace(problem, severity=Severity.WARNING)
        for name, problem in modules.problems()
    )
    return replace(
        project,
        beside_files=beside_files(modules, reached),
        problems=tuple(sorted({*project.problems, *problems})),
        sources=_sources(project, everything, modules, reached),
        modules=modules,
    )


def _entry_modules(analyses: Iterable[Analysis], package: str) -> Iterator[str]:
    for analysis in analyses:
        if not analysis.exists:
            continue
        yield module_name(package, analysis.file)
        yield module_name(package, analysis.path("routes.py"))


def _sources(
    project: Project, everything: Listing, modules: Modules, reached: Iterable[str]
) -> tuple[Path, ...]:
    """Return every file that the facts were taken from."""
    listed: list[SourceFile] = [*everything.files]
    for analysis in project.analyses:
        listed.extend(analysis.static_files)
    for folder in {static.folder: static for static in project.static_folders}.values():
        listed.extend(folder.files)
    paths = [file.source for file in listed]
    lines = [*project.requirements, *(line for a in project.analyses for line in a.requirements)]
    named = {project.index_file, *(line.file for line in lines)}
    paths += (path for name in named if (path := project.root / name).is_file())
    by_name = {os.fspath(path): path for path in paths}
    # Most modules are among the files of the app.
    others = set(filter(None, map(modules.path, reached))) - by_name.keys()
    by_name.update((place, Path(place)) for place in others)
    return tuple(by_name[name] for name in sorted(by_name))
