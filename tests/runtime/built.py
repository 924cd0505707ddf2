"""Files as a build has them: hashes in their names, compressed companions beside them."""

import hashlib
from pathlib import Path

COMPANIONS = {".br": b"<br>", ".gz": b"<gzip>"}


def hashed(path: str, content: bytes) -> str:
    """Return the path of a file in a build."""
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    hash_ = hashlib.sha256(content).hexdigest()[:10]
    return f"{folder}{slash}" + (f"{stem}.{hash_}.{suffix}" if dot else f"{name}.{hash_}")


def write(root: Path, path: str, content: bytes, *companions: str) -> str:
    """Write a file and its companions, which say what they are; return its path."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    for suffix in companions:
        file.with_name(f"{file.name}{suffix}").write_bytes(COMPANIONS[suffix] + content)
    return path


def write_hashed(root: Path, path: str, content: bytes, *companions: str) -> str:
    """Write a file under its hashed name; return that path."""
    return write(root, hashed(path, content), content, *companions)
