"""Compare two builds: which routes, pages, assets and other files differ, and by how much."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from dbgen.hashing import file_digest
from dbgen.manifest import Written, read_manifest, recorded_files
from dbgen.sizes import ENCODINGS, NOTHING, Size, is_compressed_copy, size_of
from dbgen_schema import Problem

Kind = Literal["added", "removed", "changed"]

DIFFERENT: Final = 1
"""The exit status of a comparison that found a difference, as that of diff(1)."""

_HASH_LENGTH: Final = 10
_PAGES: Final = "pages/"
_ASSETS: Final = "static/"
_PLACES: Final = ("path", "pattern", "prefix")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a build consists of, as far as builds are compared; `files` are as they are now.

    `plain` are the names that assets had before their hash became part of them.
    """

    version: str
    files: Mapping[str, Written]
    routes: Sequence[Mapping[str, Any]]
    inputs: Mapping[str, str]
    plain: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that differs: its name without a hash, and its size before and after."""

    change: Kind
    file: str
    old: Size = NOTHING
    new: Size = NOTHING


@dataclass(frozen=True, slots=True)
class RouteChange:
    """A route that differs: its kind, and the path, pattern or prefix that it answers."""

    change: Kind
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Difference:
    """How one build differs from another; everything is empty if it does not."""

    routes: tuple[RouteChange, ...] = ()
    pages: tuple[FileChange, ...] = ()
    assets: tuple[FileChange, ...] = ()
    files: tuple[FileChange, ...] = ()

    @property
    def all_files(self) -> tuple[FileChange, ...]:
        """Pages, assets and other files together."""
        return (*self.pages, *self.assets, *self.files)

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.routes or self.all_files)


def contents_of(folder: Path) -> Contents | None:
    """Return the contents of a build on disk, None if the folder is none; may raise OSError.

    Of the files that the build has written, those that are there count, as they are now.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        return None
    recorded = recorded_files(manifest)
    files = {path: _present(folder, path) for path in recorded if (folder / path).is_file()}
    return contents(manifest, recorded, files)


def unreadable(folder: Path, error: OSError) -> Problem:
    """Return the problem of a build that the system does not let be read."""
    reason = (error.strerror or str(error)).lower()
    message = f"the build cannot be read: {reason} ({error.filename})"
    return Problem(str(folder), 0, 0, "DB608", message, "make its files readable for you")


def contents(
    manifest: Mapping[str, Any], recorded: Mapping[str, Written], files: Mapping[str, Written]
) -> Contents:
    """Return the contents of a build with a manifest, whose files are now `files`."""
    plain = {path: _plain(file) for path, file in recorded.items()}
    routes = [route for route in _list(manifest.get("routes")) if isinstance(route, dict)]
    inputs = manifest.get("inputs")
    return Contents(
        str(manifest.get("version")),
        files,
        routes,
        inputs if isinstance(inputs, dict) else {},
        plain,
    )


def compare(old: Contents, new: Contents) -> Difference:
    """Return how `new` differs from `old`."""
    changes = list(_file_changes(old, new))
    pages = tuple(change for change in changes if change.file.startswith("pages/"))
    assets = tuple(change for change in changes if change.file.startswith("static/"))
    others = tuple(
        change for change in changes if not change.file.startswith(("pages/", "static/"))
    )
    return Difference(tuple(_route_changes(old, new)), pages, assets, others)


def changed_keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[Kind, str]]:
    """Yield what of two maps differs, sorted by the keys."""
    for key in sorted(old.keys() | new.keys()):
        if key not in old:
            yield "added", key
        elif key not in new:
            yield "removed", key
        elif old[key] != new[key]:
            yield "changed", key


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _present(folder: Path, path: str) -> Written:
    return Written(path, file_digest(folder / path), (folder / path).stat().st_size)


def _plain(file: Written) -> str:
    """Return the name of a file without the hash of its content, if that is part of it."""
    folder, slash, name = file.path.rpartition("/")
    before, _, after = name.rpartition(f".{file.sha256[:_HASH_LENGTH]}")
    return f"{folder}{slash}{before}{after}" if before else file.path


@dataclass(frozen=True, slots=True)
class _Item:
    """A file with its compressed copies: what it holds, and its size."""

    digests: tuple[tuple[str, str], ...]
    size: Size = field(compare=False)


def _file_changes(old: Contents, new: Contents) -> Iterator[FileChange]:
    before, after = _items(old), _items(new)
    for change, name in changed_keys(before, after):
        sizes = (items[name].size if name in items else NOTHING for items in (before, after))
        yield FileChange(change, name, *sizes)


def _items(build: Contents) -> Mapping[str, _Item]:
    sizes = {path: file.size for path, file in build.files.items()}
    return {
        build.plain.get(path, path): _Item(_digests(build.files, path), size_of(sizes, path))
        for path in sizes
        if not is_compressed_copy(path, sizes)
    }


def _digests(files: Mapping[str, Written], path: str) -> tuple[tuple[str, str], ...]:
    endings = ("", *ENCODINGS)
    return tuple(
        (ending, files[path + ending].sha256) for ending in endings if path + ending in files
    )


def _route_changes(old: Contents, new: Contents) -> Iterator[RouteChange]:
    for change, name in changed_keys(_routes(old), _routes(new)):
        kind, _, path = name.partition(" ")
        yield RouteChange(change, kind, path)


def _routes(build: Contents) -> Mapping[str, Any]:
    """Return what each route answers with, by its kind and place, without hashes of names."""
    return dict(_named(route, build.plain) for route in build.routes)


def _named(route: Mapping[str, Any], plain: Mapping[str, str]) -> tuple[str, Mapping[str, Any]]:
    place = next((str(route[key]) for key in _PLACES if key in route), "")
    file = route.get("file")
    value = {**route, "file": plain.get(file, file)} if isinstance(file, str) else route
    return f"{route.get('kind')} {place}", value
