"""The classes of a project that a class is made of."""

import builtins
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from dbgen.inspecting.modules import FoundClass, Modules
from dbgen.inspecting.python_source import FRAMEWORK, dotted, framework_name

_MOST: Final = 100
"""Nobody follows more; each of thousands of classes may derive from all those before it."""
HARMLESS: Final = ("object", "abc.ABC")
"""Bases that give a class nothing of their own."""


class Lineage(NamedTuple):
    """A class and its bases within the project, bases first.

    `is_analysis` tells that databench.Analysis is among the bases, `complete` that there are no
    others from outside the project, `is_undecided` that one of these may be an analysis.
    """

    classes: tuple[FoundClass, ...]
    is_analysis: bool
    complete: bool
    is_undecided: bool


@dataclass(slots=True)
class Lineages:
    """Finds what classes inherit from; the bases of each are looked up once."""

    modules: Modules
    _bases: dict[str, Mapping[str, FoundClass | None]] = field(default_factory=dict)

    def of(self, found: FoundClass) -> Lineage:
        """Return what a class is made of."""
        walk = _Walk(self)
        walk.visit(found)
        is_undecided = walk.is_foreign and not walk.is_analysis
        return Lineage(tuple(walk.classes), walk.is_analysis, walk.complete, is_undecided)

    def bases(self, found: FoundClass) -> Mapping[str, FoundClass | None]:
        """Return the bases of a class, the last one first, by canonical path ("" for none)."""
        key = found.path
        if key not in self._bases:
            written = (dotted(base) for base in reversed(found.node.bases))
            paths = (path and self.modules.canonical(path, found.module) for path in written)
            self._bases[key] = {path: self.modules.find_class(path) for path in paths}
        return self._bases[key]


@dataclass(slots=True)
class _Walk:
    lineages: Lineages
    classes: list[FoundClass] = field(default_factory=list)
    is_analysis: bool = False
    complete: bool = True
    is_foreign: bool = False
    _open: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)

    def visit(self, found: FoundClass) -> None:
        """Add the bases of a class, and the class."""
        key = found.path
        if key in self._open or len(self._seen) >= _MOST:
            self.complete = False
            return
        if key in self._seen:
            return
        self._seen.add(key)
        self._open.add(key)
        for path, base in self.lineages.bases(found).items():
            if base:
                self.visit(base)
            elif framework_name(path) == "Analysis":
                self.is_analysis = True
            elif path not in HARMLESS:
                self.complete = False
                self.is_foreign = self.is_foreign or not _is_known(path)
        self._open.discard(key)
        self.classes.append(found)


def _is_known(path: str) -> bool:
    """Return whether a class comes with Python or the framework."""
    top = path.partition(".")[0]
    return hasattr(builtins, path) or top in sys.stdlib_module_names or top in FRAMEWORK
