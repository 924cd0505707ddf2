"""Ids of analyses: made and signed by the server, so that nobody can guess or choose one."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final

_ID_BYTES: Final = 16
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{22}\.[0-9a-f]{32}")


def new_id() -> str:
    """Return 128 random bits as text."""
    return secrets.token_urlsafe(_ID_BYTES)


class Issuer:
    """Signs the ids of one application and recognises them again.

    Args:
        secret: key of the signature; a new one makes all ids of before unknown.
    """

    def __init__(self, secret: bytes | None = None) -> None:
        self._secret = secret or secrets.token_bytes(32)

    @property
    def secret(self) -> bytes:
        """The key, for an issuer that is to know the same ids."""
        return self._secret

    def issue(self, analysis: str) -> str:
        """Return a new signed id for an analysis."""
        id_ = new_id()
        return f"{id_}.{self._signature(analysis, id_)}"

    def issued(self, analysis: str, id_: object) -> bool:
        """Tell whether id_ was made by `issue` for this analysis."""
        if not isinstance(id_, str) or not _SHAPE.fullmatch(id_):
            return False
        value, _, signature = id_.partition(".")
        return hmac.compare_digest(signature, self._signature(analysis, value))

    def _signature(self, analysis: str, id_: str) -> str:
        message = f"{analysis}/{id_}".encode()
        return hmac.digest(self._secret, message, hashlib.sha256)[:16].hex()
