"""HTML files of static folders whose links hold below any path."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from dbgen.bundling.addresses import Addresses
from dbgen.bundling.asset import Asset
from dbgen.bundling.linking import Links
from dbgen.bundling.pages import PagePlace, rewritten_page
from dbgen.bundling.relative import quoted
from dbgen.processes import spread

ENDINGS: Final = (".html", ".htm")

# Anything else is a piece of a page, whose addresses start from wherever a script puts it.
_DOCUMENT: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s+|<!--.*?(?:-->|\Z))*+<(?:!doctype\s|html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_OF_INTEREST: Final = re.compile(rb"[\"'=(]\s*/|integrity", re.IGNORECASE)


def with_linked_documents(
    assets: Mapping[str, Asset], urls: Mapping[str, str | None], addresses: Addresses
) -> dict[str, Asset]:
    """Return assets whose documents refer to what the server answers from where they are.

    All else in them stays as it is: they load assets by their plain names.
    """
    documents = [
        (path, url) for path, url in urls.items() if url and _is_document(assets.get(path))
    ]
    links = Links(addresses, assets)
    linked = spread(partial(_linked, links=links), documents)
    return {**assets, **{asset.path: asset for asset in linked}}


def _is_document(asset: Asset | None) -> bool:
    if asset is None or not asset.path.lower().endswith(ENDINGS) or asset.content is None:
        return False
    return bool(_DOCUMENT.match(asset.content) and _OF_INTEREST.search(asset.content))


def _linked(documents: Iterable[tuple[str, str]], links: Links) -> list[Asset]:
    return list(_each_linked(documents, links))


def _each_linked(documents: Iterable[tuple[str, str]], links: Links) -> Iterator[Asset]:
    for path, url in documents:
        asset = links.assets[path]
        place = PagePlace(quoted(url), links, links.assets.keys(), integrity=False, images=False)
        # What is not in UTF-8 says so to browsers in ASCII, as are the addresses.
        text = (asset.content or b"").decode("utf-8", "surrogateescape")
        yield asset.with_content(rewritten_page(text, place).encode("utf-8", "surrogateescape"))
