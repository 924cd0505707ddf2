"""Follow imports, to modules of the app and to those that lie beside the app folder."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from dbgen.inspecting.folder import list_files
from dbgen.inspecting.modules import Modules
from dbgen.project import SourceFile


def reachable(modules: Modules, names: Iterable[str], known: Iterable[str] = ()) -> frozenset[str]:
    """Return the modules of the project that the named ones import, directly or not.

    Those that are `known` have been found by this function, and are among them.
    """
    waiting, reached = list(names), set(known)
    while waiting:
        name = waiting.pop()
        if name in reached or not modules.path(name):
            continue
        reached.add(name)
        waiting.extend(_parents(name))
        waiting.extend(modules.facts(name).imports)
    return frozenset(reached)


def _parents(name: str) -> Iterator[str]:
    while name := name.rpartition(".")[0]:
        yield name


def beside_files(modules: Modules, reached: Iterable[str]) -> tuple[SourceFile, ...]:
    """Return the files of the modules that lie beside the app folder, below its parent.

    Of a package, all files are needed: it may read data or import by a computed name.
    """
    tops = {name.partition(".")[0]: name for name in reached if not _in_app(modules, name)}
    found: dict[str, SourceFile] = {}
    for name in sorted(reached):
        if name.partition(".")[0] in tops:
            found.update((file.path, file) for file in _files(modules, name))
    return tuple(found[path] for path in sorted(found))


def _in_app(modules: Modules, name: str) -> bool:
    return not modules.package or name.partition(".")[0] == modules.package


def _files(modules: Modules, name: str) -> Iterable[SourceFile]:
    top = name.partition(".")[0]
    place = modules.path(top) or modules.path(name)
    if place is None:
        return []
    path = Path(place)
    if path.name == "__init__.py" and path.parent.name == top:
        listing = list_files(path.parent)
        return [SourceFile(f"{top}/{file.path}", file.source) for file in listing.files]
    return [SourceFile(path.relative_to(modules.root.parent).as_posix(), path)]


def module_name(package: str, path: str) -> str:
    """Return the import path of a file below the app folder."""
    parts = path.removesuffix(".py").split("/")
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return ".".join([*([package] if package else []), *parts])
