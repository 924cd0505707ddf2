"""The step of a build that finds out what the policy of each page has to allow."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from dbgen.kept import NOTHING, Kept
from dbgen.plan import BuildFile, FolderRoute, PageRoute, Policy, Route
from dbgen.policy.effective import Sources, allows, named
from dbgen.policy.elements import element_needs, is_inline_script
from dbgen.policy.emitted import Emitted
from dbgen.policy.made import made_needs
from dbgen.policy.need import UNSAFE_HASHES, Need
from dbgen.policy.script_urls import script_needs
from dbgen.policy.style_urls import style_needs
from dbgen.references.markup import Tag, tags
from dbgen.references.scripts import in_script
from dbgen.references.stylesheets import in_style_sheet
from dbgen.rendering import RenderedBuild

MOST_STATIC_PAGES: Final = 200
"""In one static folder: with more it is a site of its own, which the server reads at its start."""

_SCRIPTS: Final = (".js", ".mjs")


def secure(build: RenderedBuild, kept: Kept = NOTHING) -> RenderedBuild:
    """Return the build with what each page needs beyond the policy of the app in its routes."""
    if not build.plan.policy:
        return build
    pages = _Pages(build, kept)
    routes = tuple(found for route in build.plan.routes for found in pages.allowing(route))
    return replace(build, plan=replace(build.plan, routes=routes))


class _Pages:
    """The pages of a build, each read once, and what they load from it."""

    def __init__(self, build: RenderedBuild, kept: Kept) -> None:
        self._kept = kept
        self._policy: Sources = dict(build.plan.policy)
        self._files = {file.path: file for file in build.files}
        self._emitted = Emitted(build.plan, build.files)
        self._of_pages: dict[str, Policy] = {}
        self._of_assets: dict[str, tuple[Sequence[Need], Sequence[str]]] = {}

    def allowing(self, route: Route) -> Iterator[Route]:
        """Return the route, that of a page with what its policy has to allow.

        Before that of a folder come the pages in it that need more than other files.
        """
        if isinstance(route, PageRoute) and route.file in self._files:
            yield replace(route, allows=self._allowed(route.path, route.file))
            return
        if isinstance(route, FolderRoute):
            for path, file in islice(self._emitted.pages_in(route), MOST_STATIC_PAGES):
                allowed = self._allowed(path, file)
                if allowed:
                    yield PageRoute(path, file, allowed)
        yield route

    def _allowed(self, path: str, file: str) -> Policy:
        if file not in self._of_pages:
            self._of_pages[file] = self._page(path, self._files[file])
        return self._of_pages[file]

    def _page(self, path: str, file: BuildFile) -> Policy:
        # Browsers see no other ends of lines, and the hashes are of what they see.
        html = self._emitted.text(file).replace("\r\n", "\n").replace("\r", "\n")
        needs, loaded, written = self._kept.lasting(_read_page, html)
        base = _joined(path, written)
        assets = self._assets(_joined(base, url) for url in loaded)
        return _beyond(self._policy, [*needs, *assets])

    def _assets(self, urls: Iterable[str]) -> Iterator[Need]:
        """Return what scripts and style sheets of the build need, with all that they load."""
        waiting, known = [*urls], set[str]()
        while waiting:
            url = waiting.pop(0)
            path = _path(url)
            if path and path not in known:
                known.add(path)
                needs, loaded = self._asset(path)
                yield from needs
                waiting += [_joined(path, each) for each in loaded]

    def _asset(self, path: str) -> tuple[Sequence[Need], Sequence[str]]:
        file = self._emitted.find(path)
        if file is None or not file.path.endswith((*_SCRIPTS, ".css")):
            return (), ()
        if file.path not in self._of_assets:
            self._of_assets[file.path] = self._kept(_read, file.path, self._emitted.text(file))
        return self._of_assets[file.path]


def _read_page(html: str) -> tuple[Sequence[Need], Sequence[str], str]:
    """Return what a page needs, what it loads, and the base that it gives its addresses."""
    elements = [*tags(html)]
    needs, loaded, base = [*element_needs(elements)], list[str](), ""
    for tag in elements:
        if tag.name == "base":
            base = base or tag.text("href")
        if is_inline_script(tag) and tag.content:
            needs += [*script_needs(tag.content.value), *made_needs(tag.content.value)]
            loaded += [reference.url for reference in in_script(tag.content.value)]
        loaded += _loaded(tag)
    return needs, loaded, base


def _loaded(tag: Tag) -> Iterator[str]:
    if tag.name == "script" and tag.text("src"):
        yield tag.text("src")
    if tag.name == "link" and "stylesheet" in tag.text("rel").lower().split():
        yield tag.text("href")


def _read(path: str, text: str) -> tuple[Sequence[Need], Sequence[str]]:
    if path.endswith(_SCRIPTS):
        needs = [*script_needs(text), *made_needs(text)]
        return needs, [reference.url for reference in in_script(text)]
    sheets = (each for each in in_style_sheet(text) if each.kind == "style sheet")
    return [*style_needs(text)], [sheet.url for sheet in sheets]


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url.strip())
    except ValueError:  # an address that no browser understands either
        return ""


def _path(url: str) -> str:
    """Return the path of an address on this server, "" for others."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else unquote(parts.path)


def _beyond(policy: Sources, needs: Iterable[Need]) -> Policy:
    """Return what a policy does not allow of what is needed, in the order of the needs."""
    found: dict[str, dict[str, None]] = {}
    for need in needs:
        if not allows(policy, need.directive, need.source):
            found.setdefault(named(policy, need.directive), {})[need.source] = None
    return tuple((name, _sorted(found[name])) for name in sorted(found))


def _sorted(sources: Iterable[str]) -> tuple[str, ...]:
    """Return sources in a fixed order, without origins whose whole scheme is there."""
    present = set(sources)
    kept = (each for each in present if f"{each.partition('://')[0]}:" not in present - {each})
    return tuple(sorted(kept, key=_rank))


def _rank(source: str) -> tuple[bool, bool, str]:
    """Return a key that sorts origins before hashes, and the word for those of attributes first."""
    is_hash = source.startswith("'sha")
    return is_hash, source != UNSAFE_HASHES, source
