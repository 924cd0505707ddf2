"""Check every reference of an app against what its server answers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urljoin

from dbgen.kept import NOTHING, Kept
from dbgen.plan import Plan
from dbgen.processes import spread
from dbgen.project import Analysis, Project
from dbgen.references.markup import COMPUTED, masked
from dbgen.references.pages import PageReferences, in_page
from dbgen.references.readmes import KINDS as README_KINDS
from dbgen.references.readmes import ReadmePlaces, is_shown, readmes
from dbgen.references.reference import LINK, Lines, Reference
from dbgen.references.scripts import in_script
from dbgen.references.served import Served
from dbgen.references.sources import TextFile, named_templates, own_files, template_file
from dbgen.references.stylesheets import in_style_sheet
from dbgen_schema import Position, Problem, Severity

_FOREIGN: Final = re.compile(r"(?:https?:)?//([^/?#\\]*)", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FRAME: Final = "frame"

_Fault = tuple[str, str, str, Severity]
"""Code, message, hint and severity."""

_MOST_REFERENCES: Final = 2000
"""In one file: more are generated, and what is wrong with them shows in the first ones."""


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A reference to another host, or else to a path that the server does not answer."""

    kind: str
    host: str
    path: str
    place: Position


@dataclass(frozen=True, slots=True)
class _Read:
    """What the text of a file refers to: suspects, and templates."""

    suspects: tuple[_Suspect, ...] = ()
    templates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Checks:
    """What the references of all files are checked against."""

    project: Project
    served: Served
    offline: bool
    kept: Kept


def check_references(
    project: Project, plan: Plan, *, offline: bool = False, kept: Kept = NOTHING
) -> list[Problem]:
    """Return the references of an app that are broken, or that lead to other hosts.

    The latter are warnings, errors if the app has to work `offline`.
    """
    checks = _Checks(project, Served(project, plan), offline, kept)
    files = list(own_files(project))
    read = spread(lambda part: [_read(file, checks) for file in part], files)
    found = [*zip(files, read, strict=True)]
    found += _templates(found, checks)
    shown = list(readmes(project))
    in_readmes = spread(lambda part: [_read_readme(*each, checks) for each in part], shown)
    found += zip((file for file, _ in shown), in_readmes, strict=True)
    return sorted({_problem(s, file, checks) for file, each in found for s in each.suspects})


def _templates(
    pages: Iterable[tuple[TextFile, _Read]], checks: _Checks
) -> Iterator[tuple[TextFile, _Read]]:
    """Return the templates beside index.yaml, and all that are named anywhere."""
    known = {file.file for file, _ in pages}
    waiting = [*checks.project.templates, *(name for _, page in pages for name in page.templates)]
    while waiting:
        name = waiting.pop()
        file = template_file(name, checks.project) if name not in known else None
        known.add(name)
        if file:
            read = _read(file, checks)
            waiting += read.templates
            yield file, read


def _read(file: TextFile, checks: _Checks) -> _Read:
    text = file.read()
    templates = named_templates(text) if file.kind == ".html" else ()
    return _Read(tuple(_suspects(text, file, checks)), templates)


def _read_readme(file: TextFile, html: str, checks: _Checks) -> _Read:
    references = in_page(html).found[:_MOST_REFERENCES]
    found = [(each, *_broken(each, file.base, checks.served)) for each in references]
    if not any(host or path for _, host, path in found):
        return _Read()
    if not is_shown(file, checks.project.root):
        return _Read()
    places = ReadmePlaces(file.read())
    # Every reference is located, because those of one address are told apart by their order.
    located = [_Suspect(each.kind, host, path, places.locate(each)) for each, host, path in found]
    return _Read(tuple(each for each in located if each.host or each.path))


def _suspects(text: str, file: TextFile, checks: _Checks) -> Iterator[_Suspect]:
    page = checks.kept(_references, text, file.kind)
    served = checks.served
    base = "" if page.has_base else file.base
    lines: Lines | None = None
    for reference in page.found[:_MOST_REFERENCES]:
        host, path = _broken(reference, base, served)
        if host or path:
            lines = lines or Lines(text)
            yield _Suspect(reference.kind, host, path, lines.locate(reference.offset))


def _broken(reference: Reference, base: str, served: Served) -> tuple[str, str]:
    """Return the other host that a reference leads to, or the path that nothing answers here."""
    host, path = _target(reference, base)
    return host, "" if path and served.answers(path) else path


def _references(text: str, kind: str) -> PageReferences:
    if kind == ".css":
        return PageReferences(tuple(in_style_sheet(text)), has_base=False)
    if kind == ".js":
        return PageReferences(tuple(in_script(text)), has_base=False)
    return in_page(masked(text))


def _target(reference: Reference, base: str) -> tuple[str, str]:
    """Return the other host that a reference leads to, or the path here; "" for neither."""
    url = re.sub(r"[\t\n\r]", "", reference.url).strip()
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
    return unquote(urljoin(base, written))


def _foreign_fault(suspect: _Suspect, analysis: Analysis | None, *, offline: bool) -> _Fault:
    folder = (
        f"{analysis.rel}/static/".lstrip("/") if analysis else "the folder static of an analysis"
    )
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
        prefix = f"/{analysis.rel}" if analysis.rel else ""
        if checks.served.answers(prefix + path):
            return f"write `{prefix}{path}`"
        below = path.removeprefix(f"{prefix}/")
        if below != path and _is_file(analysis, below):
            folder = f"{analysis.rel}/static/".lstrip("/")
            return f"move the file to {folder} and write `{prefix}/static/{below}`"
    near = checks.served.near(path)
    return f"did you mean `{near}`?" if near else "no route of the server answers this address"


def _is_file(analysis: Analysis, path: str) -> bool:
    try:
        return (analysis.folder / path).is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False
