"""Read what the files of an app refer to, and the scripts, style sheets and frames among that."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Final, NamedTuple

from dbgen.kept import NOTHING, Kept
from dbgen.pages import Budget, DeadlineError
from dbgen.project import Analysis
from dbgen.references.markup import masked
from dbgen.references.pages import PageReferences, in_page
from dbgen.references.readmes import own_readme
from dbgen.references.reference import FETCHED, FRAME, SHEET, Reference
from dbgen.references.requests import BESIDE, in_requests
from dbgen.references.scripts import IMPORTED, SCRIPT, WORKER, in_script
from dbgen.references.sources import SCRIPTS, StaticFiles, TextFile, named_templates, own_files
from dbgen.references.stylesheets import in_style_sheet
from dbgen.references.targets import target

PER_BYTE: Final = 0.5e-6
"""Seconds, twice as many as usual files take."""
MOST_SECONDS: Final = 0.6
MOST_REFERENCES: Final = 2000
"""In one file: more are generated, and what is wrong with them shows in the first ones."""
_MOST_FOLLOWED: Final = 10_000
_ONE_FILE: Final = 50
"""As many references as a file takes time."""
_FROM_HOME: Final = (WORKER, IMPORTED, FETCHED)
_HOMES: Final = (WORKER, BESIDE, FRAME)
_FOLLOWED: Final = frozenset({SCRIPT, WORKER, BESIDE, IMPORTED, FRAME, SHEET})

Find = Callable[[str], TextFile | None]
"""From a path of the server to a file that is still to be read."""


class FileReferences(NamedTuple):
    """What a file refers to, and the templates that it names; `is_readme` for a shown README.

    Of one that `is_given_up`, nothing is known.
    """

    file: TextFile
    found: tuple[Reference, ...] = ()
    has_base: bool = False
    templates: tuple[str, ...] = ()
    is_readme: bool = False
    is_given_up: bool = False

    @property
    def home(self) -> str:
        """The address of the page or the worker that it belongs to, "" if that is not known."""
        return "" if self.has_base else self.file.home

    def target(self, reference: Reference) -> tuple[str, str]:
        """Return the other host that a reference leads to, or the path here; "" for neither."""
        if reference.kind == IMPORTED and not self.home.endswith(SCRIPTS):
            # Only workers have this function.
            return "", ""
        if reference.kind in _FROM_HOME:
            return target(reference, self.home)
        return target(reference, "" if self.has_base else self.file.base)


def read_references(
    analysis: Analysis, root: Path, kept: Kept = NOTHING, budget: Budget | None = None
) -> list[FileReferences]:
    """Return what the files of an analysis refer to, its README among them.

    Of scripts in `static` it is what pages load, as there may be libraries with parts that nobody
    uses. Pages there are all read.
    """
    budget = budget or Budget()
    found = [read_file(file, kept, budget) for file in own_files(analysis)]
    if analysis.static_files:
        found += _below(found, StaticFiles(analysis), kept, budget)
    readme = own_readme(analysis, root)
    return [*found, read_readme(*readme, kept, budget)] if readme else found


def _below(
    read: Iterable[FileReferences], files: StaticFiles, kept: Kept, budget: Budget
) -> list[FileReferences]:
    used = list(follow(read, files.find, kept, budget))
    unused = list(_first(read_file(file, kept, budget) for file in files.unused_pages()))
    return [*used, *unused, *follow(unused, files.find, kept, budget)]


def follow(
    read: Iterable[FileReferences], find: Find, kept: Kept, budget: Budget
) -> Iterator[FileReferences]:
    """Yield what is found of the files that others load, and that these load in turn."""
    return _first(_follow(deque(read), find, kept, budget))


def _follow(
    waiting: deque[FileReferences], find: Find, kept: Kept, budget: Budget
) -> Iterator[FileReferences]:
    while waiting:
        for file in _loaded(waiting.popleft(), find):
            waiting.append(read_file(file, kept, budget))
            yield waiting[-1]


def _first(read: Iterable[FileReferences]) -> Iterator[FileReferences]:
    """Yield the first files: each reference takes its time, and so does each file."""
    left = _MOST_FOLLOWED
    for each in read:
        yield each
        left -= max(_ONE_FILE, len(each.found))
        if left <= 0:
            break


def _loaded(read: FileReferences, find: Find) -> Iterator[TextFile]:
    for each in read.found:
        path = read.target(each)[1] if each.kind in _FOLLOWED else ""
        if path and (file := find(path)):
            home = path if each.kind in _HOMES else read.home
            yield file._replace(home=home, is_used=read.file.is_used)


def read_file(file: TextFile, kept: Kept, budget: Budget) -> FileReferences:
    """Return what is found in a page, a style sheet or a script."""
    text, kind = file.read(), file.kind
    try:
        with budget.bounded(len(text), PER_BYTE, MOST_SECONDS):
            is_template = kind == ".html" and not file.is_plain
            templates = named_templates(text) if is_template else ()
            page = kept.lasting(
                _references,
                text,
                kind,
                is_template=is_template,
                is_own=not file.is_plain,
            )
    except DeadlineError:
        return FileReferences(file, is_given_up=True)
    return FileReferences(file, page.found, page.has_base, templates)


def read_readme(file: TextFile, html: str, kept: Kept, budget: Budget) -> FileReferences:
    """Return what is found in a README."""
    try:
        with budget.bounded(len(html), PER_BYTE, MOST_SECONDS):
            found = kept.lasting(in_page, html).found
    except DeadlineError:
        return FileReferences(file, is_given_up=True)
    return FileReferences(file, found[:MOST_REFERENCES], is_readme=True)


def _references(text: str, kind: str, *, is_template: bool, is_own: bool) -> PageReferences:
    if kind == ".css":
        return PageReferences(_most(in_style_sheet(text)), has_base=False)
    if kind == ".js":
        found = chain(in_script(text, is_own=is_own), in_requests(text, is_own=is_own))
        return PageReferences(_most(found), has_base=False)
    page = in_page(masked(text) if is_template else text, is_own=is_own)
    return page._replace(found=_most(page.found))


def _most(found: Iterable[Reference]) -> tuple[Reference, ...]:
    return tuple(islice(found, MOST_REFERENCES))
