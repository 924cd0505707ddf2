"""Check every reference of an app against what its server answers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urljoin

from dbgen.plan import Plan
from dbgen.processes import spread
from dbgen.project import Analysis, Project
from dbgen.references.markup import COMPUTED, masked
from dbgen.references.pages import PageReferences, in_page
from dbgen.references.reference import LINK, Lines, Reference
from dbgen.references.scripts import in_script
from dbgen.references.served import Served
from dbgen.references.sources import Text, texts
from dbgen.references.stylesheets import in_style_sheet
from dbgen_schema import Problem, Severity

_FOREIGN: Final = re.compile(r"(?:https?:)?//([^/?#\\]*)", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FRAME: Final = "frame"

_MOST_REFERENCES: Final = 2000
"""In one file: more are generated, and what is wrong with them shows in the first ones."""

_Fault = tuple[str, str, str, Severity]
"""Code, message, hint and severity."""


def check_references(project: Project, plan: Plan, *, offline: bool = False) -> list[Problem]:
    """Return the references of an app that are broken, or that lead to other hosts.

    The latter are warnings, errors if the app has to work `offline`.
    """
    checks = _Checks(project, Served(project, plan), offline)
    found = spread(lambda part: _check_all(part, checks), list(texts(project)))
    return sorted(set(found))


@dataclass(frozen=True, slots=True)
class _Checks:
    """What the references of all files are checked against."""

    project: Project
    served: Served
    offline: bool


def _check_all(part: Iterable[Text], checks: _Checks) -> list[Problem]:
    return [problem for text in part for problem in _check(text, checks)]


def _check(text: Text, checks: _Checks) -> list[Problem]:
    page = _references(text)
    base = "" if page.has_base else text.base
    faults = [
        (reference, fault)
        for reference in page.found[:_MOST_REFERENCES]
        for fault in _faults(reference, text, base, checks)
    ]
    return _located(text, faults) if faults else []


def _located(text: Text, faults: Iterable[tuple[Reference, _Fault]]) -> list[Problem]:
    lines = Lines(text.text)
    located = ((lines.locate(reference.offset), fault) for reference, fault in faults)
    return [Problem(text.file, at.line, at.column, *fault) for at, fault in located]


def _references(text: Text) -> PageReferences:
    if text.kind == ".css":
        return PageReferences(tuple(in_style_sheet(text.text)), has_base=False)
    if text.kind == ".js":
        return PageReferences(tuple(in_script(text.text)), has_base=False)
    return in_page(masked(text.text))


def _faults(reference: Reference, text: Text, base: str, checks: _Checks) -> Iterator[_Fault]:
    url = re.sub(r"[\t\n\r]", "", reference.url).strip()
    foreign = _FOREIGN.match(url)
    if foreign:
        host = foreign[1].rpartition("@")[2]
        if reference.kind != LINK and host and COMPUTED not in host:
            yield _foreign_fault(reference.kind, host, text.analysis, offline=checks.offline)
        return
    path = _path(url, base)
    if path and not checks.served.answers(path):
        yield _missing_fault(reference.kind, path, text.analysis, checks)


def _path(url: str, base: str) -> str:
    """Return the path on this server that a browser asks for, "" if that is not known."""
    written = url.partition("#")[0].partition("?")[0]
    if not written or any(mark in written for mark in (COMPUTED, "{{", "{%", "\\")):
        return ""
    if _SCHEME.match(written) or not (base or written.startswith("/")):
        return ""
    return unquote(urljoin(base, written))


def _foreign_fault(kind: str, host: str, analysis: Analysis | None, *, offline: bool) -> _Fault:
    folder = (
        f"{analysis.rel}/static/".lstrip("/") if analysis else "the folder static of an analysis"
    )
    hint = f"it is missing offline and under a strict policy: put a copy into {folder}"
    if kind == _FRAME:
        hint = "it is missing offline and under a strict policy: write a link to it"
    message = f"the {kind} comes from another host, `{host}`"
    return "DB432", message, hint, Severity.ERROR if offline else Severity.WARNING


def _missing_fault(kind: str, path: str, analysis: Analysis | None, checks: _Checks) -> _Fault:
    hint = _hint(path, analysis, checks)
    if kind == LINK:
        return "DB431", f"there is no page `{path}`", hint, Severity.WARNING
    config = checks.project.config
    built = config.build or any(entry.build for entry in config.analyses)
    severity = Severity.WARNING if built else Severity.ERROR
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
