"""Render the pages that a plan asks for."""

import hashlib
import os
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from dbgen.pages import Lookup, PageSource, Rendered, check_template, render_page
from dbgen.plan import BuildFile, Plan, PlannedPage, WrittenFile
from dbgen.processes import spread
from dbgen.resources import resource_root
from dbgen_schema import Problem

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


def render(plan: Plan) -> RenderedBuild:
    """Return the files of a build that come from the app, and the problems of its pages."""
    lookup = Lookup(plan.app, resource_root("templates") / "pages")
    rendered_pages = spread(lambda part: [_rendered(page, lookup) for page in part], plan.pages)
    pages = list(zip(plan.pages, rendered_pages, strict=True))
    files = [
        *plan.files,
        *(_page_file(page, rendered.html, develop=plan.develop) for page, rendered in pages),
    ]
    used = {path for _, rendered in pages for path in rendered.sources}
    read = [*(rendered for _, rendered in pages), *_unused(plan, used, lookup)]
    sources = tuple(sorted({*plan.sources, *used}, key=os.fspath))
    return RenderedBuild(
        plan=replace(plan, sources=sources),
        files=tuple(sorted(files, key=lambda file: file.path)),
        problems=tuple(sorted({problem for template in read for problem in template.problems})),
    )


def _unused(plan: Plan, used: Container[Path], lookup: Lookup) -> Iterator[Rendered]:
    """Check the templates of the app that no page has led to."""
    for name in plan.templates:
        if plan.app / name not in used:
            yield check_template(PageSource(plan.app / name, name), lookup)


def _rendered(page: PlannedPage, lookup: Lookup) -> Rendered:
    if page.source is None:
        source = lookup.page(page.template)
    else:
        source = PageSource(page.source, page.template)
    if source is None:
        problem = Problem(page.template, 0, 0, "DB406", f"there is no template `{page.template}`")
        return Rendered("", (problem,), ())
    return render_page(source, page.context, lookup)


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
