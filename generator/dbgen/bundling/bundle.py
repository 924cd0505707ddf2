"""Bundle a rendered build: hashed, smaller, compressed assets, and pages that refer to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from dbgen.bundling.addresses import Addresses, asset_urls
from dbgen.bundling.asset import Asset
from dbgen.bundling.compressing import companions
from dbgen.bundling.linking import Links
from dbgen.bundling.loading import loaded
from dbgen.bundling.minifying import minified
from dbgen.bundling.pages import PagePlace, rewritten_page
from dbgen.bundling.relative import quoted
from dbgen.bundling.scripts import loaded_by_scripts
from dbgen.bundling.stylesheets import with_linked_sheets
from dbgen.plan import AssetRoute, BuildFile, PageRoute, Plan, Route, WrittenFile
from dbgen.processes import spread
from dbgen.rendering import RenderedBuild


@dataclass(frozen=True, slots=True)
class _Page:
    """A finished page and its address."""

    file: WrittenFile
    url: str


def bundle(build: RenderedBuild) -> RenderedBuild:
    """Return a build whose assets are named by their content, minified and compressed.

    References in pages and style sheets lead to them, relative to where they stand, so that the
    build works below any prefix.
    """
    files = {file.path: file for file in build.files}
    urls = asset_urls(build.plan, files)
    addresses = Addresses(build.plan.routes, urls)
    assets = {asset.path: asset for asset in minified(loaded(files[path] for path in urls))}
    assets = with_linked_sheets(assets, urls, addresses)
    pages = tuple(_pages(build.plan, files))
    links = Links(addresses, assets)
    texts = [(page.url, page.file.content.decode()) for page in pages]
    plain = frozenset(loaded_by_scripts(assets.values(), urls, texts, links))
    place = PagePlace("", links, plain, integrity=build.plan.integrity)
    written = spread(partial(_rewrite_all, place=place), pages)
    served = [*(asset.file() for asset in assets.values()), *written]
    kept = files.keys() - urls.keys() - {page.file.path for page in pages}
    everything = [*(files[path] for path in kept), *served, *companions(served)]
    return replace(
        build,
        plan=_with_names(build.plan, assets),
        files=tuple(sorted(everything, key=lambda file: file.path)),
    )


def _pages(plan: Plan, files: Mapping[str, BuildFile]) -> Iterable[_Page]:
    """Yield the pages of a build once each: all addresses of one are in the same folder."""
    urls: dict[str, str] = {}
    for route in plan.routes:
        if isinstance(route, PageRoute):
            urls.setdefault(route.file, quoted(route.path))
    for path, url in urls.items():
        file = files[path]
        if isinstance(file, WrittenFile):
            yield _Page(file, url)


def _rewrite_all(pages: Iterable[_Page], place: PagePlace) -> list[WrittenFile]:
    return [_rewrite(page, replace(place, url=page.url)) for page in pages]


def _rewrite(page: _Page, place: PagePlace) -> WrittenFile:
    text = rewritten_page(page.file.content.decode(), place)
    return WrittenFile(page.file.path, text.encode())


def _with_names(plan: Plan, assets: Mapping[str, Asset]) -> Plan:
    """Return a plan whose routes lead to the emitted files."""

    def renamed(route: Route) -> Route:
        if isinstance(route, AssetRoute) and route.file in assets:
            return replace(route, file=assets[route.file].emitted)
        return route

    return replace(plan, routes=tuple(renamed(route) for route in plan.routes))
