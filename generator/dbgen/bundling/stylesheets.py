"""Style sheets that refer to assets by the names with their hashes."""

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from urllib.parse import urljoin

from dbgen.bundling.addresses import Addresses
from dbgen.bundling.asset import Asset
from dbgen.bundling.linking import Links, loaded_address
from dbgen.bundling.relative import quoted, relative
from dbgen.references.stylesheets import in_style_sheet

Rewrite = Callable[[str], str | None]
"""From an address to the one that takes its place; None if it stays."""


def rewritten_sheet(text: str, rewrite: Rewrite) -> str:
    """Return a style sheet, or the value of a style attribute, with other addresses in it."""
    pieces, end = [], 0
    for reference in in_style_sheet(text):
        new = None if "\\" in reference.url else rewrite(reference.url)
        if new is not None:
            pieces += [text[end : reference.offset], new]
            end = reference.offset + len(reference.url)
    return "".join([*pieces, text[end:]])


def with_linked_sheets(
    assets: Mapping[str, Asset], urls: Mapping[str, str | None], addresses: Addresses
) -> dict[str, Asset]:
    """Return assets whose style sheets refer to the others by their final names."""
    linked = dict(assets)
    links = Links(addresses, linked)
    texts = {path: (text, url) for path, text, url in _sheets(assets.values(), urls)}
    needs = {path: _needed(text, url, links) for path, (text, url) in texts.items()}
    pending = set(texts)
    for path in in_order(needs):
        text, url = texts[path]

        def rewrite(address: str, base: str = url) -> str | None:
            return loaded_address(links.follow(address, base), base, pending)

        linked[path] = linked[path].with_content(
            rewritten_sheet(text, rewrite).encode("utf-8", "surrogateescape")
        )
        pending.discard(path)
    return linked


def _sheets(
    assets: Iterable[Asset], urls: Mapping[str, str | None]
) -> Iterator[tuple[str, str, str]]:
    """Yield path, text and address of the style sheets that can be rewritten."""
    for asset in assets:
        url = urls.get(asset.path)
        if asset.path.endswith(".css") and asset.content is not None and url:
            # What is not in UTF-8 says so to browsers in ASCII, as are the addresses.
            yield asset.path, asset.content.decode("utf-8", "surrogateescape"), quoted(url)


def _needed(text: str, base: str, links: Links) -> set[str]:
    found = (links.follow(reference.url, base) for reference in in_style_sheet(text))
    return {link.asset.path for link in found if link and link.asset}


def rebased(text: str, url: str, base: str) -> str:
    """Return a style sheet for another place: its relative addresses hold from `base`."""

    def rewrite(address: str) -> str | None:
        if not address or address[0] in "/#" or ":" in address.partition("/")[0]:
            return None
        return relative(base, urljoin(url, address))

    return rewritten_sheet(text, rewrite)


def in_order(dependencies: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Yield what others depend on before them; a circle is cut at its first name."""
    waiting = {
        name: {d for d in found if d in dependencies} for name, found in dependencies.items()
    }
    dependents: dict[str, list[str]] = {name: [] for name in waiting}
    for name, found in waiting.items():
        for dependency in found:
            dependents[dependency].append(name)
    ready = [name for name, found in waiting.items() if not found]
    heapq.heapify(ready)
    rest = iter(sorted(waiting))
    while waiting:
        name = heapq.heappop(ready) if ready else next(name for name in rest if name in waiting)
        if waiting.pop(name, None) is None:
            continue
        yield name
        for dependent in dependents[name]:
            if dependent in waiting:
                waiting[dependent].discard(name)
                if not waiting[dependent]:
                    heapq.heappush(ready, dependent)
