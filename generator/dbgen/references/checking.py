"""Check every reference of an app against what its server answers."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin

from dbgen.curtailing import MOST_IN_ALL
from dbgen.kept import NOTHING, Kept
from dbgen.lines import Lines
from dbgen.pages import Budget, DeadlineError
from dbgen.plan import Plan
from dbgen.project import Analysis, Project
from dbgen.references.keys import KeyReferences, in_keys
from dbgen.references.markup import COMPUTED, masked
from dbgen.references.pages import PageReferences, in_page
from dbgen.references.readmes import KINDS as README_KINDS
from dbgen.references.readmes import ReadmePlaces, index_readme, is_shown, own_readme
from dbgen.references.reference import LINK, Reference
from dbgen.references.scripts import in_script
from dbgen.references.served import Served
from dbgen.references.sources import (
    TextFile,
    budget_of,
    given_up,
    named_templates,
    own_files,
    template_file,
)
from dbgen.references.stylesheets import in_style_sheet
from dbgen_schema import Position, Problem, Severity

_FOREIGN: Final = re.compile(r"(?:https?:)?//([^/?#\\]*)", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_RESOLVED: Final = re.compile(r"/\.|;")
_FRAME: Final = "frame"
# Browsers take no notice of them.
_DROPPED: Final = dict.fromkeys(map(ord, "\t\n\r"))

_Fault = tuple[str, str, str, Severity]
"""Code, message, hint and severity."""

_PER_BYTE: Final = 0.5e-6
"""Seconds, twice as many as usual files take."""
_MOST_SECONDS: Final = 0.6
_MOST_REFERENCES: Final = 2000
"""In one file: more are generated, and what is wrong with them shows in the first ones."""
_MOST_PROBLEMS: Final = MOST_IN_ALL
"""In all files: more are not shown, and finding the place of each takes its time."""


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A reference to another host, or else to a path that the server does not answer."""

    kind: str
    host: str
    path: str
    place: Position


@dataclass(frozen=True, slots=True)
class FileReferences:
    """What a file refers to, and the templates that it names; `is_readme` for a shown README.

    Of one that `is_given_up`, nothing is known.
    """

    file: TextFile
    found: tuple[Reference, ...] = ()
    has_base: bool = False
    templates: tuple[str, ...] = ()
    is_readme: bool = False
    is_given_up: bool = False


@dataclass(frozen=True, slots=True)
class _Checks:
    """What the references of all files are checked against."""

    project: Project
    served: Served
    offline: bool
    kept: Kept
    budget: Budget


def read_references(
    analysis: Analysis, root: Path, kept: Kept = NOTHING, budget: Budget | None = None
) -> list[FileReferences]:
    """Return what the files of an analysis refer to, its README among them."""
    budget = budget or Budget()
    found = [_read(file, kept, budget) for file in own_files(analysis)]
    readme = own_readme(analysis, root)
    return [*found, _read_readme(*readme, kept, budget)] if readme else found


def check_references(
    project: Project,
    plan: Plan,
    read: Iterable[FileReferences],
    *,
    offline: bool = False,
    kept: Kept = NOTHING,
) -> list[Problem]:
    """Return the references of an app that are broken, or that lead to other hosts.

    `read` are those of the analyses. The latter are warnings, errors if the app has to work
    `offline`.
    """
    checks = _Checks(project, Served(project, plan), offline, kept, budget_of(project))
    files = list(read)
    files += _templates(files, checks)
    if readme := index_readme(project):
        files.append(_read_readme(*readme, kept, checks.budget))
    found = set(_in_files(files, checks))
    found.update(problem for each in in_keys(project) for problem in _in_key(each, checks))
    return sorted(found)


def _templates(files: Iterable[FileReferences], checks: _Checks) -> Iterator[FileReferences]:
    """Yield the templates beside index.yaml, and all that are named anywhere."""
    known = {each.file.file for each in files}
    waiting = [*checks.project.templates, *(name for each in files for name in each.templates)]
    while waiting:
        name = waiting.pop()
        file = template_file(name, checks.project) if name not in known else None
        known.add(name)
        if file:
            read = _read(file, checks.kept, checks.budget)
            waiting += read.templates
            yield read


def _read(file: TextFile, kept: Kept, budget: Budget) -> FileReferences:
    text = file.read()
    try:
        with budget.bounded(len(text), _PER_BYTE, _MOST_SECONDS):
            templates = named_templates(text) if file.kind == ".html" else ()
            page = kept.lasting(_references, text, file.kind)
    except DeadlineError:
        return FileReferences(file, is_given_up=True)
    return FileReferences(file, page.found, page.has_base, templates)


def _read_readme(file: TextFile, html: str, kept: Kept, budget: Budget) -> FileReferences:
    try:
        with budget.bounded(len(html), _PER_BYTE, _MOST_SECONDS):
            found = kept.lasting(in_page, html).found
    except DeadlineError:
        return FileReferences(file, is_given_up=True)
    return FileReferences(file, found[:_MOST_REFERENCES], is_readme=True)


def _in_files(files: Iterable[FileReferences], checks: _Checks) -> Iterator[Problem]:
    left = _MOST_PROBLEMS
    for each in files:
        problems = _problems(each, checks) if left > 0 or not each.found else [given_up(each.file)]
        left -= len(problems)
        yield from problems


def _problems(read: FileReferences, checks: _Checks) -> list[Problem]:
    if read.is_given_up:
        return [given_up(read.file)]
    base = "" if read.has_base else read.file.base
    found = [(each, *_broken(each, base, checks.served)) for each in read.found]
    if not any(host or path for _, host, path in found) or not _is_shown(read, checks.project):
        return []
    size = sum(len(each.url) for each in read.found)
    try:
        with checks.budget.bounded(size, _PER_BYTE, _MOST_SECONDS):
            return list(_located(found, read, checks))
    except DeadlineError:
        return [given_up(read.file)]


def _located(
    found: Iterable[tuple[Reference, str, str]], read: FileReferences, checks: _Checks
) -> Iterator[Problem]:
    text = read.file.read()
    locate = ReadmePlaces(text).locate if read.is_readme else _locator(text)
    # Every reference is located: those of one address are told apart by their order.
    for each, host, path in found:
        place = locate(each)
        if host or path:
            yield _problem(_Suspect(each.kind, host, path, place), read.file, checks)


def _in_key(read: KeyReferences, checks: _Checks) -> Iterator[Problem]:
    for each in read.found[:_MOST_REFERENCES]:
        host, path = _broken(each, read.file.base, checks.served)
        if (host or path) and checks.project.positions:
            place = checks.project.positions.locate(read.place)
            yield _problem(_Suspect(each.kind, host, path, place), read.file, checks)


def _is_shown(read: FileReferences, project: Project) -> bool:
    return not read.is_readme or is_shown(read.file, project.root)


def _locator(text: str) -> Callable[[Reference], Position]:
    lines = Lines(text)
    return lambda reference: lines.locate(reference.offset)


def _broken(reference: Reference, base: str, served: Served) -> tuple[str, str]:
    """Return the other host that a reference leads to, or the path that nothing answers here."""
    host, path = _target(reference, base)
    return host, "" if path and served.answers(path) else path


def _references(text: str, kind: str) -> PageReferences:
    if kind == ".css":
        return PageReferences(_first(in_style_sheet(text)), has_base=False)
    if kind == ".js":
        return PageReferences(_first(in_script(text)), has_base=False)
    page = in_page(masked(text))
    return page._replace(found=_first(page.found))


def _first(found: Iterable[Reference]) -> tuple[Reference, ...]:
    return tuple(islice(found, _MOST_REFERENCES))


def _target(reference: Reference, base: str) -> tuple[str, str]:
    """Return the other host that a reference leads to, or the path here; "" for neither."""
    url = reference.url.translate(_DROPPED).strip()
    foreign = _FOREIGN.match(url)
    if foreign is None:
        return "", _path(url, base)
    host = foreign[1].rpartition("@")[2]
    return ("" if reference.kind == LINK or COMPUTED in host else host), ""


def _problem(suspect: _Suspect, file: TextFile, checks: _Checks) -> Problem:
    if suspect.host:
        fault = _foreign_fault(suspect, file.analysis, offline=checks.offline)
    else:
        fault = _missing_fault(suspect, file, checks)
    return Problem(file.file, suspect.place.line, suspect.place.column, *fault)


def _path(url: str, base: str) -> str:
    """Return the path on this server that a browser asks for, "" if that is not known."""
    written = url.partition("#")[0].partition("?")[0]
    if not written or any(mark in written for mark in (COMPUTED, "{{", "{%", "\\")):
        return ""
    if _SCHEME.match(written) or not (base or written.startswith("/")):
        return ""
    # Most addresses are the same wherever they stand.
    is_plain = written.startswith("/") and not _RESOLVED.search(written)
    return unquote(written if is_plain else urljoin(base, written))


def _foreign_fault(suspect: _Suspect, analysis: Analysis | None, *, offline: bool) -> _Fault:
    folder = analysis.path("static/") if analysis else "the folder static of an analysis"
    hint = f"it is missing offline, and its owner can change it: put a copy into {folder}"
    if suspect.kind == _FRAME:
        hint = "it is missing offline, and its owner can change it: write a link to it"
    message = f"the {suspect.kind} comes from another host, `{suspect.host}`"
    return "DB432", message, hint, Severity.ERROR if offline else Severity.WARNING


def _missing_fault(suspect: _Suspect, file: TextFile, checks: _Checks) -> _Fault:
    kind, path = suspect.kind, suspect.path
    hint = _hint(path, file.analysis, checks)
    if kind == LINK:
        return "DB431", f"there is no page `{path}`", hint, Severity.WARNING
    config = checks.project.config
    built = config.build or any(entry.build for entry in config.analyses)
    # A README has other readers than those of the page, who may well see the picture.
    milder = built or file.kind in README_KINDS
    severity = Severity.WARNING if milder else Severity.ERROR
    return "DB430", f"the {kind} `{path}` is not in the build", hint, severity


def _hint(path: str, analysis: Analysis | None, checks: _Checks) -> str:
    if analysis:
        prefix = analysis.base.removesuffix("/")
        if checks.served.answers(prefix + path):
            return f"write `{prefix}{path}`"
        below = path.removeprefix(analysis.base)
        if below != path and _is_file(analysis, below):
            folder = analysis.path("static/")
            return f"move the file to {folder} and write `{prefix}/static/{below}`"
    near = checks.served.near(path)
    return f"did you mean `{near}`?" if near else "no route of the server answers this address"


def _is_file(analysis: Analysis, path: str) -> bool:
    try:
        return (analysis.folder / path).is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False
