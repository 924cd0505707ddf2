"""Unpack this file once, into a folder that is named after its content, and run its server.

This is `__main__.py` of a file made by `dbgen build --zipapp`. It keeps to what Python 3.7 can
parse, so that old versions can say what is missing.
"""

from __future__ import annotations

import json
import os
import platform
import runpy
import shutil
import site
import stat
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

OLDEST = (3, 11)
INFO = "zipapp.json"
OWN_FILES = ("__main__.py", INFO)


def main() -> None:
    """Run the server in this process, with the arguments that are there."""
    if sys.version_info < OLDEST:
        _fail(f"this needs Python {OLDEST[0]}.{OLDEST[1]} or newer")
    archive = Path(__file__).resolve().parent
    with zipfile.ZipFile(archive) as packed:
        info = json.loads(packed.read(INFO))
        _check_platform(info)
        folder = _unpacked(packed, info["folder"])
    # The file itself comes first so far; only its unpacked parts are to be imported.
    sys.path[0:1] = [str(folder / "app"), str(folder / "site")]
    site.addsitedir(str(folder / "site"))
    runpy.run_path(str(folder / "app" / "server.py"), run_name="__main__")


def _fail(message: str) -> NoReturn:
    sys.stderr.write(f"error: {message}\n")
    raise SystemExit(2)


def _check_platform(info: dict[str, Any]) -> None:
    """End if compiled parts would not load here."""
    here = (sysconfig.get_config_var("EXT_SUFFIX"), platform.machine())
    if info["platform"] and here != (info["suffix"], info["machine"]):
        version = f"{platform.python_implementation()} {platform.python_version()}"
        _fail(
            f"this was made for {info['platform']}, and runs with nothing else; "
            f"this is {version} on {platform.system()} {platform.machine()}. "
            "Make it with `dbgen build --zipapp` on such a machine."
        )


def _unpacked(packed: zipfile.ZipFile, name: str) -> Path:
    """Return the folder with the files, from an earlier run if they are there."""
    places = list(_cache_folders())
    for place in places:
        if _is_private(place) and _is_complete(packed, place / name):
            return place / name
    for place in places:
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_private(place):
                return _unpack(packed, place, name)
        except OSError:
            continue
    return _fail(
        f"cannot unpack to {' or '.join(map(str, places))}: "
        "set XDG_CACHE_HOME to a folder that only you can write to"
    )


def _cache_folders() -> Iterator[Path]:
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(chosen):  # noqa: PTH117 - "" is a path as well
        yield Path(chosen, "dbgen")
    else:
        home = os.path.expanduser("~")  # noqa: PTH111 - not everybody has one, which raises there
        if os.path.isabs(home):  # noqa: PTH117 - as above
            yield Path(home, ".cache", "dbgen")
    yield Path(tempfile.gettempdir(), f"dbgen-{_user()}")


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _is_private(folder: Path) -> bool:
    """Tell whether nobody else can have put anything into a folder, which is no link either."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(found.st_mode):
        return False
    if not hasattr(os, "getuid"):
        return True
    return found.st_uid == _user() and not stat.S_IMODE(found.st_mode) & 0o077


def _is_complete(packed: zipfile.ZipFile, folder: Path) -> bool:
    """Tell whether no file is missing: what cleans temporary folders removes some of them."""
    try:
        return all(
            (folder / entry.filename).stat().st_size == entry.file_size
            for entry in packed.infolist()
            if entry.filename not in OWN_FILES
        )
    except OSError:
        return False


def _unpack(packed: zipfile.ZipFile, place: Path, name: str) -> Path:
    """Unpack beside the folder, then put it into its place in one step."""
    fresh = Path(tempfile.mkdtemp(prefix=".", dir=place))
    try:
        for entry in packed.infolist():
            if entry.filename not in OWN_FILES:
                path = packed.extract(entry, fresh / "new")
                os.chmod(path, (entry.external_attr >> 16) & 0o777)  # noqa: PTH101 - it is a text
        _put(packed, fresh, place / name)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return place / name


def _put(packed: zipfile.ZipFile, fresh: Path, target: Path) -> None:
    """Move the new files to the target, unless another start has just done so."""
    try:
        (fresh / "new").rename(target)
    except OSError:
        if _is_complete(packed, target):
            return
        target.rename(fresh / "old")
        (fresh / "new").rename(target)


if __name__ == "__main__":
    main()
