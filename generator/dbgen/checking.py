"""Check a project: every problem that can be known before the app runs."""

import itertools
import os
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from dbgen.class_checks import check_class
from dbgen.inspecting.reading import in_characters
from dbgen.pinning import requirement_problems
from dbgen.project import Analysis, Project
from dbgen.route_checks import check_routes
from dbgen_schema import MOST_PROBLEMS, Path_, Problem, Severity, suggest

GENERATED: Final = ("server.py", "databench", "databench_py", "pages", "static", "manifest.json")

# Found in syntax trees, which count columns in bytes.
_OF_NODES: Final = frozenset({"DB203", "DB206", "DB217", "DB218", "DB220", "DB501", "DB502"})

# File systems take 255 bytes: `.0123456789` for the hash, and `.br` or `.gz`.
_LONGEST_NAME: Final = 255 - 11 - 3
_SHORT_NAME: Final = _LONGEST_NAME // 4

# Looking for similar names takes a while: some microseconds for each two.
_MOST_COMPARISONS: Final = 1000


def check(project: Project) -> list[Problem]:
    """Return all problems of a project, sorted by file and line."""
    found = [*project.problems, *_watch(project), *_static(project), *_collisions(project)]
    found.extend(_long_names(project))
    found.extend(_missing_folders(project))
    found.extend(requirement_problems(project))
    for number, analysis in enumerate(project.analyses):
        found.extend(_analysis(project, number, analysis))
    found = [*_without_bases(found)]
    of_nodes = {_milder(problem, project) for problem in found if problem.code in _OF_NODES}
    others = {problem for problem in found if problem.code not in _OF_NODES}
    return sorted({*others, *in_characters(of_nodes, project.root)})


def _without_bases(problems: list[Problem]) -> Iterator[Problem]:
    """Yield problems, without those of bases that are told of as such (DB203)."""
    told = {(each.file, each.line, each.column) for each in problems if each.code == "DB203"}
    for problem in problems:
        if problem.code != "DB220" or (problem.file, problem.line, problem.column) not in told:
            yield problem


def _milder(problem: Problem, project: Project) -> Problem:
    config = project.config
    if problem.code == "DB218" and (config.build or any(entry.build for entry in config.analyses)):
        # A build command may make the module.
        return replace(problem, severity=Severity.WARNING)
    return problem


def _in_index(
    project: Project, place: Path_, code: str, message: str, hint: str = "", *, warn: bool = False
) -> Problem:
    severity = Severity.WARNING if warn else Severity.ERROR
    if project.positions is None:
        return Problem(project.index_file, 0, 0, code, message, hint, severity)
    position = project.positions.locate(place)
    line, column = position.line, position.column
    return Problem(project.index_file, line, column, code, message, hint, severity)


def _analysis(project: Project, number: int, analysis: Analysis) -> Iterator[Problem]:
    if not analysis.exists:
        return
    if not analysis.has_module:
        hint = "an analysis is a class in this file that derives from databench.Analysis"
        yield Problem(analysis.file, 0, 0, "DB202", _missing(analysis, "analysis.py"), hint)
    else:
        yield from _class(project, number, analysis)
    if "index.html" not in analysis.pages:
        file = analysis.path("index.html")
        hint = 'write the page of the analysis, starting with {% extends "analysis.html" %}'
        yield Problem(file, 0, 0, "DB214", _missing(analysis, "index.html"), hint)
    yield from _thumbnail(project, number, analysis)
    yield from _unrouted(project, number, analysis)
    yield from check_routes(analysis)


def _missing(analysis: Analysis, name: str) -> str:
    if os.path.lexists(analysis.folder / name):
        return "this is no regular file, or a link that leaves the app"
    return "this page is missing" if name.endswith(".html") else "this file is missing"


def check_folders(project: Project) -> list[Problem]:
    """Return the missing folders of a project if there are more than anybody wants to know.

    It need not have its analyses yet: of such an app, nothing else is worth finding out.
    """
    names = [entry.name for entry in project.config.analyses]
    there = set(project.folders)
    missing = [(number, name) for number, name in enumerate(names) if name not in there]
    if project.single or len(missing) <= MOST_PROBLEMS:
        return []
    return list(_without_folders(project, missing, there & set(names)))


def _missing_folders(project: Project) -> Iterator[Problem]:
    missing = [(n, a.entry.name) for n, a in enumerate(project.analyses) if not a.exists]
    taken = {analysis.entry.name for analysis in project.analyses if analysis.exists}
    return _without_folders(project, missing, taken)


def _without_folders(
    project: Project, missing: Iterable[tuple[int, str]], taken: Container[str]
) -> Iterator[Problem]:
    free = [folder for folder in project.folders if folder not in taken]
    guesses = _MOST_COMPARISONS // max(len(free), 1)
    links = set(project.folders)
    for count, (number, name) in enumerate(missing):
        options = free if count < guesses else []
        fault = _link(name) if name in links else _missing_folder(name, options)
        yield _in_index(project, ("analyses", number, "name"), "DB201", *fault)


def _link(name: str) -> tuple[str, str]:
    return f"the folder `{name}` is a link that leaves the app", "put the folder itself here"


def _missing_folder(name: str, options: Iterable[str]) -> tuple[str, str]:
    near = suggest(name, options)
    hint = f"did you mean `{near}`?" if near else "make the folder, or take the entry out"
    return f"there is no folder `{name}` beside index.yaml", hint


def _class(project: Project, number: int, analysis: Analysis) -> Iterator[Problem]:
    found = check_class(project, number, analysis)
    if found:
        yield found if isinstance(found, Problem) else _in_index(project, *found)


def _unrouted(project: Project, number: int, analysis: Analysis) -> Iterator[Problem]:
    if analysis.unrouted:
        file = analysis.path("routes.py")
        message = f"{file} does not assign ROUTES"
        hint = "assign a list of (pattern, handler class, keyword arguments) to it, or remove it"
        yield _in_index(project, ("analyses", number, "name"), "DB501", message, hint)


def _thumbnail(project: Project, number: int, analysis: Analysis) -> Iterator[Problem]:
    wanted = analysis.entry.thumbnail
    if wanted and wanted != analysis.thumbnail:
        place = ("analyses", number, "thumbnail")
        message = f"there is no file `{wanted}` in {analysis.rel or 'the folder'}"
        hint = "the analysis gets no thumbnail"
        yield _in_index(project, place, "DB213", message, hint, warn=True)


def _watch(project: Project) -> Iterator[Problem]:
    for missed in project.unmatched_watch:
        message = f"the pattern `{missed.pattern}` matches no file"
        hint = "patterns are relative to the app folder; ** stands for any folders"
        yield _in_index(project, missed.place, "DB212", message, hint, warn=True)


def _static(project: Project) -> Iterator[Problem]:
    for static in project.static_folders:
        place = ("static", static.pattern)
        if static.refused:
            message = f"the folder `{static.given}` cannot be served: {static.refused}"
            yield _in_index(project, place, "DB504", message, "name a folder inside the app")
        elif static.folder is None:
            message = f"there is no folder `{static.given}`"
            hint = (
                "the route is left out; folders are looked for below the app folder, then beside it"
            )
            yield _in_index(project, place, "DB503", message, hint, warn=True)


def _long_names(project: Project) -> Iterator[Problem]:
    """Yield a problem for each file whose name leaves no room for what the build adds to it."""
    folders = [analysis.static_files for analysis in project.analyses]
    folders += [static.files for static in project.static_folders]
    for file in itertools.chain.from_iterable(folders):
        name = file.path.rpartition("/")[2]
        size = len(os.fsencode(name)) if len(name) > _SHORT_NAME else 0
        if size > _LONGEST_NAME:
            path = Path(os.path.relpath(file.source, project.root)).as_posix()
            message = f"its name has {size} bytes, which leaves no room for a hash in it"
            hint = f"give it a name of at most {_LONGEST_NAME} bytes"
            yield Problem(path, 0, 0, "DB505", message, hint)


def _collisions(project: Project) -> Iterator[Problem]:
    """Return the files that would land where the build has a part of its own."""
    files = project.python_files if project.single else project.beside_files
    prefix = "" if project.single else "../"
    tops = sorted({file.path.partition("/")[0] for file in files} & set(GENERATED))
    for top in tops:
        message = f"{top} is also the name of a part of the generated server"
        yield Problem(prefix + top, 0, 0, "DB210", message, "give it another name")
