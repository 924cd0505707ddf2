"""Check every reference of an app against what its server answers."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dbgen.curtailing import MOST_IN_ALL
from dbgen.kept import NOTHING, Kept
from dbgen.lines import Lines
from dbgen.pages import Budget, DeadlineError
from dbgen.plan import Plan
from dbgen.project import Analysis, Project
from dbgen.references.answers import Answers
from dbgen.references.import_maps import BARE, BROKEN, EXTERNAL
from dbgen.references.keys import KeyReferences, in_keys
from dbgen.references.reading import (
    MOST_REFERENCES,
    MOST_SECONDS,
    PER_BYTE,
    FileReferences,
    Find,
    follow,
    read_file,
    read_readme,
)
from dbgen.references.readmes import KINDS as README_KINDS
from dbgen.references.readmes import ReadmePlaces, index_readme, is_shown
from dbgen.references.reference import FETCHED, FRAME, LINK, Reference
from dbgen.references.served import Served
from dbgen.references.sources import (
    FOLLOWED,
    TextFile,
    budget_of,
    given_up,
    served_file,
    template_file,
)
from dbgen.references.stylesheets import VAR
from dbgen_schema import Position, Problem, Severity

_Fault = tuple[str, str, str, Severity]
"""Code, message, hint and severity."""

_MOST_PROBLEMS: Final = MOST_IN_ALL
"""In all files: more are not shown, and finding the place of each takes its time."""


_IGNORED: Final = {
    BARE: (
        "browsers ignore the address `{}` in an import map",
        "write `./{}`: an address starts with `/`, `./` or `../`",
    ),
    BROKEN: (
        "browsers ignore this `importmap`: it is no JSON object with `imports` and `scopes`",
        "in JSON there are no comments, and no comma before a closing bracket",
    ),
    EXTERNAL: (
        "browsers load no import map from a file, as `{}`",
        'write what is in the file between `<script type="importmap">` and its end',
    ),
    VAR: (
        "browsers ignore `var()` within `url()`",
        "write all of it as the value of the variable: `--x: url(picture.png)`",
    ),
}
"""What is said of references of these kinds, which lead nowhere."""


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A reference to another host, or else to a path that the server does not answer."""

    kind: str
    host: str
    path: str
    place: Position


@dataclass(frozen=True, slots=True)
class _Checks:
    """What the references of all files are checked against."""

    project: Project
    served: Served
    answers: Answers
    offline: bool
    kept: Kept
    budget: Budget

    @property
    def is_built(self) -> bool:
        """Whether a command makes some of the files."""
        config = self.project.config
        return bool(config.build) or any(entry.build for entry in config.analyses)


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
    files = list(read)
    served = Served(project, plan)
    # What follows is found with these checks, and added to the files.
    answers = Answers(files, served)
    checks = _Checks(project, served, answers, offline, kept, budget_of(project))
    files += _templates(files, checks)
    if readme := index_readme(project):
        files.append(read_readme(*readme, kept, checks.budget))
    files += follow(files, _elsewhere(files, checks), kept, checks.budget)
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
            read = read_file(file, checks.kept, checks.budget)
            waiting += read.templates
            yield read


def _elsewhere(files: Iterable[FileReferences], checks: _Checks) -> Find:
    """Return what finds the other scripts, style sheets and pages of static folders, each once."""
    known = {each.file.path for each in files}
    root = checks.project.root

    def find(path: str) -> TextFile | None:
        source = checks.served.source(path) if path.endswith(FOLLOWED) else None
        if source is None or source in known or not source.is_relative_to(root.parent):
            return None
        known.add(source)
        return served_file(source, Path(os.path.relpath(source, root)).as_posix(), path)

    return find


def _in_files(files: Iterable[FileReferences], checks: _Checks) -> Iterator[Problem]:
    left = _MOST_PROBLEMS
    for each in files:
        problems = _problems(each, checks) if left > 0 or not each.found else [given_up(each.file)]
        left -= len(problems)
        yield from problems


def _problems(read: FileReferences, checks: _Checks) -> list[Problem]:
    if read.is_given_up:
        return [given_up(read.file)]
    found = [(each, *_broken(each, read, checks)) for each in read.found]
    if not any(host or path for _, host, path in found) or not _is_shown(read, checks.project):
        return []
    size = sum(len(each.url) for each in read.found)
    try:
        with checks.budget.bounded(size, PER_BYTE, MOST_SECONDS):
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
    shown = FileReferences(read.file, read.found[:MOST_REFERENCES])
    for each in shown.found:
        host, path = _broken(each, shown, checks)
        if (host or path) and checks.project.positions:
            place = checks.project.positions.locate(read.place)
            yield _problem(_Suspect(each.kind, host, path, place), read.file, checks)


def _is_shown(read: FileReferences, project: Project) -> bool:
    return not read.is_readme or is_shown(read.file, project.root)


def _locator(text: str) -> Callable[[Reference], Position]:
    lines = Lines(text)
    return lambda reference: lines.locate(reference.offset)


def _broken(reference: Reference, read: FileReferences, checks: _Checks) -> tuple[str, str]:
    """Return the other host that a reference leads to, or the path that nothing answers here."""
    if reference.kind in _IGNORED:
        return "", reference.url or reference.kind
    host, path = read.target(reference)
    if path and (checks.served.answers(path) or _may_be_answered(reference, path, read, checks)):
        return host, ""
    return host, path


def _may_be_answered(
    reference: Reference, path: str, read: FileReferences, checks: _Checks
) -> bool:
    if reference.kind != FETCHED:
        return False
    # What a command makes may well be data.
    return checks.is_built or checks.answers.may_answer(reference.url, path, read)


def _problem(suspect: _Suspect, file: TextFile, checks: _Checks) -> Problem:
    if suspect.host:
        fault = _foreign_fault(suspect, file.analysis, offline=checks.offline)
    else:
        fault = _missing_fault(suspect, file, checks)
    return Problem(file.file, suspect.place.line, suspect.place.column, *fault)


def _foreign_fault(suspect: _Suspect, analysis: Analysis | None, *, offline: bool) -> _Fault:
    folder = analysis.path("static/") if analysis else "the folder static of an analysis"
    hint = f"it is missing offline, and its owner can change it: put a copy into {folder}"
    if suspect.kind == FRAME:
        hint = "it is missing offline, and its owner can change it: write a link to it"
    message = f"the {suspect.kind} comes from another host, `{suspect.host}`"
    return "DB432", message, hint, Severity.ERROR if offline else Severity.WARNING


def _missing_fault(suspect: _Suspect, file: TextFile, checks: _Checks) -> _Fault:
    kind, path = suspect.kind, suspect.path
    if kind in _IGNORED:
        message, hint = _IGNORED[kind]
        return "DB435", message.format(path), hint.format(path), Severity.WARNING
    hint = _hint(path, file.analysis, checks)
    if kind == LINK:
        return "DB431", f"there is no page `{path}`", hint, Severity.WARNING
    # A README has other readers than those of the page, who may well see the picture.
    # A script may well do without what it fetches.
    milder = checks.is_built or file.kind in README_KINDS or not file.is_used or kind == FETCHED
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
