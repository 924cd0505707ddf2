"""Find the files of modules by their import paths."""

import glob
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from dbgen.inspecting.folder import is_inside
from dbgen.inspecting.python_source import FRAMEWORK
from dbgen.inspecting.reading import read_source
from dbgen.naming import name_in_app
from dbgen_schema import Problem


@dataclass(slots=True)
class ModuleFiles:
    """The files of the Python modules of a project; one object serves one build.

    `package` is the import path of `root`; modules with other paths lie in the parent of `root`.
    """

    root: Path
    package: str
    _paths: dict[str, str | None] = field(default_factory=dict)
    _digests: dict[str, bytes] = field(default_factory=dict)
    _folders: dict[str, bool] = field(default_factory=dict)

    def path(self, name: str) -> str | None:
        """Return the file of an import path, or None if the project has none."""
        if name not in self._paths:
            self._paths[name] = self._find(name)
        return self._paths[name]

    def know(self, paths: Iterable[tuple[str, str | None]]) -> None:
        """Take in where modules are that somebody else has found."""
        self._paths.update(paths)

    def source(self, name: str) -> bytes | Problem | None:
        """Return the content of a module or why it cannot be read; None if there is no file."""
        path = self.path(name)
        found = read_source(path, name_in_app(path, self.root)) if path else None
        self._digests[name] = _digest(found)
        return found

    def digest(self, name: str) -> bytes:
        """Return what tells the content of a module from any other, or from none."""
        if name not in self._digests:
            self.source(name)
        return self._digests[name]

    def has(self, name: str) -> bool:
        """Return whether something that Python may import lies where this import path leads."""
        path = Path(self._base(name.split(".")))
        return path.exists() or any(path.parent.glob(f"{glob.escape(path.name)}.*"))

    def beside(self, name: str) -> tuple[str, ...]:
        """Return the names of the modules that lie where this import path leads."""
        folder = Path(self._base(name.split("."))).parent
        return tuple(sorted(path.stem for path in folder.glob("*.py")))

    def _find(self, name: str) -> str | None:
        parts = name.split(".")
        if not all(map(str.isidentifier, parts)) or parts[0] in FRAMEWORK:
            return None
        base = self._base(parts)
        candidates = (
            (f"{base}.py", base.rpartition(os.sep)[0]),
            (f"{base}{os.sep}__init__.py", base),
        )
        return next((place for place, folder in candidates if self._is_ours(place, folder)), None)

    def _is_ours(self, place: str, folder: str) -> bool:
        """Return whether this is a file of a folder, and no link to one outside the project."""
        try:
            mode = os.lstat(place).st_mode
        except (OSError, ValueError):
            return False
        if stat.S_ISLNK(mode):
            return Path(place).is_file() and self._is_inside(Path(place))
        if folder not in self._folders:
            self._folders[folder] = self._is_inside(Path(place).parent)
        return stat.S_ISREG(mode) and self._folders[folder]

    def _is_inside(self, path: Path) -> bool:
        return is_inside(path, self.root if path.is_relative_to(self.root) else self.root.parent)

    def _base(self, parts: list[str]) -> str:
        is_beside = self.package and parts[0] != self.package
        top = str(self.root.parent if is_beside else self.root).rstrip(os.sep)
        below = parts[1:] if parts[0] == self.package else parts
        return top + "".join(os.sep + part for part in below)


def _digest(source: bytes | Problem | None) -> bytes:
    content = source if isinstance(source, bytes) else repr(source).encode(errors="replace")
    return blake2b(content, digest_size=16).digest()
