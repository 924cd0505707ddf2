"""What a browser sees of the difference between two builds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dbgen.manifest import read_manifest


def changed_paths(before: Path, now: Path) -> list[str]:
    """Return the URLs of the pages and assets that are not the same in both builds."""
    old, new = read_manifest(before) or {}, read_manifest(now) or {}
    files: list[Mapping[str, Any]] = [each.get("files", {}) for each in (old, new)]
    names = files[0].keys() | files[1].keys()
    changed = {file for file in names if files[0].get(file) != files[1].get(file)}
    routes = [*old.get("routes", ()), *new.get("routes", ())]
    return sorted({url for route in routes for url in _urls(route, changed)})


def _urls(route: Mapping[str, Any], changed: set[str]) -> Iterator[str]:
    if route.get("file") in changed:
        yield route["path"]
    elif "folder" in route and route["pattern"].endswith("(.*)"):
        folder = f"{route['folder']}/"
        url = route["pattern"].removesuffix("(.*)")
        yield from (url + file.removeprefix(folder) for file in changed if file.startswith(folder))
