"""Name the files of an app as problems do: relative to the app folder."""

import os
from pathlib import Path


def name_in_app(path: Path | str, root: Path) -> str:
    """Return the posix path of a file below the app folder, `../x` for one that lies beside it.

    For a file that lies in neither, it is "". No links are followed.
    """
    place, app = os.fspath(path), os.fspath(root)
    name = _below(place, app)
    if name:
        return name
    name = _below(place, app.rpartition(os.sep)[0])
    return name and f"../{name}"


def _below(place: str, folder: str) -> str:
    # Many files are named, and paths that are compared part by part take ten times as long.
    start = folder.rstrip(os.sep) + os.sep
    return place[len(start) :].replace(os.sep, "/") if place.startswith(start) else ""
