"""Why a build is not written, for the person who can change that."""

import errno
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from dbgen_schema import Problem

_UNTOUCHED: Final = "the build that was there before is untouched"
_ELSEWHERE: Final = "name another folder with --out"
_MORE_SPACE: Final = f"free some space or files (see `df -h` and `df -i`), or {_ELSEWHERE}"
_WRITABLE: Final = f"make the folder writable for you, or {_ELSEWHERE}"
_BELOW: Final = "a mount point cannot be replaced: name a folder below it with --out"

_REASONS: Final[Mapping[int, tuple[str, str]]] = {
    errno.ENOSPC: ("there is no space left for it", _MORE_SPACE),
    errno.EDQUOT: ("your quota is used up", _MORE_SPACE),
    errno.EFBIG: ("a file is larger than is allowed here", "see `ulimit -f`"),
    errno.EROFS: ("the file system is read-only", _ELSEWHERE),
    errno.EACCES: ("permission denied", _WRITABLE),
    errno.EPERM: ("permission denied", _WRITABLE),
    errno.EBUSY: ("the folder is in use as a mount point", _BELOW),
    errno.EXDEV: ("the folder is in use as a mount point", _BELOW),
    errno.ENOTDIR: ("what should be a folder is a file", _ELSEWHERE),
    errno.EEXIST: ("what should be a folder is a file", _ELSEWHERE),
    errno.ENAMETOOLONG: ("a name is too long", _ELSEWHERE),
    errno.EMFILE: ("too many files are open", "see `ulimit -n`"),
}
_SHOWN: Final = 5


def shown_out(out: Path, app: Path) -> str:
    """Return the name of the output folder in problems: relative to the app."""
    return Path(os.path.relpath(out, app)).as_posix()


def unwritable(shown: str, error: OSError) -> Problem:
    """Return the problem of a build that the system refuses to write."""
    reason, advice = _REASONS.get(error.errno or 0, ((error.strerror or str(error)).lower(), ""))
    where = f" ({os.fspath(error.filename)})" if error.filename else ""
    message = f"the build cannot be written: {reason}{where}"
    return Problem(shown, 0, 0, "DB602", message, "; ".join(filter(None, (advice, _UNTOUCHED))))


def left_behind(shown: str, error: OSError, old: Path) -> Problem:
    """Return the problem of a new build that is in place, and an old one that cannot be removed."""
    reason = (error.strerror or str(error)).lower()
    message = f"the build is written, but the one before cannot be removed: {reason}"
    hint = f"files of yours may still be in {old}: the next build moves them"
    return Problem(shown, 0, 0, "DB602", message, hint)


def refusal(out: Path, app: Path) -> Problem | None:
    """Return why a folder is none to write a build to, whatever is in it."""
    shown = shown_out(out, app)
    if out == Path(out.anchor):
        return _refused(shown, "the output folder is the root of the file system")
    if out == _home():
        return _refused(shown, "the output folder is your home folder")
    if app == out or app.is_relative_to(out):
        return _refused(shown, "the output folder holds the app itself")
    if out.exists() and not out.is_dir():
        return _refused(shown, "the output is a file, not a folder", "name a folder with --out")
    if os.path.ismount(out):
        return Problem(shown, 0, 0, "DB602", "the output folder is a mount point", _BELOW)
    return None


def not_a_build(shown: str) -> Problem:
    """Return the problem of a folder with files in it, none of which a build has written."""
    message = "the output folder has files in it that dbgen did not write"
    return _refused(shown, message, f"{_ELSEWHERE}, or empty this one")


def in_the_way(shown: str, paths: Sequence[str]) -> Problem:
    """Return the problem of files that are no build's, where this one has files of its own."""
    message = f"the output folder has files of yours where the build has its own: {_listed(paths)}"
    return Problem(shown, 0, 0, "DB606", message, f"move them away; {_UNTOUCHED}")


def closed(shown: str, paths: Sequence[str]) -> Problem:
    """Return the problem of a build whose folders cannot be written."""
    message = f"the build cannot be written: folders of it are read-only: {_listed(paths)}"
    return Problem(shown, 0, 0, "DB602", message, f"{_WRITABLE}; {_UNTOUCHED}")


def _refused(shown: str, message: str, hint: str = _ELSEWHERE) -> Problem:
    return Problem(shown, 0, 0, "DB601", message, hint)


def _listed(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
    return ", ".join(f"`{path}`" for path in paths[:_SHOWN]) + more


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except (OSError, RuntimeError):
        return None
