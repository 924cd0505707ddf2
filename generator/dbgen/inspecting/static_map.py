"""Find the folders of the static map and list what they serve."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dbgen.inspecting.folder import Listing, list_files
from dbgen.project import StaticFolder
from dbgen_schema import Problem, Severity

MAX_SERVED: Final = 200_000
_MOST_LEFT_OUT: Final = 1000


def static_folders(
    root: Path, static: Mapping[str, str], *, beside: bool
) -> tuple[tuple[StaticFolder, ...], tuple[Problem, ...]]:
    """Return the folders of a static map, looked for below root, then (`beside`) beside it.

    Python files never are among the files that they serve.
    """
    places = [root, root.parent] if beside else [root]
    folders: list[StaticFolder] = []
    problems: list[Problem] = []
    served = _Served()
    for pattern, given in static.items():
        found, below = _static_folder(places, pattern, given, served)
        folders.append(found)
        problems.extend(below)
    return tuple(folders), tuple(problems)


def _static_folder(
    places: list[Path], pattern: str, given: str, served: "_Served"
) -> tuple[StaticFolder, tuple[Problem, ...]]:
    place = next((place for place in places if _is_folder(place / given)), None)
    if place is None:
        return StaticFolder(pattern, given, None), ()
    folder = (place / given).resolve()
    refused = _refused(place, places[0], folder)
    if any(part.startswith(".") and part not in (".", "..") for part in Path(given).parts):
        refused = "it is hidden"
    if refused:
        return StaticFolder(pattern, given, None, refused), ()
    listing = served.listing(folder)
    shown = given.strip("/") + "/"
    problems = left_out_problems(listing, shown if place == places[0] else f"../{shown}")
    return StaticFolder(pattern, given, folder, "", listing.files), problems


class _Served:
    """The files of static folders, each of which is read once; together they have a bound."""

    def __init__(self) -> None:
        self._listings: dict[Path, Listing] = {}
        self._left = MAX_SERVED

    def listing(self, folder: Path) -> Listing:
        """Return what is served of a folder; raises TooManyFilesError."""
        if folder not in self._listings:
            found = list_files(folder, _is_python, inside_packages=True, limit=self._left)
            self._listings[folder] = found
            self._left -= len(found.files)
        return self._listings[folder]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long, for example
        return False


def _refused(place: Path, root: Path, folder: Path) -> str:
    if not folder.is_relative_to(place):
        return "it lies outside the project"
    if root.is_relative_to(folder):
        return "it holds the app itself"
    return ""


def _is_python(path: str) -> bool:
    return path.endswith((".py", ".pyc")) or "__pycache__" in path.split("/")


def left_out_problems(listing: Listing, prefix: str) -> tuple[Problem, ...]:
    """Return a warning for everything that a listing left out, of very much for all together."""
    shown = listing.left_out[:_MOST_LEFT_OUT]
    found = [
        _left_out(prefix + item.path, f"this is left out of the build: {item.reason}")
        for item in shown
    ]
    if more := len(listing.left_out) - len(shown):
        found.append(_left_out(prefix.rstrip("/") or ".", f"{more} more are left out of the build"))
    return tuple(found)


def _left_out(file: str, message: str) -> Problem:
    return Problem(file, 0, 0, "DB209", message, severity=Severity.WARNING)
