"""An asset of a build on its way from the source to the bundle."""

import base64
import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from dbgen.bundling.naming import hashed_path
from dbgen.plan import BuildFile, CopiedFile, WrittenFile


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that the server answers with as it is.

    `path` is its place in the build before its name gets a hash. `content` is None for what is
    copied from `source` unread; `changed` says that the content is not that of the source, and
    `made_of` is the SHA-256 of that if minifying was all that was done.
    """

    path: str
    source: BuildFile = field(repr=False)
    sha256: str
    sha384: bytes = b""
    content: bytes | None = field(default=None, repr=False)
    changed: bool = False
    made_of: str = ""

    @property
    def emitted(self) -> str:
        """The place in the build."""
        return hashed_path(self.path, self.sha256)

    @property
    def integrity(self) -> str:
        """What a page says of the content, so that a browser refuses any other."""
        return f"sha384-{base64.b64encode(self.sha384).decode()}"

    def with_content(self, content: bytes) -> "Asset":
        """Return the asset with other content."""
        if content == self.content:
            return self
        return replace(
            self,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            sha384=hashlib.sha384(content).digest(),
            changed=True,
            made_of="",
        )

    def minified_to(self, content: bytes) -> "Asset":
        """Return the asset with what minifying has made of its content."""
        return replace(self.with_content(content), made_of=self.sha256)

    def file(self) -> BuildFile:
        """Return what is written to the build."""
        if isinstance(self.source, CopiedFile) and not self.changed:
            return CopiedFile(self.emitted, self.source.source)
        return WrittenFile(self.emitted, self.content or b"")


def size_of(file: BuildFile) -> int:
    """Return the number of bytes of a file."""
    return len(file.content) if isinstance(file, WrittenFile) else file.source.stat().st_size


def read(file: BuildFile) -> bytes:
    """Return the content of a file."""
    return file.content if isinstance(file, WrittenFile) else Path(file.source).read_bytes()
