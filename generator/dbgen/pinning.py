"""The requirements of a build: the versions that were tested, and what the app asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from dbgen.project import Project, RequirementLine
from dbgen_schema import Problem

if TYPE_CHECKING:
    from packaging.requirements import Requirement

PINS: Final = {"orjson": "3.13.0", "tornado": "6.6.1"}
"""What the runtime needs, in the versions that the tests install and run."""

_Asked = tuple[RequirementLine, "Requirement"]


def requirement_lines(project: Project) -> tuple[str, ...]:
    """Return the lines of requirements.txt: options of pip in their order, then projects sorted."""
    lines = [line for line in _lines(project) if not _is_pinned(line)]
    options = dict.fromkeys(line.text for line in lines if line.text.startswith("-"))
    pins = (f"{name}=={version}" for name, version in PINS.items())
    texts = {*pins, *(line.text for line in lines)} - options.keys()
    return (*options, *sorted(texts, key=lambda text: (text.lower(), text)))


def requirement_problems(project: Project) -> Iterator[Problem]:
    """Yield what cannot be had together: with the pins, with another line, or from the build."""
    yield from _missing_archives(project)
    asked = [(line, line.requirement) for line in _lines(project)]
    named = [(line, wanted) for line, wanted in asked if wanted and _counts(wanted)]
    yield from _against_pins(named)
    yield from _against_each_other([item for item in named if _name(item[1]) not in PINS])


def _missing_archives(project: Project) -> Iterator[Problem]:
    copied = {f"./{project.package}/{file.path}" for file in project.python_files}
    for line in _lines(project):
        if line.text.startswith("./") and line.text.partition(" ")[0] not in copied:
            message = f"`{line.text}` does not go into the build"
            hint = "put the archive into a folder of its own, beside the analyses"
            yield Problem(line.file, line.line, 1, "DB215", message, hint)


def _lines(project: Project) -> list[RequirementLine]:
    analyses = (line for analysis in project.analyses for line in analysis.requirements)
    return [*project.requirements, *analyses]


def _name(requirement: Requirement) -> str:
    # A requirement has been read, so that this is no import any more.
    from packaging.utils import canonicalize_name  # noqa: PLC0415

    return canonicalize_name(requirement.name)


def _counts(requirement: Requirement) -> bool:
    """Tell whether a requirement is one here; pip judges again where the build runs."""
    return requirement.marker is None or requirement.marker.evaluate()


def _is_pinned(line: RequirementLine) -> bool:
    wanted = line.requirement
    return wanted is not None and _name(wanted) in PINS and _counts(wanted)


def _against_pins(named: Iterable[_Asked]) -> Iterator[Problem]:
    for line, wanted in named:
        pin = PINS.get(_name(wanted))
        if pin is None:
            continue
        exact = f"{_name(wanted)}=={pin}"
        if wanted.url:
            message = f"`{line.text}` replaces {exact}, with which the server was tested"
            yield _conflict(line, message, "leave this line out")
        elif not wanted.specifier.contains(pin, prereleases=True):
            message = f"`{line.text}` excludes {exact}, with which the server was tested"
            yield _conflict(line, message, f"allow {pin}, or leave this line out")


def _against_each_other(named: Iterable[_Asked]) -> Iterator[Problem]:
    named = list(named)
    exact: dict[str, tuple[RequirementLine, str]] = {}
    for line, wanted in named:
        version = _exact_version(wanted)
        if version is not None:
            exact.setdefault(_name(wanted), (line, version))
    for line, wanted in named:
        other, version = exact.get(_name(wanted), (line, ""))
        if other is not line and not wanted.specifier.contains(version, prereleases=True):
            message = f"`{line.text}` excludes `{other.text}` of {other.file}:{other.line}"
            yield _conflict(line, message, "one environment has one version of a project")


def _exact_version(requirement: Requirement) -> str | None:
    specifiers = list(requirement.specifier)
    if len(specifiers) != 1 or specifiers[0].operator != "==":
        return None
    version = specifiers[0].version
    return None if version.endswith(".*") else version


def _conflict(line: RequirementLine, message: str, hint: str) -> Problem:
    return Problem(line.file, line.line, 1, "DB216", message, hint)
