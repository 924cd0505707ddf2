"""From an address in a page or style sheet to what it leads to, and to the address to put there."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urljoin

from dbgen.bundling.addresses import Addresses, Kind
from dbgen.bundling.asset import Asset
from dbgen.bundling.relative import quoted, relative

_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """Where an address leads: its `path` on the server, and what follows that in the address.

    `hashed` is the path that answers with the asset, and with nothing else for all time.
    `from_root` says that the address was written without regard to where it stands.
    """

    path: str
    rest: str
    from_root: bool
    asset: Asset | None = None
    hashed: str | None = None

    @property
    def fragment(self) -> str:
        """What follows the hash sign, with it."""
        _, sign, fragment = self.rest.partition("#")
        return sign + fragment


@dataclass(frozen=True, slots=True)
class Links:
    """What the addresses of an app lead to."""

    addresses: Addresses
    assets: Mapping[str, Asset]

    def follow(self, url: str, base: str) -> Link | None:
        """Return where an address leads, None if that is not this server.

        With an empty `base`, only addresses from the root are known.
        """
        url = re.sub(r"[\t\n\r]", "", url).strip()
        split = min((at for mark in "?#" if (at := url.find(mark)) >= 0), default=len(url))
        written, rest = url[:split], url[split:]
        if not written or "\\" in written or _SCHEME.match(written):
            return None
        if not (base or written.startswith("/")):
            return None
        path = urljoin(base, written)
        target = self.addresses.find(unquote(path))
        if target is None:
            return None
        asset = self.assets.get(target.file) if target.kind is Kind.ASSET else None
        hashed = _hashed(path, asset, target.pattern) if asset else None
        return Link(path, rest, written.startswith("/"), asset, hashed)


def _hashed(path: str, asset: Asset, pattern: re.Pattern[str] | None) -> str | None:
    """Return the path of an asset with its hash in it; None if its folder does not answer that."""
    folder, _, _ = path.rpartition("/")
    hashed = f"{folder}/{quoted(asset.emitted.rpartition('/')[2])}"
    if pattern is None:
        return hashed
    found = pattern.fullmatch(unquote(hashed))
    return hashed if found and asset.emitted.endswith(f"/{found[1]}") else None


def loaded_address(link: Link | None, base: str, plain: Collection[str] = ()) -> str | None:
    """Return the address for something that is loaded; None if it should stay as it was written.

    Assets at the paths `plain` keep their names.
    """
    if link is None or link.asset is None or link.asset.path in plain or not link.hashed:
        return followed_address(link, base)
    return _from(base, link.hashed) + link.fragment


def followed_address(link: Link | None, base: str) -> str | None:
    """Return the address for a link that keeps the name of its target; None if it should stay."""
    if link is None or not base or not link.from_root:
        return None
    return relative(base, link.path) + link.rest


def _from(base: str, path: str) -> str:
    return relative(base, path) if base else path
