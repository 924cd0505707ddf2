"""Check that analyses have the attributes that they ask for."""

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain, islice
from typing import Final

from dbgen.contract.action_checks import problem
from dbgen.contract.facts import Attributes, Place, PythonSide
from dbgen.contract.handing_out import BASE, handed_out
from dbgen.inspecting.framework import framework_attributes
from dbgen.inspecting.modules import Modules
from dbgen.inspecting.reading import read_source
from dbgen.project import Project
from dbgen_schema import MOST_PROBLEMS, Problem, did_you_mean

_DEFINE: Final = "define it here, or correct the name"
_WORD: Final = re.compile(r"\w+")
# Whoever mentions one of these may make attributes that are spelt out nowhere, or ask for some
# that are missing on purpose.
_TRICKS: Final = frozenset(
    {
        *("__bases__", "__dict__", "__getattr__", "__getattribute__", "__init_subclass__"),
        *("__mro__", "__new__", "__set_name__", "__setattr__", "__setstate__", "__slots__"),
        *("eval", "exec", "globals", "locals", "mro", "setattr", "vars"),
        *("AttributeError", "TYPE_CHECKING", "__version__", "hasattr", "version_info"),
    }
)
# With one of these, any module gets hold of instances that nobody gives it.
_REACHING: Final = frozenset(
    {"__self__", "__subclasses__", "_getframe", "currentframe", "get_objects", "get_referrers"}
)
_MOST_TEXT: Final = 16 << 20
"""How many bytes of Python are searched for other mentions of a name."""
# Looking for similar names takes a while: the first problems have suggestions.
_MOST_COMPARED: Final = 10_000
# Two more than are shown of a file, so that the last one tells that there are others.
_MOST_FOUND: Final = MOST_PROBLEMS + 2


def check_attributes(project: Project, sides: Iterable[PythonSide]) -> Iterator[Problem]:
    """Yield where analyses ask for attributes that nothing in the app gives them."""
    asking = [(side.name, side.attributes) for side in sides if side.attributes]
    modules = project.modules
    if not asking or modules is None:
        return
    names = _missing(project, modules, [attributes for _, attributes in asking])
    yield from islice(_problems(asking, names), _MOST_FOUND)


def _missing(project: Project, modules: Modules, asking: Sequence[Attributes]) -> frozenset[str]:
    """Return the names of the attributes that are surely missing wherever they are asked for."""
    places: dict[str, set[Place]] = {}
    for attributes in asking:
        for name, found in attributes.absent.items():
            places.setdefault(name, set()).update(found)
    names = frozenset(places).difference(*(attributes.doubted for attributes in asking))
    mentions = _mentions(project, names) if names else None
    if mentions is None or not _REACHING.isdisjoint(mentions.count):
        return frozenset()
    names = frozenset(name for name in names if mentions.count[name] == len(places[name]))
    asking = [attributes for attributes in asking if not names.isdisjoint(attributes.absent)]
    classes = frozenset[str]().union(*(attributes.classes for attributes in asking))
    own = frozenset[str]().union(*(attributes.modules for attributes in asking))
    handed = handed_out(modules, classes, own) if asking else frozenset[str]()
    if BASE in handed:
        return frozenset()
    doubted = (
        attributes.absent
        for attributes in asking
        if not handed.isdisjoint(attributes.classes)
        or any(modules.path(name) in mentions.tricky for name in attributes.modules)
    )
    return names.difference(*doubted)


def _problems(asking: Iterable[tuple[str, Attributes]], names: Set[str]) -> Iterator[Problem]:
    told: set[Place] = set()
    left = _MOST_COMPARED
    public = {name for name in framework_attributes() if not name.startswith("_")}
    for cls, attributes in asking:
        known = sorted(public | attributes.own) if left >= 0 else []
        for name in sorted(names & attributes.absent.keys()):
            places = [place for place in attributes.absent[name] if place not in told]
            told.update(places)
            left -= len(known) if places else 0
            near = did_you_mean(name, known) if places and left >= 0 else ""
            message, hint = f"`{cls}` has no attribute `{name}`", near or _DEFINE
            yield from (problem(place, "DB316", message, hint) for place in places)


class _Mentions:
    """How often the files of Python have certain words, and which of them do tricks."""

    def __init__(self, names: Set[str]) -> None:
        self.count: Counter[str] = Counter()
        self.tricky: set[str] = set()
        self._words = names | _TRICKS | _REACHING

    def add(self, path: str, source: bytes) -> None:
        """Take in a file."""
        # To Python, letters of other widths are the plain ones.
        text = unicodedata.normalize("NFKC", source.decode(errors="replace"))
        found = [word for word in _WORD.findall(text) if word in self._words]
        self.count.update(found)
        if not _TRICKS.isdisjoint(found):
            self.tricky.add(path)


def _mentions(project: Project, names: Set[str]) -> _Mentions | None:
    """Return where names are mentioned; None if there is too much to look through."""
    mentions, left = _Mentions(names), _MOST_TEXT
    for path in _python_files(project):
        source = read_source(path, path)
        left -= len(source) if isinstance(source, bytes) else left + 1
        if left < 0 or not isinstance(source, bytes):
            return None
        mentions.add(path, source)
    return mentions


def _python_files(project: Project) -> set[str]:
    paths = chain(project.sources, (file.source for file in project.beside_files))
    return {os.fspath(path) for path in paths if path.suffix == ".py"}
