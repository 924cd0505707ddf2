"""Partial templates: files beside the pages that are no pages themselves, but parts of those.

Nothing marks them. They are what pages include, import or extend, and what cannot stand alone, as
it uses names that only these pages define: a loop variable, for example.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from dbgen.pages import Rendered
from dbgen.pages.files import UnreadableError, read_text
from dbgen.project import Analysis
from dbgen.references.sources import named_templates
from dbgen.studying import Study


class _Page(NamedTuple):
    analysis: Analysis
    name: str
    rendered: Rendered

    @property
    def template(self) -> str:
        return self.analysis.path(self.name)

    @property
    def path(self) -> Path:
        return self.analysis.folder / self.name

    @property
    def stands_alone(self) -> bool:
        lacks_names = any(problem.code == "DB405" for problem in self.rendered.problems)
        return not lacks_names or self.name == "index.html"


def without_partials(studies: Sequence[Study], templates: Iterable[Path]) -> list[Study]:
    """Return the studies without the pages that are parts of others, and what is wrong with those.

    Others may be pages of analyses or the `templates` of the app. Where a partial template is wrong
    in a page that uses it, that page tells of it.
    """
    pages = [page for study in studies for page in _pages(study)]
    alone = [page for page in pages if page.stands_alone]
    if len(alone) == len(pages):
        return list(studies)
    used = {path for page in alone for path in (page.path, *page.rendered.sources)}
    # Some are not come to, after a mistake or for a condition that does not hold now.
    named = {name for path in {*used, *templates} for name in _named(path)}
    partials = {
        page.path
        for page in pages
        if not page.stands_alone and (page.path in used or page.template in named)
    }
    return [_without(study, partials) for study in studies]


def _pages(study: Study) -> Iterator[_Page]:
    analysis = study.inspected.analysis
    for name, rendered in zip(analysis.pages, study.pages, strict=True):
        yield _Page(analysis, name, rendered)


def _named(path: Path) -> tuple[str, ...]:
    """Return the templates that a template names."""
    try:
        return named_templates(read_text(path))
    except UnreadableError:
        return ()


def _without(study: Study, partials: Container[Path]) -> Study:
    analysis = study.inspected.analysis
    left = [page for page in _pages(study) if page.path not in partials]
    pages = tuple(page.name for page in left)
    inspected = study.inspected._replace(analysis=analysis._replace(pages=pages))
    return study._replace(inspected=inspected, pages=tuple(page.rendered for page in left))
