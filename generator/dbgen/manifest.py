"""The manifest of a build: the file that says that dbgen wrote it, and what."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from dbgen.plan import AssetRoute, Bundling, PageRoute, Plan, Route

NAME: Final = "manifest.json"
FORMAT: Final = 1
"""The number of this form; it grows when a key changes its meaning or goes away."""
MAX_SIZE: Final = 64 << 20

_MARKER: Final = "dbgen"


@dataclass(frozen=True, slots=True, order=True)
class Written:
    """A file of a build as it was written; `size` is in bytes."""

    path: str
    sha256: str
    size: int


def manifest_text(plan: Plan, written: Iterable[Written], inputs: Mapping[str, str]) -> str:
    """Return the manifest of a build, the same for the same input anywhere.

    `inputs` are the digests of the files that it was made from. docs/formats.md has the form.
    """
    value = {
        "format": FORMAT,
        "generator": _MARKER,
        "version": plan.version,
        "routes": [route_value(route) for route in plan.routes],
        "files": {
            file.path: {"sha256": file.sha256, "size": file.size} for file in sorted(written)
        },
        "inputs": inputs,
        **({"bundling": _bundling(plan.bundling)} if plan.bundling else {}),
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _bundling(bundling: Bundling) -> dict[str, Any]:
    """Return what the next build has to know to take over what has not changed."""
    return {
        "made_by": dict(bundling.made_by),
        "qualities": dict(bundling.qualities),
        "made_of": dict(bundling.made_of),
    }


def route_value(route: Route) -> dict[str, Any]:
    """Return a route as the values of JSON: its kind, and what belongs to that."""
    kind = type(route).__name__.removesuffix("Route").lower()
    value: dict[str, Any] = {"kind": kind, **asdict(route)}
    if isinstance(route, PageRoute | AssetRoute):
        del value["allows"]
        return value | ({"allows": dict(route.allows)} if route.allows else {})
    return value


def read_manifest(folder: Path) -> Mapping[str, Any] | None:
    """Return the manifest of a build, or None if the folder is none."""
    path = folder / NAME
    try:
        if path.stat().st_size > MAX_SIZE:
            return None
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and value.get("generator") == _MARKER else None


def is_build(folder: Path) -> bool:
    """Return whether dbgen wrote this folder."""
    return (folder / "server.py").is_file() and read_manifest(folder) is not None


def recorded_files(manifest: Mapping[str, Any]) -> Mapping[str, Written]:
    """Return the files that a build says it wrote, without the manifest, by their paths."""
    files = manifest.get("files")
    found = files.items() if isinstance(files, dict) else ()
    return {path: Written(path, *facts) for path, value in found if (facts := _facts(value))}


def _facts(value: object) -> tuple[str, int] | None:
    match value:
        case {"sha256": str(digest), "size": int(size)}:
            return digest, size
    return None
