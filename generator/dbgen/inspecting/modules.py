"""Find modules of the project by their import path, and names in them, without importing."""

import ast
import glob
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dbgen.inspecting.folder import is_inside
from dbgen.inspecting.python_source import FRAMEWORK, Module, framework_name, parse_module, resolve
from dbgen.inspecting.reading import read_source
from dbgen.inspecting.trees import mentions
from dbgen.kept import NOTHING, Kept
from dbgen_schema import Problem

_EXPORTED: Final = ("Analysis", "on", "on_action", "run")
_DEEPEST: Final = 50


@dataclass(frozen=True, slots=True)
class FoundClass:
    """A class statement and the module that it stands in."""

    module: Module
    node: ast.ClassDef

    @property
    def path(self) -> str:
        """The import path of the class."""
        return f"{self.module.name}.{self.node.name}"


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """What remains known of a module without its tree; the `path` is None if there is no such one.

    `imports` are the dotted paths that it imports, `mentions` all names and texts in it.
    """

    path: Path | None
    imports: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()
    problem: Problem | None = None


@dataclass(slots=True)
class Modules:
    """The Python files of a project, each read and parsed once, when it is asked for.

    `package` is the import path of `root`; modules with other paths lie in the parent of `root`.
    """

    root: Path
    package: str
    kept: Kept = NOTHING
    _parsed: dict[str, Module | Problem | None] = field(default_factory=dict)
    _mentions: dict[str, frozenset[str]] = field(default_factory=dict)
    _facts: dict[str, ModuleFacts] = field(default_factory=dict)
    _fresh: dict[str, ModuleFacts] = field(default_factory=dict)
    _paths: dict[str, Path | None] = field(default_factory=dict)
    _folders: dict[Path, bool] = field(default_factory=dict)

    def load(self, name: str) -> Module | Problem | None:
        """Return the module of this import path, its problem, or None if the project has none."""
        if name not in self._parsed:
            self._parsed[name] = self._load(name)
            if name not in self._facts:
                self._facts[name] = self._fresh[name] = self._facts_of(name, self._parsed[name])
        return self._parsed[name]

    def facts(self, name: str) -> ModuleFacts:
        """Return what is known of an import path; its tree may be in another process."""
        if name not in self._facts:
            self.load(name)
        return self._facts[name]

    def take_fresh(self) -> Mapping[str, ModuleFacts]:
        """Return the facts that were found here since the last call, by import path."""
        taken, self._fresh = self._fresh, {}
        return taken

    def add_facts(self, facts: Mapping[str, ModuleFacts]) -> None:
        """Take in what was found out elsewhere."""
        self._facts.update(facts)
        self._paths.update((name, found.path) for name, found in facts.items())

    def problems(self) -> list[tuple[str, Problem]]:
        """Return what is wrong with the modules that were read so far, with their import paths."""
        return [(name, found.problem) for name, found in self._facts.items() if found.problem]

    def mentioned(self) -> frozenset[str]:
        """Return every name and text that is mentioned in the modules that were read so far."""
        return frozenset().union(*(found.mentions for found in self._facts.values()))

    def path(self, name: str) -> Path | None:
        """Return the file of an import path, or None if the project has none."""
        if name not in self._paths:
            self._paths[name] = self._find(name)
        return self._paths[name]

    def _facts_of(self, name: str, found: Module | Problem | None) -> ModuleFacts:
        path = self.path(name)
        if isinstance(found, Module):
            return ModuleFacts(path, found.imports, self._mentions[name])
        return ModuleFacts(path, problem=found)

    def has(self, name: str) -> bool:
        """Return whether something that Python may import lies where this import path leads."""
        path = self._base(name.split("."))
        return path.exists() or any(path.parent.glob(f"{glob.escape(path.name)}.*"))

    def beside(self, name: str) -> list[str]:
        """Return the names of the modules that lie where this import path leads."""
        return sorted(path.stem for path in self._base(name.split(".")).parent.glob("*.py"))

    def _find(self, name: str) -> Path | None:
        parts = name.split(".")
        if not all(part.isidentifier() for part in parts) or parts[0] in FRAMEWORK:
            return None
        base = self._base(parts)
        candidates = (f"{base}.py", f"{base}/__init__.py")
        return next((Path(place) for place in candidates if self._is_ours(place)), None)

    def _is_ours(self, place: str) -> bool:
        """Return whether this is a file, and no link to one outside the project."""
        try:
            mode = os.lstat(place).st_mode
        except (OSError, ValueError):
            return False
        path = Path(place)
        if stat.S_ISLNK(mode):
            return path.is_file() and self._is_inside(path)
        if path.parent not in self._folders:
            self._folders[path.parent] = self._is_inside(path.parent)
        return stat.S_ISREG(mode) and self._folders[path.parent]

    def _is_inside(self, path: Path) -> bool:
        return is_inside(path, self.root if path.is_relative_to(self.root) else self.root.parent)

    def file(self, path: Path) -> str:
        """Return how problems name a file: relative to the app folder."""
        if path.is_relative_to(self.root):
            return path.relative_to(self.root).as_posix()
        return "../" + path.relative_to(self.root.parent).as_posix()

    def _base(self, parts: list[str]) -> Path:
        if not self.package:
            return self.root.joinpath(*parts)
        if parts[0] == self.package:
            return self.root.joinpath(*parts[1:])
        return self.root.parent.joinpath(*parts)

    def _load(self, name: str) -> Module | Problem | None:
        path = self.path(name)
        if path is None:
            return None
        file = self.file(path)
        source = read_source(path, file)
        if isinstance(source, Problem):
            return source
        is_package = path.name == "__init__.py"
        found, self._mentions[name] = self.kept(_read, source, name, file, is_package=is_package)
        return found

    def canonical(self, path: str, module: Module) -> str:
        """Return where the name that a module writes as `path` was first defined."""
        return self._follow(self._in_module(path, module), _DEEPEST)

    def find_class(self, path: str) -> FoundClass | None:
        """Return the class of a canonical path, if it stands in the project."""
        name, _, cls = path.rpartition(".")
        module = self.load(name) if name else None
        if isinstance(module, Module) and cls in module.classes:
            return FoundClass(module, module.classes[cls])
        return None

    def _in_module(self, path: str, module: Module) -> str:
        """Return what a module binds a path to, by itself or by `from ... import *`."""
        here = _own(path, module)
        if here:
            return here
        waiting, seen = [*reversed(module.stars)], {module.name}
        while waiting:
            star = waiting.pop()
            if star.partition(".")[0] in FRAMEWORK and path.partition(".")[0] in _EXPORTED:
                return f"{star}.{path}"
            found = self.load(star) if star not in seen else None
            seen.add(star)
            if isinstance(found, Module):
                further = _own(path, found)
                if further and further != path:
                    return further
                waiting.extend(reversed(found.stars))
        return path

    def _follow(self, path: str, depth: int) -> str:
        if framework_name(path) or not depth:
            return path
        name, _, last = path.rpartition(".")
        module = self.load(name) if name else None
        if not isinstance(module, Module) or last in module.classes:
            return path
        further = self._in_module(last, module)
        return path if further in (last, path) else self._follow(further, depth - 1)


def _own(path: str, module: Module) -> str:
    """Return what the statements of a module itself bind a path to, "" if they do not."""
    head = path.partition(".")[0]
    if head in module.classes:
        return f"{module.name}.{path}"
    return resolve(path, module.bindings) if head in module.bindings else ""


def _read(
    source: bytes, name: str, file: str, *, is_package: bool
) -> tuple[Module | Problem, frozenset[str]]:
    """Return a module with all names and texts in it."""
    found = parse_module(source, name, file, is_package=is_package)
    return found, mentions(found.tree) if isinstance(found, Module) else frozenset()
