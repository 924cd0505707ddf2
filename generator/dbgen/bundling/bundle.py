"""Bundle a rendered build: hashed, smaller, compressed assets, and pages that refer to them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
    pages = list(_pages(build.plan, files))
    written = _rewritten(pages, assets, urls, Links(addresses, assets))
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


def _rewritten(
    pages: Sequence[_Page],
    assets: Mapping[str, Asset],
    urls: Mapping[str, str | None],
    links: Links,
) -> list[WrittenFile]:
    texts = [(page.url, page.file.content.decode()) for page in pages]
    plain = loaded_by_scripts(assets.values(), urls, texts, links)
    return spread(partial(_rewrite_all, links=links, plain=plain), pages)


def _rewrite_all(pages: Iterable[_Page], links: Links, plain: Collection[str]) -> list[WrittenFile]:
    return [_rewrite(page, links, plain) for page in pages]


def _rewrite(page: _Page, links: Links, plain: Collection[str]) -> WrittenFile:
    text = rewritten_page(page.file.content.decode(), PagePlace(page.url, links, plain))
    return WrittenFile(page.file.path, text.encode())


def _with_names(plan: Plan, assets: Mapping[str, Asset]) -> Plan:
    """Return a plan whose routes lead to the emitted files."""

    def renamed(route: Route) -> Route:
        if isinstance(route, AssetRoute) and route.file in assets:
            return replace(route, file=assets[route.file].emitted)
        return route

    return replace(plan, routes=tuple(renamed(route) for route in plan.routes))
