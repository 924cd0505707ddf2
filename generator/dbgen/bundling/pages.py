"""Finished pages that refer to assets by the names with their hashes, and to all by where it is."""

import html
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from dbgen.bundling.asset import Asset
from dbgen.bundling.inlining import (
    MOST_IMAGES,
    MOST_TEXT,
    image_address,
    script_text,
    sheet_text,
)
from dbgen.bundling.linking import Link, Links, followed_address, loaded_address
from dbgen.bundling.relative import relative
from dbgen.bundling.scripts import rewritten_import_map, rewritten_script
from dbgen.bundling.stylesheets import rebased, rewritten_sheet
from dbgen.references.markup import Attribute, Tag, tags
from dbgen.references.pages import CANDIDATE, LINK_KINDS, LOADED
from dbgen.references.reference import LINK
from dbgen.script_types import is_script_type

_FOLLOWED: Final = frozenset(
    {("form", "action"), ("button", "formaction"), ("input", "formaction")}
)
_FOLLOWED_KINDS: Final = frozenset({LINK, "frame", "manifest"})
"""What has an address that people or programs see: it keeps the name that it was given."""

_ADDRESSED: Final = frozenset({"href", "src"})
"""What comes before a `<base>` does not mind it, but then the page has two bases."""

_PATH: Final = re.compile(r"/(?![/\\])[^?#\\\s]*")
_REFRESH: Final = re.compile(r"(\s*[\d.]+\s*[;,]\s*url\s*=\s*['\"]?)([^'\"]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PagePlace:
    """The address of a page, and how it refers to what it loads.

    Assets at the paths `plain` keep their names; with `integrity`, the page says what is in others,
    and with `images`, small ones may stand in the page.
    """

    url: str
    links: Links
    plain: Collection[str] = ()
    integrity: bool = True
    images: bool = True


@dataclass(slots=True)
class _Page:
    """A page while it is rewritten."""

    text: str
    place: PagePlace
    base: str
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    images: int = 0
    texts: int = 0


def rewritten_page(text: str, place: PagePlace) -> str:
    """Return a page with other addresses in it, and small things in place of their addresses."""
    found = list(tags(text))
    page = _Page(text, place, _base(found, place.url))
    for tag in found:
        _rewrite_tag(page, tag)
    return _edited(text, page.edits)


def _base(found: Iterable[Tag], url: str) -> str:
    """Return the path that relative addresses of a page start from; "" if they are beyond us."""
    for tag in found:
        written = tag.attributes.get("href") if tag.name == "base" else None
        if written is not None:
            return _own_path(url, written.value)
        if not _ADDRESSED.isdisjoint(tag.attributes):
            break
    has_base = any(tag.name == "base" and "href" in tag.attributes for tag in found)
    return "" if has_base else url


def _own_path(url: str, base: str) -> str:
    """Return the path that a `<base>` names if it is the root, or in the folder of its page."""
    path = urljoin(url, base)
    own = path == "/" or (url.count("/") > 1 and path.split("/")[1:2] == url.split("/")[1:2])
    return path if own and _PATH.fullmatch(path) else ""


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    pieces, end = [], 0
    for start, stop, new in sorted(edits):
        pieces += [text[end:start], new]
        end = stop
    return "".join([*pieces, text[end:]])


def _rewrite_tag(page: _Page, tag: Tag) -> None:
    if _put_sheet(page, tag) or _put_script(page, tag) or _move_base(page, tag):
        return
    for name, attribute in tag.attributes.items():
        new = _new_value(page, tag, name.removeprefix("xlink:"), attribute.value)
        if new is not None and new != attribute.value:
            _replace(page, attribute, new)
    _add_integrity(page, tag)
    if tag.content:
        new = _new_content(page, tag, tag.content.value)
        if new != tag.content.value:
            page.edits.append((tag.content.offset, tag.content.end, new))


def _new_value(page: _Page, tag: Tag, name: str, value: str) -> str | None:
    """Return what takes the place of the value of an attribute, None if it stays."""
    if name == "style":
        return rewritten_sheet(value, lambda url: _loaded(page, url))
    if name in ("srcset", "imagesrcset"):
        return _new_set(page, value)
    if (tag.name, name) == ("meta", "content") and tag.text("http-equiv").lower() == "refresh":
        return _REFRESH.sub(lambda found: found[1] + (_followed(page, found[2]) or found[2]), value)
    kind = _kind(tag, name)
    if kind is None:
        return None
    if kind in _FOLLOWED_KINDS:
        return _followed(page, value)
    return _image(page, tag, name, value) or _loaded(page, value)


def _kind(tag: Tag, name: str) -> str | None:
    """Return what is expected behind an attribute; None if it is no address for us."""
    if (tag.name, name) in _FOLLOWED:
        return LINK
    if (tag.name, name) != ("link", "href"):
        return LOADED.get((tag.name, name))
    words = tag.text("rel").lower().split()
    if "canonical" in words:
        return None
    return next((LINK_KINDS[word] for word in words if word in LINK_KINDS), LINK)


def _followed(page: _Page, url: str) -> str | None:
    return followed_address(page.place.links.follow(url, page.base), page.base)


def _loaded(page: _Page, url: str) -> str | None:
    link = page.place.links.follow(url, page.base)
    return loaded_address(link, page.base, page.place.plain)


def _new_set(page: _Page, value: str) -> str:
    pieces, end, position = [], 0, 0
    while found := CANDIDATE.match(value, position):
        url = found[1].rstrip(",")
        pieces += [value[end : found.start(1)], _loaded(page, url) or url]
        end = found.start(1) + len(url)
        position = found.end(1) if url != found[1] else found.end()
    return "".join([*pieces, value[end:]])


def _image(page: _Page, tag: Tag, name: str, value: str) -> str | None:
    link = page.place.links.follow(value, page.base)
    address = image_address(tag, name, link.asset) if link and link.asset else None
    if address is None or link is None or link.fragment or not page.place.images:
        return None
    if page.images + len(address) > MOST_IMAGES:
        return None
    page.images += len(address)
    return address


def _replace(page: _Page, attribute: Attribute, new: str) -> None:
    before = page.text[attribute.offset - 1]
    quote, name = ("'", "&#39;") if before == "'" else ('"', "&quot;")
    value = html.escape(new, quote=False).replace(quote, name)
    page.edits.append((attribute.offset, attribute.end, value if before == quote else f'"{value}"'))


def _move_base(page: _Page, tag: Tag) -> bool:
    """Say from where the page is what its relative addresses start from; return whether it does."""
    written = tag.attributes.get("href") if tag.name == "base" else None
    if written is None:
        return False
    if page.base and written.value.startswith("/"):
        _replace(page, written, relative(page.place.url, page.base))
    return True


def _put_sheet(page: _Page, tag: Tag) -> bool:
    """Put a small style sheet in the place of its link; return whether that was done."""
    link = _of(page, tag, "href") if tag.name == "link" else None
    text = _taken(page, link, sheet_text(tag, link.asset) if link and link.asset else None)
    if link is None or text is None:
        return False
    media = f' media="{html.escape(tag.text("media"))}"' if tag.text("media") else ""
    content = rebased(text, link.path, page.base).strip()
    page.edits.append((tag.start, tag.end, f"<style{media}>{content}</style>"))
    return True


def _put_script(page: _Page, tag: Tag) -> bool:
    """Put a small script in the place of its address; return whether that was done."""
    # Its hash would be in the policy: no proxy could change it on its way.
    inlined = tag.name == "script" and page.place.integrity
    link = _of(page, tag, "src") if inlined else None
    text = _taken(page, link, script_text(tag, link.asset) if link and link.asset else None)
    if text is None or tag.content is None:
        return False
    page.edits.append((tag.start, tag.content.end, f"<script>{text.strip()}"))
    return True


def _taken(page: _Page, link: Link | None, text: str | None) -> str | None:
    """Return a text if there is room for it in the page, and nothing else asks for its file."""
    if link is None or link.asset is None or text is None or not page.base:
        return None
    if link.asset.path in page.place.plain or page.texts + len(text) > MOST_TEXT:
        return None
    page.texts += len(text)
    return text


def _of(page: _Page, tag: Tag, name: str) -> Link | None:
    attribute = tag.attributes.get(name)
    return page.place.links.follow(attribute.value, page.base) if attribute else None


def _add_integrity(page: _Page, tag: Tag) -> None:
    """Say what content a script or a style sheet has to have."""
    name = _checked(tag)
    link = _of(page, tag, name) if name else None
    if not name or link is None or link.asset is None:
        return
    own = tag.attributes.get("integrity")
    if own:
        if link.asset.changed:
            _replace(page, own, link.asset.integrity)
    elif page.place.integrity and link.hashed and link.asset.path not in page.place.plain:
        page.edits.append(_after(page, tag.attributes[name], link.asset))


def _after(page: _Page, attribute: Attribute, asset: Asset) -> tuple[int, int, str]:
    quoted = page.text[attribute.end : attribute.end + 1] in ('"', "'")
    place = attribute.end + quoted
    return place, place, f' integrity="{asset.integrity}"'


def _checked(tag: Tag) -> str:
    """Return the attribute whose target a browser can check, "" if there is none."""
    if tag.name == "script" and is_script_type(tag.text("type")):
        return "src"
    words = set(tag.text("rel").lower().split()) if tag.name == "link" else set()
    preloaded = "preload" in words and tag.text("as").lower() in ("script", "style")
    return "href" if preloaded or words & {"stylesheet", "modulepreload"} else ""


def _new_content(page: _Page, tag: Tag, content: str) -> str:
    if tag.name == "style":
        return rewritten_sheet(content, lambda url: _loaded(page, url))
    if tag.name != "script" or not page.base:
        return content
    if tag.text("type").lower().strip() == "importmap":
        return rewritten_import_map(content, page.base)
    if is_script_type(tag.text("type")):
        return rewritten_script(content, lambda url: _followed(page, url))
    return content
