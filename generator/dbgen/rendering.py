"""Render the pages that a plan asks for."""

import hashlib
import os
import re
import sys
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from dbgen.kept import NOTHING, Kept
from dbgen.pages import (
    PAGE_MEMORY,
    PAGE_SECONDS,
    Budget,
    Lookup,
    PageSource,
    Rendered,
    check_template,
    given_up,
    limited_memory,
    render_page,
)
from dbgen.pages.budget import LARGE, SpentError
from dbgen.pages.templates import Templates
from dbgen.plan import BuildFile, Plan, PlannedPage, WrittenFile
from dbgen.resources import resource_root
from dbgen_schema import Problem

_USUAL_SECONDS: Final = 0.04
"""What a page may take at any rate, many times as much as usual ones."""
_USUAL_MEMORY: Final = 1 << 17
_FOLLOWER: Final = '<script src="/_static/develop.js" data-digest="{}"></script>\n'
_START: Final = re.compile(r"<!--.*?-->|<head(?:\s[^>]*)?>\n?|<!doctype[^>]*>\n?", re.I | re.S)


@dataclass(frozen=True, slots=True)
class RenderedBuild:
    """A plan with its pages: its files, and the problems of its pages.

    The sources of the plan are now all files that were read, those of the pages among them. What
    tells of all the others is not among the files: the server, the manifest and their like.
    """

    plan: Plan
    files: tuple[BuildFile, ...]
    problems: tuple[Problem, ...] = ()


class Renderer:
    """Renders pages one after the other; there are bounds for each and for all of them together."""

    def __init__(self, app: Path, kept: Kept = NOTHING, budget: Budget | None = None) -> None:
        self.lookup = Lookup(app, resource_root("templates") / "pages", Templates(kept))
        self.budget = budget or Budget()
        self._memory = PAGE_MEMORY

    def render(self, page: PlannedPage) -> Rendered:
        """Render a page."""
        self._memory += _USUAL_MEMORY
        with self._bounded(max(self._memory, _USUAL_MEMORY)) as seconds:
            rendered = _rendered(page, self.lookup, seconds)
        self._memory -= sys.getsizeof(rendered.html)
        return rendered

    def check_unused(self, plan: Plan, used: Container[Path]) -> Iterator[Rendered]:
        """Check the templates of the app that no page has led to."""
        for name in plan.templates:
            if plan.app / name not in used:
                yield self._check(PageSource(plan.app / name, name))

    def _check(self, template: PageSource) -> Rendered:
        try:
            with self._bounded(PAGE_MEMORY, is_large=_is_large(template.path)) as seconds:
                return check_template(template, self.lookup, seconds)
        except SpentError as error:
            return given_up(error, template, self.lookup)

    @contextmanager
    def _bounded(self, memory: int, *, is_large: bool = False) -> Iterator[float]:
        """Bound what is done within, and give the seconds that it may take."""
        shared = self.budget.share(_USUAL_SECONDS, PAGE_SECONDS, is_large=is_large)
        with limited_memory(memory), shared as seconds:
            yield seconds


def rendered_build(plan: Plan, pages: Iterable[Rendered], renderer: Renderer) -> RenderedBuild:
    """Return the files of a build that come from the app, and the problems of its `pages`.

    These are the pages of the plan, in its order.
    """
    rendered_pages = list(pages)
    named = zip(plan.pages, rendered_pages, strict=True)
    files = [
        *plan.files,
        *(_page_file(page, rendered.html, develop=plan.develop) for page, rendered in named),
    ]
    used = {path for rendered in rendered_pages for path in rendered.sources}
    read = [*rendered_pages, *renderer.check_unused(plan, used)]
    sources = tuple(sorted({*plan.sources, *used}, key=os.fspath))
    return RenderedBuild(
        plan=replace(plan, sources=sources),
        files=tuple(sorted(files, key=lambda file: file.path)),
        problems=tuple(sorted({problem for template in read for problem in template.problems})),
    )


def _is_large(path: Path) -> bool:
    with suppress(OSError):
        return path.stat().st_size > LARGE
    return False


def _rendered(page: PlannedPage, lookup: Lookup, seconds: float) -> Rendered:
    if page.source is None:
        source = lookup.page(page.template)
    else:
        source = PageSource(page.source, page.template)
    if source is None:
        problem = Problem(page.template, 0, 0, "DB406", f"there is no template `{page.template}`")
        return Rendered("", (problem,), ())
    return render_page(source, page.context, lookup, seconds)


def _page_file(page: PlannedPage, html: str, *, develop: bool) -> WrittenFile:
    return WrittenFile(page.file, (_followed(html) if develop else html).encode())


def _followed(html: str) -> str:
    """Return the page with the script that follows edits, before all others."""
    digest = hashlib.sha256(html.encode()).hexdigest()[:16]
    starts: dict[str, int] = {}
    for match in _START.finditer(html):
        starts.setdefault(match[0][:5].lower(), match.end())
    at = starts.get("<head", starts.get("<!doc", 0))
    return f"{html[:at]}{_FOLLOWER.format(digest)}{html[at:]}"
