"""The format of pip's requirements files, as text.

What reads it is imported when there is something to read, which most apps do not have.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from packaging.requirements import Requirement

ARCHIVES: Final = (".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")

_COMMENT: Final = re.compile(r"(^|\s)#.*$")
_OPTION: Final = re.compile(r"(--[a-z-]+|-[a-z])(?:\s*=\s*|\s*)(.*)", re.DOTALL)
_ITS_OPTIONS: Final = re.compile(r"\s--?[a-z].*$", re.DOTALL)
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?://|(?<=^file:))")
_EGG: Final = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines without comments, those that end in a backslash joined, with their numbers."""
    parts: list[str] = []
    start = 1
    for number, line in enumerate(text.splitlines(), 1):
        start = start if parts else number
        is_comment = line.lstrip().startswith("#")
        # A comment takes no part in a continuation, and ends one.
        parts.append(f" {line}" if is_comment else line.removesuffix("\\"))
        if is_comment or not line.endswith("\\"):
            yield start, _COMMENT.sub("", "".join(parts)).strip()
            parts = []
    if parts:
        yield start, _COMMENT.sub("", "".join(parts)).strip()


def option_of(line: str) -> tuple[str, str] | None:
    """Return the option and the value of a line such as `-r other.txt`, or None if it has none."""
    match = _OPTION.fullmatch(line)
    return (match[1], match[2].strip()) if match else None


def split_options(line: str) -> tuple[str, str]:
    """Return what a line asks for, and the options behind it, such as hashes."""
    match = _ITS_OPTIONS.search(line)
    wanted = line[: match.start()] if match else line
    return " ".join(wanted.split()), match[0].strip() if match else ""


def parse(text: str) -> Requirement | str:
    """Return a requirement, or why it is none."""
    from packaging.markers import UndefinedComparison, UndefinedEnvironmentName  # noqa: PLC0415
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415

    try:
        requirement = Requirement(text)
        if requirement.marker:
            requirement.marker.evaluate()
    except (InvalidRequirement, UndefinedComparison, UndefinedEnvironmentName) as error:
        return str(error).partition("\n")[0]
    except RecursionError:
        return "its marker is nested too deeply"
    return requirement


def is_remote(address: str) -> bool:
    """Tell whether an address means the same on any machine."""
    return address.startswith("${") or scheme_of(address) not in ("", "file", "git+file")


def scheme_of(address: str) -> str:
    """Return the scheme of a URL, or "" if the address is none."""
    match = _SCHEME.match(address)
    return match[1].lower() if match else ""


def looks_like_path(text: str) -> bool:
    """Tell whether pip would look for a file or folder of this name."""
    if "://" in text:
        return False
    return text.startswith((".", "/", "~")) or "\\" in text or text.endswith(ARCHIVES)


def requirement_at(address: str) -> Requirement | None:
    """Return what a URL or path of an archive provides, as far as its name tells."""
    egg = _EGG.search(address)
    name = egg[1] if egg else _archive_name(posixpath.basename(re.split(r"[?#]", address)[0]))
    parsed = parse(f"{name} @ {address}") if name else ""
    return None if isinstance(parsed, str) else parsed


def _archive_name(file: str) -> str | None:
    from packaging import utils  # noqa: PLC0415

    try:
        if file.endswith(".whl"):
            return utils.parse_wheel_filename(file)[0]
        return utils.parse_sdist_filename(file)[0]
    except (utils.InvalidWheelFilename, utils.InvalidSdistFilename):
        return None
