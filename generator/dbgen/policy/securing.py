"""The step of a build that finds out what the policy of each page has to allow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from dbgen.kept import NOTHING, Kept
from dbgen.plan import AssetRoute, BuildFile, FolderRoute, PageRoute, Policy, Route
from dbgen.policy.effective import Sources, allows, named
from dbgen.policy.elements import element_needs, is_inline_script
from dbgen.policy.emitted import SCRIPTS, Emitted
from dbgen.policy.made import made_needs
from dbgen.policy.need import UNSAFE_HASHES, Need
from dbgen.policy.script_urls import script_needs
from dbgen.policy.style_urls import style_needs
from dbgen.policy.workers import imported_scripts, worker_names
from dbgen.references.markup import Tag, tags
from dbgen.references.scripts import SCRIPT, may_load
from dbgen.references.stylesheets import in_style_sheet
from dbgen.rendering import RenderedBuild

MOST_STATIC_PAGES: Final = 200
"""In one static folder: with more it is a site of its own, which the server reads at its start."""


def secure(build: RenderedBuild, kept: Kept = NOTHING) -> RenderedBuild:
    """Return the build with what each page needs beyond the policy of the app in its routes.

    The same goes for workers: browsers hold them to the policy that their script comes with.
    """
    if not build.plan.policy:
        return build
    needed = _Needed(build, kept)
    pages = [route for each in build.plan.routes for route in needed.by_pages(each)]
    routes = tuple(route for each in pages for route in needed.by_workers(each))
    return replace(build, plan=replace(build.plan, routes=routes))


@dataclass(frozen=True, slots=True)
class _Found:
    """What a file needs, the addresses that it loads, and the names of workers in it."""

    needs: tuple[Need, ...] = ()
    loaded: tuple[str, ...] = ()
    workers: frozenset[str] = frozenset()


class _Needed:
    """The pages and workers of a build, each read once, and what they load from it."""

    def __init__(self, build: RenderedBuild, kept: Kept) -> None:
        self._kept = kept
        self._policy: Sources = dict(build.plan.policy)
        self._files = {file.path: file for file in build.files}
        self._emitted = Emitted(build.plan, build.files)
        self._of_pages: dict[str, Policy] = {}
        self._of_assets: dict[str, _Found] = {}
        self._worker_names: set[str] = set()

    def by_pages(self, route: Route) -> Iterator[Route]:
        """Return the route, that of a page with what its policy has to allow.

        Before that of a folder come the pages in it that need more than other files.
        """
        if isinstance(route, PageRoute) and route.file in self._files:
            yield replace(route, allows=self._allowed(route.path, route.file))
            return
        if isinstance(route, FolderRoute):
            for path, file in islice(self._emitted.pages_in(route), MOST_STATIC_PAGES):
                # Browsers take hashes of what they read, and this is read in another encoding.
                is_read = "\ufffd" not in self._emitted.text(self._files[file])
                if is_read and (allowed := self._allowed(path, file)):
                    yield PageRoute(path, file, allowed)
        yield route

    def by_workers(self, route: Route) -> Iterator[Route]:
        """Return the route of an asset with what a worker needs; all pages must have been read.

        Before that of a folder come the workers in it that need more than other files.
        """
        if isinstance(route, AssetRoute) and route.file in self._workers:
            yield replace(route, allows=self._workers[route.file])
            return
        if isinstance(route, FolderRoute):
            for file, allows_ in self._workers.items():
                for path in islice(self._emitted.addresses(route, file), 1):
                    yield AssetRoute(path, file, allows_)
        yield route

    @cached_property
    def _workers(self) -> dict[str, Policy]:
        """The policies of all workers that need more than other files."""
        found, known = dict[str, Policy](), set[str]()
        while names := self._worker_names - known:
            known |= names
            for name in sorted(names):
                for file in self._emitted.scripts_named(name):
                    found[file.path] = _beyond(self._policy, self._of_worker(file))
        return {file: allowed for file, allowed in sorted(found.items()) if allowed}

    def _of_worker(self, file: BuildFile) -> Iterator[Need]:
        found = self._read(file)
        yield from found.needs
        base = self._emitted.address(file.path)
        imported = imported_scripts(self._emitted.text(file))
        yield from self._assets(_joined(base, url) for url in (*found.loaded, *imported))

    def _allowed(self, path: str, file: str) -> Policy:
        if file not in self._of_pages:
            self._of_pages[file] = self._page(path, self._files[file])
        return self._of_pages[file]

    def _page(self, path: str, file: BuildFile) -> Policy:
        # Browsers see no other ends of lines, and the hashes are of what they see.
        html = self._emitted.text(file).replace("\r\n", "\n").replace("\r", "\n")
        found, written = self._kept.lasting(_read_page, html)
        self._worker_names |= found.workers
        base = _joined(path, written)
        assets = self._assets(_joined(base, url) for url in found.loaded)
        return _beyond(self._policy, [*found.needs, *assets])

    def _assets(self, urls: Iterable[str]) -> Iterator[Need]:
        """Return what scripts and style sheets of the build need, with all that they load."""
        waiting, known = [*urls], set[str]()
        while waiting:
            url = waiting.pop(0)
            path = _path(url)
            if path and path not in known:
                known.add(path)
                found = self._asset(path)
                yield from found.needs
                waiting += [_joined(path, each) for each in found.loaded]

    def _asset(self, path: str) -> _Found:
        file = self._emitted.find(path)
        if file is None or not file.path.endswith((*SCRIPTS, ".css")):
            return _Found()
        return self._read(file)

    def _read(self, file: BuildFile) -> _Found:
        if file.path not in self._of_assets:
            found = self._kept(_read, file.path, self._emitted.text(file))
            self._of_assets[file.path] = found
            self._worker_names |= found.workers
        return self._of_assets[file.path]


def _read_page(html: str) -> tuple[_Found, str]:
    """Return what is found in a page, and the base that it gives its addresses."""
    elements = [*tags(html)]
    needs, loaded, base = [*element_needs(elements)], list[str](), ""
    workers = set[str]()
    for tag in elements:
        if tag.name == "base":
            base = base or tag.text("href")
        if is_inline_script(tag) and tag.content:
            needs += [*script_needs(tag.content.value), *made_needs(tag.content.value)]
            loaded += _modules(tag.content.value)
            workers |= {*worker_names(tag.content.value)}
        loaded += _loaded(tag)
    return _Found(tuple(needs), tuple(loaded), frozenset(workers)), base


def _loaded(tag: Tag) -> Iterator[str]:
    if tag.name == "script" and tag.text("src"):
        yield tag.text("src")
    if tag.name == "link" and "stylesheet" in tag.text("rel").lower().split():
        yield tag.text("href")


def _read(path: str, text: str) -> _Found:
    if path.endswith(SCRIPTS):
        needs = (*script_needs(text), *made_needs(text))
        return _Found(needs, tuple(_modules(text)), frozenset(worker_names(text)))
    sheets = (each for each in in_style_sheet(text) if each.kind == "style sheet")
    return _Found(tuple(style_needs(text)), tuple(sheet.url for sheet in sheets))


def _modules(text: str) -> Iterator[str]:
    # Workers have a policy of their own.
    return (reference.url for reference in may_load(text) if reference.kind == SCRIPT)


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
