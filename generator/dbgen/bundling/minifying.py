"""Make the texts of assets smaller, where that is safe and pays."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Final

from dbgen.bundling.asset import Asset
from dbgen.bundling.earlier import NOTHING, Earlier
from dbgen.bundling.squeezing import squeezed_script, squeezed_sheet
from dbgen.processes import spread

SHORTEST: Final = 512
"""Fewer bytes fit into one packet with their headers, whatever is taken out of them."""
LONGEST: Final = 1 << 20
"""Larger texts are made by programs, which have their own way to make them small."""
LONGEST_SCRIPT: Final = 1 << 18
"""The same for scripts, some of which take long to parse."""
DEADLINE: Final = 60.0
"""The time in seconds after which texts are left as they are."""

LIBRARY: Final = "static/_static/"
"""What dbgen brings along: its own tests show that it works minified."""

_TYPES: Final = {
    ".css": "text/css",
    ".geojson": "application/json",
    ".js": "application/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".topojson": "application/json",
}
_SQUEEZED: Final = {".css": squeezed_sheet, ".js": squeezed_script, ".mjs": squeezed_script}
# White space, names or texts that the minifier drops from these may be seen or looked for.
_DELICATE_SVG: Final = re.compile(
    r"<(?:text|title|desc|style|script|foreignObject|metadata|a)\b|<!DOCTYPE|<\?xml-|xml:space|<!--",
    re.IGNORECASE,
)


def is_minified(asset: Asset) -> bool:
    """Return whether an asset is tried to be made smaller."""
    name = PurePosixPath(asset.path)
    size = len(asset.content or b"")
    known = name.suffix in _TYPES or name.suffix in _SQUEEZED
    longest = LONGEST_SCRIPT if name.suffix in (".js", ".mjs") else LONGEST
    return known and SHORTEST <= size <= longest and ".min." not in name.name


def minified(assets: Sequence[Asset], earlier: Earlier = NOTHING) -> list[Asset]:
    """Return assets with less in them that do the same."""
    done = {asset.path: made for asset in assets if (made := _made_before(asset, earlier))}
    todo = [asset for asset in assets if asset.path not in done and is_minified(asset)]
    contents = _minified(spread(_squeezed, todo))
    done |= {
        before.path: before.minified_to(content)
        for before, content in zip(todo, contents, strict=True)
    }
    return [done.get(asset.path, asset) for asset in assets]


def _made_before(asset: Asset, earlier: Earlier) -> Asset | None:
    content = earlier.minified(asset.path, asset.sha256) if is_minified(asset) else None
    return None if content is None else asset.minified_to(content)


def _minified(assets: Sequence[Asset]) -> list[bytes]:
    """Return the contents of assets after those that the minifier is for went through it."""
    orders = {asset.path: order for asset in assets if (order := _order(asset))}
    answers = dict(zip(orders, _answers([*orders.values()]), strict=True))
    return [_shorter(asset.content or b"", answers.get(asset.path)) for asset in assets]


def _shorter(content: bytes, answer: str | None) -> bytes:
    found = content if answer is None else answer.encode()
    return found if len(found) < len(content) else content


def _squeezed(assets: Iterable[Asset]) -> list[Asset]:
    return [_squeezed_one(asset) for asset in assets]


def _squeezed_one(asset: Asset) -> Asset:
    squeeze = _SQUEEZED.get(PurePosixPath(asset.path).suffix)
    text = _text(asset)
    if squeeze is None or text is None or asset.path.startswith(LIBRARY):
        return asset
    shorter = squeeze(text)
    return asset if shorter is None else asset.with_content(shorter.encode())


def _order(asset: Asset) -> tuple[str, str] | None:
    """Return what to ask the minifier for: a type and a text."""
    suffix = PurePosixPath(asset.path).suffix
    ours = asset.path.startswith(LIBRARY)
    text = _text(asset)
    if text is None or suffix not in _TYPES:
        return None
    if not ours and (suffix in _SQUEEZED or (suffix == ".svg" and _DELICATE_SVG.search(text))):
        return None
    return _TYPES[suffix], text


def _text(asset: Asset) -> str | None:
    """Return the text of an asset, None if it is none that can be worked on."""
    try:
        text = (asset.content or b"").decode()
    except UnicodeDecodeError:
        return None
    # A byte order mark says how to read the rest, and a NUL ends what the minifier sees.
    return None if text.startswith("\ufeff") or "\0" in text else text


def _answers(orders: Sequence[tuple[str, str]]) -> list[str | None]:
    """Return what the minifier makes of texts, None for those that it refuses."""
    if not orders:
        return []
    try:
        # -P keeps the folder in which dbgen was started out of the imports.
        done = subprocess.run(
            [sys.executable, "-P", "-m", "dbgen.bundling.minifier"],
            input=json.dumps(orders),
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=DEADLINE,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return [None] * len(orders)
    answers: list[str | None] = json.loads(done.stdout)
    return answers
