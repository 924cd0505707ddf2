"""What the elements of a finished page need of its policy."""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import unquote

from dbgen.policy.need import SELF, UNSAFE_HASHES, Need, foreign, hash_of
from dbgen.policy.style_urls import style_needs
from dbgen.references.markup import Tag, content_text, tags
from dbgen.script_types import is_script_type

# Not run, but they decide what is: the policy counts them as scripts.
_RULES: Final = frozenset({"importmap", "speculationrules"})

_LOADED: Final = {
    ("audio", "src"): "media-src",
    ("embed", "src"): "object-src",
    ("frame", "src"): "frame-src",
    ("iframe", "src"): "frame-src",
    ("image", "href"): "img-src",
    ("image", "xlink:href"): "img-src",
    ("img", "src"): "img-src",
    ("input", "src"): "img-src",
    ("object", "data"): "object-src",
    ("script", "src"): "script-src-elem",
    ("source", "src"): "media-src",
    ("track", "src"): "media-src",
    ("video", "poster"): "img-src",
    ("video", "src"): "media-src",
    ("base", "href"): "base-uri",
    ("form", "action"): "form-action",
    ("button", "formaction"): "form-action",
    ("input", "formaction"): "form-action",
}
_LINKED: Final = {
    "stylesheet": "style-src-elem",
    "icon": "img-src",
    "apple-touch-icon": "img-src",
    "mask-icon": "img-src",
    "manifest": "manifest-src",
    "modulepreload": "script-src-elem",
}
_PRELOADED: Final = {
    "audio": "media-src",
    "fetch": "connect-src",
    "font": "font-src",
    "image": "img-src",
    "script": "script-src-elem",
    "style": "style-src-elem",
    "track": "media-src",
    "video": "media-src",
}
_INLINE: Final = ("data:", "blob:")
_MAY_BE_INLINE: Final = frozenset(
    {"img-src", "media-src", "frame-src", "object-src", "style-src-elem"}
)
_RUN: Final = frozenset({("a", "href"), ("area", "href"), ("iframe", "src"), ("form", "action")})
_BLANKS: Final = "".join(map(chr, range(33)))
_CODE: Final = re.compile(r"javascript:", re.IGNORECASE)
_NOT_OURS: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//")


def element_needs(elements: Iterable[Tag]) -> Iterator[Need]:
    """Return what the elements of a page need, once or more often, in their order."""
    for tag in elements:
        yield from _handlers(tag)
        yield from _links_that_run(tag)
        yield from _inline(tag)
        yield from _loaded(tag)


def _handlers(tag: Tag) -> Iterator[Need]:
    for name, attribute in tag.attributes.items():
        if name.startswith("on") and attribute.value:
            yield from _attribute("script-src-attr", attribute.value)
        elif name == "style" and attribute.value:
            yield from _attribute("style-src-attr", attribute.value)
            yield from style_needs(attribute.value)
        elif name == "srcdoc":
            # Such a page has the policy of the one around it.
            yield from element_needs(tags(attribute.value))


def _links_that_run(tag: Tag) -> Iterator[Need]:
    """Return what `javascript:` links need: the hash of the address, as browsers decode it."""
    for name, attribute in tag.attributes.items():
        written = re.sub(r"[\t\n\r]", "", attribute.value.strip(_BLANKS))
        if (tag.name, name) in _RUN and _CODE.match(written):
            code = unquote(written.partition(":")[2])
            yield from _attribute("script-src-elem", f"javascript:{code}")


def _attribute(directive: str, text: str) -> Iterator[Need]:
    yield Need(directive, UNSAFE_HASHES)
    yield Need(directive, hash_of(text))


def _inline(tag: Tag) -> Iterator[Need]:
    if tag.content is None:
        return
    if tag.name == "style":
        yield Need("style-src-elem", hash_of(content_text(tag)))
        yield from style_needs(tag.content.value)
    elif is_inline_script(tag) or (tag.name == "script" and script_type(tag) in _RULES):
        yield Need("script-src-elem", hash_of(content_text(tag)))


def is_inline_script(tag: Tag) -> bool:
    """Return whether an element is a script with its text in the page."""
    inline = tag.name == "script" and "src" not in tag.attributes
    return inline and is_script_type(tag.text("type"))


def script_type(tag: Tag) -> str:
    """Return the type of a script in lower case, without parameters."""
    return tag.text("type").partition(";")[0].strip().lower()


def _loaded(tag: Tag) -> Iterator[Need]:
    for name, attribute in tag.attributes.items():
        directive = _LOADED.get((tag.name, name), "")
        if directive:
            yield from _address(directive, attribute.value)
        elif name == "srcset":
            for candidate in attribute.value.split(","):
                yield from _address("img-src", candidate.strip().partition(" ")[0])
    if tag.name == "link":
        for directive in _link_directives(tag):
            yield from _address(directive, tag.text("href"))
    if tag.name == "img" and "data-signal" in tag.attributes:
        # Python decides which image it is; the page refuses what is no address of one.
        yield from (Need("img-src", "http:"), Need("img-src", "https:"))


def _link_directives(tag: Tag) -> Iterable[str]:
    words = tag.text("rel").lower().split()
    found = [_LINKED[word] for word in words if word in _LINKED]
    if "preload" in words:
        found.append(_PRELOADED.get(tag.text("as").lower(), ""))
    return [directive for directive in found if directive]


def _address(directive: str, url: str) -> Iterator[Need]:
    yield from foreign(directive, url)
    scheme = url.strip().lower()
    if directive in _MAY_BE_INLINE:
        yield from (Need(directive, each) for each in _INLINE if scheme.startswith(each))
    if directive == "object-src" and url and not _NOT_OURS.match(scheme):
        yield Need(directive, SELF)
