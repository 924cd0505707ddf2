"""What a build holds, and how two builds differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dbgen.kept import Kept
from dbgen.plan import AssetRoute, BuildFile, CopiedFile, FolderRoute, PageRoute, Plan, Route
from dbgen.serving.snapshot import file_digest

_READ_AT_REQUESTS: Final = ("pages/", "static/")
_ALL_BELOW: Final = "(.*)"


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a build, and a digest of what it holds."""

    file: BuildFile
    digest: bytes


@dataclass(frozen=True, slots=True)
class Output:
    """All files of a build by their paths, and its routes."""

    items: Mapping[str, Item]
    routes: tuple[Route, ...]


def output_of(plan: Plan, files: Iterable[BuildFile], kept: Kept) -> Output:
    """Return a build before it is written."""
    return Output({file.path: Item(file, _digest(file, kept)) for file in files}, plan.routes)


def _digest(file: BuildFile, kept: Kept) -> bytes:
    if isinstance(file, CopiedFile):
        return file_digest(file.source, kept) or b""
    return hashlib.sha256(file.content).digest()


def differences(before: Output, now: Output) -> frozenset[str]:
    """Return the paths of the files that are not the same in both builds."""
    paths = before.items.keys() | now.items.keys()
    return frozenset(p for p in paths if _digest_at(before, p) != _digest_at(now, p))


def _digest_at(output: Output, path: str) -> bytes | None:
    item = output.items.get(path)
    return None if item is None else item.digest


def is_patch(paths: Iterable[str]) -> bool:
    """Return whether a running app takes over changes of these files without a restart."""
    return all(path.startswith(_READ_AT_REQUESTS) for path in paths)


def urls(paths: Iterable[str], *outputs: Output) -> list[str]:
    """Return the URLs at which the files are found in any of the builds."""
    files = frozenset(paths)
    routes = {route for output in outputs for route in output.routes}
    return sorted({url for route in routes for url in _urls(route, files)})


def _urls(route: Route, files: frozenset[str]) -> Iterator[str]:
    if isinstance(route, PageRoute | AssetRoute):
        if route.file in files:
            yield route.path
    elif isinstance(route, FolderRoute) and route.pattern.endswith(_ALL_BELOW):
        folder = f"{route.folder}/"
        url = route.pattern.removesuffix(_ALL_BELOW)
        yield from (url + path.removeprefix(folder) for path in files if path.startswith(folder))
