"""Names of emitted assets: the name that was given, with a hash of the content in it."""

from typing import Final

HASH_LENGTH: Final = 10
"""Hexadecimal digits in a name; the manifest has all of them."""


def hashed_path(path: str, sha256: str) -> str:
    """Return a path with a hash in its name, in front of the suffix, if there is one.

    >>> hashed_path("static/jquery.min.js", "0123456789abcdef")
    'static/jquery.min.0123456789.js'
    """
    folder, slash, name = path.rpartition("/")
    bare = name.rstrip(".")
    stem, dot, suffix = bare.rpartition(".")
    if stem and suffix:
        suffix += name[len(bare) :]
    else:
        stem, dot, suffix = name, "", ""
    return f"{folder}{slash}{stem}.{sha256[:HASH_LENGTH]}{dot}{suffix}"
