"""Digests of files, by which builds are compared."""

import hashlib
from pathlib import Path


def file_digest(path: str | Path) -> str:
    """Return the SHA-256 of the content of a file as hexadecimal digits."""
    with Path(path).open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
