"""The addresses in a page."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from dbgen.references.import_maps import EXTERNAL, in_import_map
from dbgen.references.inert import is_import_map, without_inert_maps
from dbgen.references.markup import Attribute, Tag, tags
from dbgen.references.reference import LINK, Reference
from dbgen.references.requests import in_requests
from dbgen.references.scripts import in_script
from dbgen.references.stylesheets import in_style_sheet
from dbgen.script_types import is_script_type

LOADED: Final = {
    ("audio", "src"): "media file",
    ("embed", "src"): "file",
    ("iframe", "src"): "frame",
    ("image", "href"): "image",
    ("img", "src"): "image",
    ("input", "src"): "image",
    ("object", "data"): "file",
    ("script", "src"): "script",
    ("source", "src"): "media file",
    ("track", "src"): "media file",
    ("use", "href"): "image",
    ("video", "poster"): "image",
    ("video", "src"): "media file",
    ("a", "href"): LINK,
    ("area", "href"): LINK,
}
LINK_KINDS: Final = {
    "stylesheet": "style sheet",
    "icon": "icon",
    "apple-touch-icon": "icon",
    "mask-icon": "icon",
    "manifest": "manifest",
    "modulepreload": "script",
    "preload": "file",
}
CANDIDATE: Final = re.compile(r"[\s,]*(\S+)([^,]*)")


class PageReferences(NamedTuple):
    """The references of a page; with its own `<base>`, relative ones are beyond us."""

    found: tuple[Reference, ...]
    has_base: bool


def in_page(text: str, *, is_own: bool = True) -> PageReferences:
    """Return what a masked page loads and links to; `is_own` is that of its scripts."""
    all_tags = without_inert_maps(text, list(tags(text)))
    telling = (tag for tag in all_tags if tag.attributes or tag.content)
    found = (reference for tag in telling for reference in _references(tag, is_own=is_own))
    return PageReferences(tuple(found), any(tag.name == "base" for tag in all_tags))


def _references(tag: Tag, *, is_own: bool) -> Iterator[Reference]:
    for name, attribute in tag.attributes.items():
        if tag.name == "link" and name == "href":
            yield from _from_link(tag, attribute)
        elif name == "srcset":
            yield from _from_set(attribute)
        elif name == "style":
            yield from in_style_sheet(attribute.value, attribute.offset)
        elif name == "src" and is_import_map(tag):
            yield Reference(EXTERNAL, attribute.value, attribute.offset)
        elif kind := LOADED.get((tag.name, name.removeprefix("xlink:"))):
            yield Reference(kind, attribute.value, attribute.offset)
    if tag.content:
        yield from _from_content(tag, tag.content, is_own=is_own)


def _from_link(tag: Tag, attribute: Attribute) -> Iterator[Reference]:
    kinds = [LINK_KINDS.get(word) for word in tag.text("rel").lower().split()]
    for kind in filter(None, kinds):
        yield Reference(kind, attribute.value, attribute.offset)
        return


def _from_set(attribute: Attribute) -> Iterator[Reference]:
    position = 0
    while found := CANDIDATE.match(attribute.value, position):
        url = found[1].rstrip(",")
        yield Reference("image", url, attribute.offset + found.start(1))
        position = found.end(1) if url != found[1] else found.end()


def _from_content(tag: Tag, content: Attribute, *, is_own: bool) -> Iterator[Reference]:
    if tag.name == "style":
        yield from in_style_sheet(content.value, content.offset)
    elif "src" in tag.attributes:
        return
    elif is_import_map(tag):
        yield from in_import_map(content.value, content.offset)
    elif tag.name == "script" and is_script_type(tag.text("type")):
        yield from in_script(content.value, content.offset, is_own=is_own)
        yield from in_requests(content.value, content.offset, is_own=is_own)
