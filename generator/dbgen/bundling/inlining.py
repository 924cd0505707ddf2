"""Put small things into the page that would cost a request of their own."""

import base64
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from dbgen.bundling.asset import Asset
from dbgen.references.markup import Tag
from dbgen.script_types import is_module_type, is_script_type

LARGEST_IMAGE: Final = 1024
"""Bytes: as many as go to and fro for a request, its answer and their headers."""
LARGEST_TEXT: Final = 12 * 1024
"""Bytes of a style sheet or a script: compressed, they cost less time than a request does."""
MOST_TEXT: Final = 24 * 1024
"""Bytes of all of them in a page: compressed, it fits in the 14 KB that servers send at once."""
MOST_IMAGES: Final = 4096
"""Bytes of all images in a page: it has to be whole before it shows, and is not cached for long."""

IMAGE_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".gif": "image/gif",
        ".ico": "image/x-icon",
        ".jpeg": "image/jpeg",
        ".jpg": "image/jpeg",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".webp": "image/webp",
    }
)
_SAFE_IN_DATA: Final = " !$'()*+,/:;=?@~"
"""What stands for itself in an address that holds an SVG, besides letters, digits and `_.-`."""

# Others, such as `title` or `onload`, say that the page does more with its style sheet.
_SHEET_ATTRIBUTES: Final = frozenset({"rel", "href", "media", "type", "integrity"})
_SCRIPT_ATTRIBUTES: Final = frozenset({"src", "type"})

_ODD_IN_SHEETS: Final = re.compile(r"</style|<!--|@charset|\ufeff|\0", re.IGNORECASE)
# What ends or hides the rest of the page, and what may ask for the address of the script.
_ODD_IN_SCRIPTS: Final = re.compile(
    r"</?script|<!--|\ufeff|\0|\bcurrentScript\b|\.scripts\b|(?:Name|Selector|All)\(\W*script"
    r"|\bimport\b|\bimportScripts\b|\bWorker\b|sourceMappingURL",
    re.IGNORECASE,
)


def image_address(tag: Tag, attribute: str, asset: Asset) -> str | None:
    """Return a small image of a page as an address that holds it; None if it stays a file."""
    icon = tag.name == "link" and "icon" in tag.text("rel").lower().split()
    shown = (tag.name, attribute) == ("img", "src") and "srcset" not in tag.attributes
    type_ = IMAGE_TYPES.get(PurePosixPath(asset.path).suffix)
    if asset.content is None or type_ is None or len(asset.content) > LARGEST_IMAGE:
        return None
    return _data_address(type_, asset.content) if icon or shown else None


def _data_address(type_: str, content: bytes) -> str:
    if type_ == "image/svg+xml":
        try:
            text = content.decode().strip()
        except UnicodeDecodeError:
            pass
        else:
            # As text, it compresses with the page, and with one kind of quotes it is shorter.
            plain = text if "'" in text else text.replace('"', "'")
            return f"data:{type_},{quote(plain, safe=_SAFE_IN_DATA)}"
    return f"data:{type_};base64,{base64.b64encode(content).decode()}"


def sheet_text(tag: Tag, asset: Asset) -> str | None:
    """Return the text of a small style sheet that can stand in a page; None if it stays a file."""
    if tag.name != "link" or tag.text("rel").lower().split() != ["stylesheet"]:
        return None
    if tag.attributes.keys() - _SHEET_ATTRIBUTES:
        return None
    if tag.text("type").strip().lower() not in ("", "text/css"):
        return None
    return _text(asset, _ODD_IN_SHEETS)


def script_text(tag: Tag, asset: Asset) -> str | None:
    """Return the text of a small script that can stand in a page; None if it stays a file."""
    if tag.name != "script" or tag.content is None or tag.attributes.keys() - _SCRIPT_ATTRIBUTES:
        return None
    if not is_script_type(tag.text("type")) or is_module_type(tag.text("type")):
        return None
    return _text(asset, _ODD_IN_SCRIPTS)


def _text(asset: Asset, odd: re.Pattern[str]) -> str | None:
    if asset.content is None or len(asset.content) > LARGEST_TEXT:
        return None
    try:
        text = asset.content.decode()
    except UnicodeDecodeError:
        return None
    return None if odd.search(text) else text
