"""Bundle a rendered build: hashed, smaller, compressed assets, and pages that refer to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from dbgen.bundling.addresses import Addresses, asset_urls
from dbgen.bundling.asset import Asset
from dbgen.bundling.compressing import companions, qualities, worth_compressing
from dbgen.bundling.documents import with_linked_documents
from dbgen.bundling.earlier import NOTHING, Earlier, makers
from dbgen.bundling.linking import Links
from dbgen.bundling.loading import loaded
from dbgen.bundling.minifying import minified
from dbgen.bundling.pages import PagePlace, rewritten_page
from dbgen.bundling.relative import quoted
from dbgen.bundling.scripts import loaded_by_scripts
from dbgen.bundling.stylesheets import with_linked_sheets
from dbgen.plan import AssetRoute, BuildFile, Bundling, PageRoute, Plan, Route, WrittenFile
from dbgen.policy.effective import allows
from dbgen.processes import spread
from dbgen.rendering import RenderedBuild
from dbgen.telling import Tell, silent


@dataclass(frozen=True, slots=True)
class _Page:
    """A finished page and its address."""

    file: WrittenFile
    url: str


def bundle(build: RenderedBuild, earlier: Earlier = NOTHING, tell: Tell = silent) -> RenderedBuild:
    """Return a build whose assets are named by their content, minified and compressed.

    References in pages and style sheets lead to them, relative to where they stand, so that the
    build works below any prefix. What has been done for the build `earlier` is not done again.
    """
    files = {file.path: file for file in build.files}
    urls = asset_urls(build.plan, files)
    addresses = Addresses(build.plan.routes, urls)
    smaller = minified(loaded(files[path] for path in urls), earlier)
    sheets = with_linked_sheets({asset.path: asset for asset in smaller}, urls, addresses)
    assets = with_linked_documents(sheets, urls, addresses)
    pages = tuple(_pages(build.plan, files))
    rewritten = _rewritten(pages, build.plan, urls, Links(addresses, assets))
    served = worth_compressing([*(asset.file() for asset in assets.values()), *rewritten])
    kept = files.keys() - assets.keys() - {page.file.path for page in pages}
    everything = [
        *(files[path] for path in kept),
        *(asset.file() for asset in assets.values()),
        *rewritten,
        *companions(served, earlier, tell),
    ]
    return replace(
        build,
        plan=_bundled_plan(build.plan, assets, qualities(served)),
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
    pages: Sequence[_Page], plan: Plan, urls: Mapping[str, str | None], links: Links
) -> list[WrittenFile]:
    texts = [(page.url, page.file.content.decode()) for page in pages]
    plain = frozenset(loaded_by_scripts(links.assets.values(), urls, texts, links))
    images = not plan.policy or allows(dict(plan.policy), "img-src", "data:")
    place = PagePlace("", links, plain, integrity=plan.integrity, images=images)
    return spread(partial(_rewrite_all, place=place), pages)


def _rewrite_all(pages: Iterable[_Page], place: PagePlace) -> list[WrittenFile]:
    return [_rewrite(page, replace(place, url=page.url)) for page in pages]


def _rewrite(page: _Page, place: PagePlace) -> WrittenFile:
    text = rewritten_page(page.file.content.decode(), place)
    return WrittenFile(page.file.path, text.encode())


def _bundled_plan(plan: Plan, assets: Mapping[str, Asset], found: Mapping[str, int]) -> Plan:
    """Return a plan whose routes lead to the emitted files, and which says how they were made."""

    def renamed(route: Route) -> Route:
        if isinstance(route, AssetRoute) and route.file in assets:
            return replace(route, file=assets[route.file].emitted)
        return route

    made_of = sorted((asset.emitted, asset.made_of) for asset in assets.values() if asset.made_of)
    bundling = Bundling(tuple(makers().items()), tuple(found.items()), tuple(made_of))
    return replace(plan, routes=tuple(map(renamed, plan.routes)), bundling=bundling)
