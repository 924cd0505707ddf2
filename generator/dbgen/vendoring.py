"""The parts of dbgen that every build carries with it: the runtime and the browser library."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dbgen.inspecting.folder import list_files
from dbgen.project import SourceFile
from dbgen.resources import browser_root, runtime_root

_PACKAGES: Final = ("databench", "databench_py")
_BROWSER_ENDINGS: Final = (".css", ".ico", ".js", ".svg")


@dataclass(frozen=True, slots=True)
class Carried:
    """Files with their paths: the runtime below the build, the library below `/_static/`."""

    runtime: tuple[SourceFile, ...] = ()
    library: tuple[SourceFile, ...] = ()


def carried_files() -> Carried:
    """Return the runtime and databench.js with its companions."""
    library = (file for file in list_files(browser_root()).files)
    served = tuple(file for file in library if file.path.endswith(_BROWSER_ENDINGS))
    return Carried(tuple(_runtime()), served)


def _runtime() -> Iterator[SourceFile]:
    for package in _PACKAGES:
        for file in list_files(runtime_root(package)).files:
            yield SourceFile(f"{package}/{file.path}", file.source)
