"""What the server of a plan answers for an address, and the addresses of its assets."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import PurePosixPath
from typing import Final

from dbgen.plan import AssetRoute, FolderRoute, HandlersRoute, Plan, Route

_PLAIN: Final = re.compile(r"[\w-]+")


class Kind(Enum):
    """What a path of the server leads to; HANDLERS if that is for code of the app to decide."""

    ASSET = auto()
    HANDLERS = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Target:
    """What answers a path: for assets, `file` is the path in the build."""

    kind: Kind
    file: str = ""
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder among the routes; `number` is its place in their order."""

    number: int
    pattern: re.Pattern[str]
    folder: str


class Addresses:
    """The routes of a plan, asked for a path as a browser sends it, without its percent signs."""

    def __init__(self, routes: Iterable[Route], files: Container[str]) -> None:
        self._files = files
        self._exact: dict[str, tuple[int, Target]] = {}
        self._folders: defaultdict[str, list[_Folder]] = defaultdict(list)
        self._handlers: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        self._at_root: list[tuple[int, re.Pattern[str]]] = []
        for number, route in enumerate(routes):
            self._add(number, route)

    def _add(self, number: int, route: Route) -> None:
        match route:
            case FolderRoute(pattern, folder):
                found = _Folder(number, re.compile(pattern), folder)
                self._folders[_place(pattern)].append(found)
            case HandlersRoute(prefix, _, patterns):
                # The whole root would claim the addresses of other servers on this host.
                if prefix == "/":
                    self._at_root += [(number, re.compile(f"/{each}")) for each in patterns]
                else:
                    self._handlers[_first(prefix)].append((number, prefix))
            case AssetRoute(path, file):
                self._exact.setdefault(path, (number, Target(Kind.ASSET, file)))
            case _:
                self._exact.setdefault(route.path, (number, Target(Kind.OTHER)))

    def find(self, path: str) -> Target | None:
        """Return what answers a path, None if nothing does."""
        places = dict.fromkeys(("", _first(path)))
        found = [self._exact[path]] if path in self._exact else []
        for place in places:
            found += self._in_folders(path, place)
            for number, prefix in self._handlers.get(place, ()):
                if path.startswith(prefix):
                    found.append((number, Target(Kind.HANDLERS)))
        for number, pattern in self._at_root:
            if pattern.fullmatch(path):
                found.append((number, Target(Kind.HANDLERS)))
        return min(found, key=lambda item: item[0])[1] if found else None

    def _in_folders(self, path: str, place: str) -> Iterator[tuple[int, Target]]:
        for folder in self._folders.get(place, ()):
            match = folder.pattern.fullmatch(path)
            if match:
                file = f"{folder.folder}/{PurePosixPath(match[1] or '.')}"
                kind = Kind.ASSET if file in self._files else Kind.OTHER
                yield folder.number, Target(kind, file, folder.pattern)


def asset_urls(plan: Plan, files: Iterable[str]) -> dict[str, str | None]:
    """Return the assets of a plan among files of its build, each with the path that it answers.

    That is None where the pattern of a folder does not say it.
    """
    urls: dict[str, str | None] = {}
    folders: dict[str, str] = {}
    for route in plan.routes:
        if isinstance(route, AssetRoute):
            urls[route.file] = route.path
        elif isinstance(route, FolderRoute):
            folders[route.folder] = route.pattern
    for file in files:
        folder = next((str(p) for p in PurePosixPath(file).parents if str(p) in folders), None)
        if folder is not None and file not in urls:
            urls[file] = _url(folders[folder], file.removeprefix(f"{folder}/"))
    return urls


def _url(pattern: str, below: str) -> str | None:
    """Return the path of a file of a folder, None if the pattern is not simply its start."""
    start = re.sub(r"\\(\W)", r"\1", pattern.partition("(")[0])
    found = re.fullmatch(pattern, start + below)
    return start + below if found and found[1] == below else None


def _place(pattern: str) -> str:
    """Return the first segment of all paths that a pattern matches, "" if there are several."""
    first = _first(pattern)
    return first if _PLAIN.fullmatch(first) and "|" not in pattern else ""


def _first(path: str) -> str:
    head, slash, _ = path[1:].partition("/")
    return head if slash else ""
