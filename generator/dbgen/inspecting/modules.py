"""The Python modules of the project: found by their import path, and read without importing."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Mapping, Set
from pathlib import Path
from typing import Any, Concatenate, Final, NamedTuple, ParamSpec, TypeVar

from dbgen.inspecting.module_files import ModuleFiles
from dbgen.inspecting.python_source import (
    FRAMEWORK,
    USUAL_WORDS,
    Module,
    count_words,
    framework_name,
    parse_module,
    resolve,
)
from dbgen.inspecting.reading import unreadable
from dbgen.inspecting.trees import mentions
from dbgen.kept import NOTHING, Kept
from dbgen.naming import name_in_app
from dbgen.pages import Budget
from dbgen_schema import Problem

P = ParamSpec("P")
Result = TypeVar("Result")

_Question = tuple[str, str]
"""What is asked about an import path, and the import path."""

_EXPORTED: Final = ("Analysis", "on", "on_action", "run")
_DEEPEST: Final = 50


class FoundClass(NamedTuple):
    """A class statement and the module that it stands in."""

    module: Module
    node: ast.ClassDef

    @property
    def path(self) -> str:
        """The import path of the class."""
        return f"{self.module.name}.{self.node.name}"


class ModuleFacts(NamedTuple):
    """What remains known of a module without its tree; the `path` is None if there is no such one.

    `imports` are the dotted paths that it imports, `mentions` all names and texts in it.
    """

    path: str | None
    imports: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()
    problem: Problem | None = None


class Modules:
    """The Python files of a project, each read and parsed once, when it is asked for.

    `package` is the import path of `root`; modules with other paths lie in the parent of `root`.
    """

    def __init__(self, root: Path, package: str, kept: Kept = NOTHING) -> None:
        self.root = root
        self.package = package
        self.kept = kept
        self.budget = Budget()
        self._refused: set[str] = set()
        self._files = ModuleFiles(root, package)
        self._parsed: dict[str, Module | Problem | None] = {}
        self._mentions: dict[str, frozenset[str]] = {}
        self._facts: dict[str, ModuleFacts] = {}
        self._fresh: dict[str, ModuleFacts] = {}
        self._asked: set[_Question] = set()
        self._once: dict[tuple[object, str], tuple[Any, set[_Question]]] = {}
        self._answers: Mapping[str, Callable[[str], object]] = {
            "content": self._files.digest,
            "path": self._files.path,
            "has": self._files.has,
            "beside": self._files.beside,
        }

    def load(self, name: str) -> Module | Problem | None:
        """Return the module of this import path, its problem, or None if the project has none."""
        if name not in self._parsed:
            self._parsed[name] = self._load(name)
        self.facts(name)
        return self._parsed[name]

    def facts(self, name: str) -> ModuleFacts:
        """Return what is known of an import path; its tree may be in another process."""
        self._asked.add(("content", name))
        if name not in self._facts:
            self._facts[name] = self._fresh[name] = self._known_facts(name)
        return self._facts[name]

    def path(self, name: str) -> str | None:
        """Return the file of an import path, or None if the project has none."""
        self._asked.add(("path", name))
        return self._files.path(name)

    def has(self, name: str) -> bool:
        """Return whether something that Python may import lies where this import path leads."""
        self._asked.add(("has", name))
        return self._files.has(name)

    def beside(self, name: str) -> tuple[str, ...]:
        """Return the names of the modules that lie where this import path leads."""
        self._asked.add(("beside", name))
        return self._files.beside(name)

    def lasting(
        self, function: Callable[Concatenate[Modules, P], Result], *args: P.args, **kwargs: P.kwargs
    ) -> Result:
        """Return what a function returns for these modules, which may be known from before.

        It may depend on nothing else but its arguments, which have to be hashable, and to survive
        pickling, as its results have to.
        """
        if not self.kept.remembers:
            return function(self, *args, **kwargs)
        key = (function.__module__, function.__qualname__, args, *kwargs.items())
        known: tuple[Result, Mapping[_Question, object]] | None = self.kept.recall(key)
        if known is not None and self._still(known[1]):
            return known[0]
        before, self._asked = self._asked, set()
        result = function(self, *args, **kwargs)
        answers = {(asked, name): self._answers[asked](name) for asked, name in self._asked}
        # What other files leave over of the budget is in no key.
        if self._refused.isdisjoint(name for _, name in answers):
            self.kept.remember(key, (result, answers))
        # The larger set takes in the smaller one: it grows with every analysis.
        before |= self._asked
        self._asked = before
        return result

    def once(self, function: Callable[[Modules, str], Result], name: str) -> Result:
        """Return what a function returns for these modules and a name, which it keeps."""
        key = (function, name)
        if key not in self._once:
            before, self._asked = self._asked, set()
            self._once[key] = function(self, name), self._asked
            self._asked = before
        result: Result
        result, asked = self._once[key]
        self._asked |= asked
        return result

    def take_fresh(self) -> Mapping[str, ModuleFacts]:
        """Return the facts that were found here since the last call, by import path."""
        taken, self._fresh = self._fresh, {}
        return taken

    def add_facts(self, facts: Mapping[str, ModuleFacts]) -> None:
        """Take in what was found out elsewhere."""
        self._facts.update(facts)
        self._files.know((name, found.path) for name, found in facts.items())

    def problems(self) -> list[tuple[str, Problem]]:
        """Return what is wrong with the modules that were read so far, with their import paths."""
        return [(name, found.problem) for name, found in self._facts.items() if found.problem]

    def mentioned(self) -> frozenset[str]:
        """Return every name and text that is mentioned in the modules that were read so far."""
        return frozenset().union(*(found.mentions for found in self._facts.values()))

    def mentioning(self, names: Set[str]) -> list[str]:
        """Return the modules read so far that mention or import something of these names."""
        return [
            name
            for name, found in self._facts.items()
            if not names.isdisjoint(found.mentions)
            or any(path.rpartition(".")[2] in names for path in found.imports)
        ]

    def _still(self, answers: Mapping[_Question, object]) -> bool:
        """Return whether the answers are those of today; what they are about is known then."""
        if any(self._answers[asked](name) != answer for (asked, name), answer in answers.items()):
            return False
        self._asked |= answers.keys()
        for asked, name in answers:
            if asked == "content":
                self.facts(name)
        return True

    def _known_facts(self, name: str) -> ModuleFacts:
        # Of a module that is not there, nothing is worth remembering.
        if not self.kept.remembers or not self._files.path(name):
            return self._facts_of(name)
        key = (ModuleFacts.__qualname__, name, self._files.path(name), self._files.digest(name))
        known: ModuleFacts | None = self.kept.recall(key)
        if known is None:
            known = self._facts_of(name)
            if name not in self._refused:
                self.kept.remember(key, known)
        return known

    def _facts_of(self, name: str) -> ModuleFacts:
        if name not in self._parsed:
            self._parsed[name] = self._load(name)
        found, path = self._parsed[name], self._files.path(name)
        if isinstance(found, Module):
            return ModuleFacts(path, found.imports, self._mentions[name])
        return ModuleFacts(path, problem=found)

    def _load(self, name: str) -> Module | Problem | None:
        source, path = self._files.source(name), self._files.path(name)
        if path is None or source is None:
            return None
        if isinstance(source, Problem):
            return source
        file, is_package = name_in_app(path, self.root), path.endswith(f"{os.sep}__init__.py")
        if excess := self._excess(source, file):
            self._refused.add(name)
            return excess
        found, self._mentions[name] = self.kept(_read, source, name, file, is_package=is_package)
        return found

    def _excess(self, source: bytes, file: str) -> Problem | None:
        """Return the problem of a large file that is one too many."""
        count = count_words(source) if len(source) > USUAL_WORDS else 0
        words = self.budget.words
        if count - USUAL_WORDS > max(words.left, 0):
            reason = f"it has {count} words and signs, and the large files before it have many, too"
            return unreadable(file, reason, "put data into other files, or make smaller modules")
        words.take(count - USUAL_WORDS)
        return None

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
