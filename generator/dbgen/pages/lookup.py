"""Where templates come from: the app folder first, then those that come with dbgen."""

from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from dbgen.pages.files import UnreadableError, read_text
from dbgen.pages.templates import Templates
from dbgen_schema import did_you_mean


@dataclass(frozen=True, slots=True)
class PageSource:
    """A page to render: where it lies, and its path relative to the app folder."""

    path: Path
    file: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """The folders that `extends` and `include` search, in this order.

    One lookup serves one build: what changes on disk after it was read is not seen.
    """

    app: Path
    packaged: Path
    templates: Templates = field(default_factory=Templates, compare=False, repr=False)
    _found: dict[str, Path | None] = field(default_factory=dict, compare=False, repr=False)
    _digests: dict[str, bytes | None] = field(default_factory=dict, compare=False, repr=False)

    def find(self, name: str) -> Path | None:
        """Return the file of a template, or None; nothing outside the folders is found."""
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> Path | None:
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts or "\0" in name:
            return None
        candidates = (folder.joinpath(*parts) for folder in (self.app, self.packaged))
        return next((path for path in candidates if path.exists()), None)

    def digest(self, name: str) -> bytes | None:
        """Return what tells the text of a template from others, None if there is no such text."""
        if name not in self._digests:
            path = self.find(name)
            self._digests[name] = _digest(path) if path else None
        return self._digests[name]

    def page(self, name: str) -> PageSource | None:
        """Return a frame template as a page of its own, such as `index.html`."""
        path = self.find(name)
        return PageSource(path, name) if path is not None else None

    def hint(self, name: str, page: str) -> str:
        """Return what the author of `page` may have meant by the missing template `name`."""
        sibling = str(PurePosixPath(page).parent / name)
        there = self.find(sibling)
        if there is not None and there.is_file():
            return f"names are relative to the app folder: write `{sibling}`"
        found = did_you_mean(name, self._names_near(name))
        return found or "looked for it in the app folder and among the templates of dbgen"

    def _names_near(self, name: str) -> list[str]:
        parent = PurePosixPath(name).parent
        if parent.is_absolute() or ".." in parent.parts:
            return []
        folders = [folder / parent for folder in (self.app, self.packaged)]
        files = (path for folder in folders if folder.is_dir() for path in folder.iterdir())
        return sorted({str(parent / path.name) for path in files if path.is_file()})


def _digest(path: Path) -> bytes | None:
    try:
        return blake2b(read_text(path).encode(errors="surrogatepass"), digest_size=16).digest()
    except UnreadableError:
        return None
