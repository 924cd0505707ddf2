"""Check a project: every problem that can be known before the app runs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from dbgen.pinning import requirement_problems
from dbgen.project import Analysis, Project, RoutePattern
from dbgen_schema import Path_, Problem, Severity, suggest
from dbgen_schema.backtracking import can_explode

GENERATED: Final = ("server.py", "databench", "databench_py", "pages", "static", "manifest.json")

# Looking for similar names takes a while: some microseconds for each two.
_MOST_COMPARISONS: Final = 100_000

_MOST_COMPARED: Final = 20

# What makes a pattern stand for more than itself. A dot is left out: most are meant literally.
_SPECIAL: Final = re.compile(r"[\\^$*+?{}\[\]()|]")


def check(project: Project) -> list[Problem]:
    """Return all problems of a project, sorted by file and line."""
    found = [*project.problems, *_watch(project), *_static(project), *_collisions(project)]
    found.extend(_missing_folders(project))
    found.extend(requirement_problems(project))
    for number, analysis in enumerate(project.analyses):
        found.extend(_analysis(project, number, analysis))
    return sorted(set(found))


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
        yield Problem(analysis.file, 0, 0, "DB202", "this file is missing", hint)
    else:
        yield from _class(project, number, analysis)
    if "index.html" not in analysis.pages:
        file = f"{analysis.rel}/index.html".lstrip("/")
        hint = 'write the page of the analysis, starting with {% extends "analysis.html" %}'
        yield Problem(file, 0, 0, "DB214", "this page is missing", hint)
    yield from _thumbnail(project, number, analysis)
    yield from _routes(analysis)


def _missing_folders(project: Project) -> Iterator[Problem]:
    missing = [(n, a.entry.name) for n, a in enumerate(project.analyses) if not a.exists]
    taken = {analysis.entry.name for analysis in project.analyses if analysis.exists}
    free = [folder for folder in project.folders if folder not in taken]
    options = free if len(missing) * len(free) <= _MOST_COMPARISONS else []
    links = set(project.folders)
    for number, name in missing:
        fault = _link(name) if name in links else _missing_folder(name, options)
        yield _in_index(project, ("analyses", number, "name"), "DB201", *fault)


def _link(name: str) -> tuple[str, str]:
    return f"the folder `{name}` is a link that leaves the app", "put the folder itself here"


def _missing_folder(name: str, options: Iterable[str]) -> tuple[str, str]:
    near = suggest(name, options)
    hint = f"did you mean `{near}`?" if near else "make the folder, or take the entry out"
    return f"there is no folder `{name}` beside index.yaml", hint


def _class(project: Project, number: int, analysis: Analysis) -> Iterator[Problem]:
    if analysis.cls or any(_explains(problem, analysis) for problem in project.problems):
        return
    names = [cls.name for cls in analysis.candidates]
    wanted = analysis.entry.class_name
    if not names:
        hint = "define a class that derives from databench.Analysis"
        yield Problem(analysis.file, 0, 0, "DB203", "no analysis class is defined here", hint)
    elif wanted is not None:
        near = suggest(wanted, names)
        hint = f"did you mean `{near}`?" if near else f"there is {_listed(names)}"
        place: Path_ = ("analyses", number, "class")
        message = f"there is no analysis class `{wanted}` in {analysis.file}"
        yield _in_index(project, place, "DB207", message, hint)
    else:
        place = ("analyses", number)
        message = f"{analysis.file} defines several analysis classes: {_listed(names)}"
        hint = f"name one in the entry, for example `class: {names[-1]}`"
        yield _in_index(project, place, "DB204", message, hint)


def _explains(problem: Problem, analysis: Analysis) -> bool:
    return problem.file == analysis.file and problem.code in ("DB205", "DB208")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


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


def _collisions(project: Project) -> Iterator[Problem]:
    """Return the files that would land where the build has a part of its own."""
    files = project.python_files if project.single else project.beside_files
    prefix = "" if project.single else "../"
    tops = sorted({file.path.partition("/")[0] for file in files} & set(GENERATED))
    for top in tops:
        message = f"{top} is also the name of a part of the generated server"
        yield Problem(prefix + top, 0, 0, "DB210", message, "give it another name")


def built_in_paths(analysis: Analysis) -> Mapping[str, str]:
    """Return the paths below the analysis that the server answers itself, and with what."""
    paths = {"": "the page", "ws": "the WebSocket"}
    paths |= dict.fromkeys(analysis.pages, "a page")
    paths |= {"analysis.js": "the script"} if analysis.script else {}
    paths |= {"analysis.css": "the style sheet"} if analysis.stylesheet else {}
    paths |= {analysis.thumbnail: "the thumbnail"} if analysis.thumbnail else {}
    return paths


def _routes(analysis: Analysis) -> Iterator[Problem]:
    if analysis.routes is None:
        return
    built_in = built_in_paths(analysis)
    seen: dict[str, RoutePattern] = {}
    wide: list[RoutePattern] = []
    for route in analysis.routes.patterns:
        message, hint = _route_fault(route, built_in, seen, wide, bool(analysis.static_files))
        if message:
            file = analysis.routes.file
            yield Problem(file, route.line, route.column, "DB502", message, hint)
        seen.setdefault(route.pattern, route)
        if _SPECIAL.search(route.pattern) and len(wide) < _MOST_COMPARED:
            wide.append(route)


def _route_fault(
    route: RoutePattern,
    built_in: Mapping[str, str],
    seen: Mapping[str, RoutePattern],
    wide: Iterable[RoutePattern],
    has_static: bool,
) -> tuple[str, str]:
    pattern = route.pattern
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"the pattern `{pattern}` is no regular expression: {error}", ""
    if pattern in seen:
        return f"the pattern `{pattern}` is in line {seen[pattern].line}, too", "keep one of them"
    literal = not _SPECIAL.search(pattern)
    if literal and pattern in built_in:
        return f"`{pattern}` is already the path of {built_in[pattern]}", "choose another pattern"
    if literal and has_static and pattern.startswith("static/"):
        return f"`{pattern}` is already a path of the folder static", "choose another pattern"
    candidates = wide if literal else ()
    first = next((other for other in candidates if _shadows(other.pattern, pattern)), None)
    if first:
        message = f"`{pattern}` is never reached: `{first.pattern}` in line {first.line} matches it"
        return message, f"put it before `{first.pattern}`"
    return "", ""


def _shadows(pattern: str, path: str) -> bool:
    """Return whether a pattern matches a path, as far as that can be found out in bounded time."""
    try:
        return not can_explode(pattern) and re.fullmatch(pattern, path) is not None
    except (re.error, RecursionError, OverflowError):
        return False
