"""The files of a build by their addresses, whatever names they were given on the way."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from dbgen.plan import AssetRoute, BuildFile, FolderRoute, Plan, WrittenFile

SCRIPTS: Final = (".js", ".mjs")
"""How the names of scripts end."""

_ASSETS: Final = "static/"
_HASHED: Final = re.compile(r"\.[0-9a-f]{10}(?=(?:\.[^./]+\.*)?$)")


class Emitted:
    """Finds what a page of a build loads from its own server."""

    def __init__(self, plan: Plan, files: Iterable[BuildFile]) -> None:
        self._plan = plan
        self._files = {file.path: file for file in files}

    def find(self, path: str) -> BuildFile | None:
        """Return the file that the server answers with."""
        if path in self._assets:
            return self._files.get(self._assets[path])
        for pattern, folder in self._folders:
            found = pattern.fullmatch(path)
            if found:
                return self._named(f"{folder}/{found[1]}")
        return None

    def pages_in(self, route: FolderRoute) -> Iterator[tuple[str, str]]:
        """Yield the addresses of the pages in a static folder, plain and hashed, with the files."""
        for file in self._pages:
            for path in self.addresses(route, file):
                yield path, file

    def addresses(self, route: FolderRoute, file: str) -> Iterator[str]:
        """Yield the addresses of a file in a static folder, the plain one first."""
        if not file.startswith(f"{route.folder}/"):
            return
        start = re.sub(r"\\(.)", r"\1", route.pattern.partition("(")[0])
        for name in self._names(file):
            below = name.removeprefix(f"{route.folder}/")
            found = re.fullmatch(route.pattern, start + below)
            if found and found[1] == below:
                yield start + below

    def address(self, file: str) -> str:
        """Return the plain address of an asset, "" if it has none."""
        if file in self._of_assets:
            return self._of_assets[file]
        folders = (route for route in self._plan.routes if isinstance(route, FolderRoute))
        return next((path for route in folders for path in self.addresses(route, file)), "")

    def scripts_named(self, name: str) -> Iterator[BuildFile]:
        """Yield the scripts of the build whose plain address ends in a name."""
        for path in self._scripts.get(name, ()):
            yield self._files[path]

    def _names(self, path: str) -> list[str]:
        plain = _HASHED.sub("", path)
        return [path] if plain in self._files else [plain, path]

    @cached_property
    def _scripts(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._files:
            if path.startswith(_ASSETS) and path.endswith(SCRIPTS):
                for name in {each.rpartition("/")[2] for each in self._names(path)}:
                    found.setdefault(name, []).append(path)
        return found

    @cached_property
    def _pages(self) -> list[str]:
        return [path for path in self._files if path.endswith((".html", ".htm"))]

    def text(self, file: BuildFile) -> str:
        """Return the content of a text file."""
        content = file.content if isinstance(file, WrittenFile) else file.source.read_bytes()
        return content.decode("utf-8-sig", errors="replace")

    def _named(self, path: str) -> BuildFile | None:
        return self._files.get(path) or self._by_plain_name.get(path)

    @cached_property
    def _assets(self) -> dict[str, str]:
        return dict(self._asset_paths())

    @cached_property
    def _of_assets(self) -> dict[str, str]:
        return {file: path for path, file in self._asset_paths()}

    def _asset_paths(self) -> Iterator[tuple[str, str]]:
        """Yield both addresses of each asset: the one with its hash, and the plain one."""
        for route in self._plan.routes:
            if isinstance(route, AssetRoute):
                folder, name = route.path.rpartition("/")[0], route.file.rpartition("/")[2]
                yield f"{folder}/{name}", route.file
                yield route.path, route.file

    @cached_property
    def _folders(self) -> list[tuple[re.Pattern[str], str]]:
        routes = (route for route in self._plan.routes if isinstance(route, FolderRoute))
        return [(re.compile(route.pattern), route.folder) for route in routes]

    @cached_property
    def _by_plain_name(self) -> dict[str, BuildFile]:
        return {_HASHED.sub("", path): file for path, file in self._files.items()}
