"""Scripts in pages, and modules that scripts load by their plain names."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from dbgen.bundling.asset import Asset
from dbgen.bundling.linking import Links
from dbgen.bundling.relative import quoted, relative
from dbgen.references.markup import tags
from dbgen.references.scripts import in_script, may_load
from dbgen.script_types import is_script_type

_ROOTED: Final = re.compile(r'"(/(?![/\\])[^"\\]*)"')


def rewritten_script(text: str, rewrite: Callable[[str], str | None]) -> str:
    """Return a script in a page that loads modules and workers by other addresses."""
    pieces, end = [], 0
    for reference in in_script(text):
        new = None if "\\" in reference.url else rewrite(reference.url)
        if new is not None:
            pieces += [text[end : reference.offset], _as_specifier(new)]
            end = reference.offset + len(reference.url)
    return "".join([*pieces, text[end:]])


def rewritten_import_map(text: str, base: str) -> str:
    """Return an import map whose addresses from the root are relative to the page."""
    return _ROOTED.sub(lambda found: f'"{_as_specifier(relative(base, found[1]))}"', text)


def _as_specifier(address: str) -> str:
    # To an import, anything else is the name of a package.
    return address if address.startswith(("./", "../")) else f"./{address}"


def loaded_by_scripts(
    assets: Iterable[Asset],
    urls: Mapping[str, str | None],
    pages: Iterable[tuple[str, str]],
    links: Links,
) -> set[str]:
    """Return the paths of assets that scripts load, which they do by plain names.

    A module with two addresses would run twice. `pages` are pairs of an address and a text.
    """
    scripts = [
        (quoted(url), text)
        for asset in assets
        if (url := urls.get(asset.path)) and (text := _text(asset))
    ]
    for url, page in pages:
        scripts += [(url, text) for text in _in_page(page)]
    found = (
        links.follow(reference.url, url) for url, text in scripts for reference in may_load(text)
    )
    return {link.asset.path for link in found if link and link.asset}


def _text(asset: Asset) -> str:
    if not asset.path.endswith((".js", ".mjs")) or asset.content is None:
        return ""
    return asset.content.decode(errors="replace")


def _in_page(page: str) -> list[str]:
    if "import" not in page and "Worker" not in page:
        return []
    scripts = [tag for tag in tags(page) if tag.name == "script" and tag.content]
    return [
        tag.content.value for tag in scripts if tag.content and is_script_type(tag.text("type"))
    ]
