"""Modules of a build under the names of the files that they were copied from.

While developing, tracebacks, the log and debuggers should name the file that somebody edits, not
its copy in the build: modules are compiled under the path of their source.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from importlib.machinery import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
    SourcelessFileLoader,
)
from pathlib import Path
from traceback import TracebackException
from typing import Any, Final

VARIABLE: Final = "DATABENCH_SOURCES"
"""Tells kernels what to install."""
_RUNTIME: Final = f"{Path(__file__).parent}{os.sep}"


class Sources:
    """Which folders of a build were copied from where.

    Args:
        build: the folder of the build.
        folders: folders of the build with their sources, the innermost first. The first is the
            app's, and what is shown to people is relative to it.
    """

    def __init__(self, build: Path, folders: Sequence[tuple[str, str]]) -> None:
        self._build = f"{build}{os.sep}"
        self._folders = [(str(build / name), source) for name, source in folders]

    def of(self, file: str) -> str:
        """Return the source of a file of the build, or the file itself if it has none."""
        for built, source in self._folders:
            if file.startswith(built + os.sep):
                path = os.path.join(source, os.path.relpath(file, built))  # noqa: PTH118 - hot
                if os.path.isfile(path):  # noqa: PTH113
                    return path
        return file

    def relative(self, file: str) -> str | None:
        """Return the path of a source relative to the app, or None if it is none."""
        known = any(file.startswith(source + os.sep) for _, source in self._folders)
        if not known or file.startswith(self._build):
            return None
        return Path(os.path.relpath(file, self._folders[0][1])).as_posix()


_present: list[Sources] = [Sources(Path(), [])]


def present() -> Sources:
    """Return what is installed in this process."""
    return _present[-1]


def passes_app(error: BaseException) -> bool:
    """Return whether an exception was raised by the app, or by what it has called."""
    frames = TracebackException.from_exception(error).stack
    # The runtime may be installed below the project, as in a virtual environment.
    others = (frame.filename for frame in frames if not frame.filename.startswith(_RUNTIME))
    return any(present().relative(file) is not None for file in others)


def install(build: Path, folders: Sequence[tuple[str, str]]) -> None:
    """Compile what is imported from a build from now on under the path of its source.

    Kernels that are started from now on do so, too.
    """
    os.environ[VARIABLE] = json.dumps([str(build), list(folders)])
    _present.append(Sources(build, folders))
    loaders: list[Any] = [
        (ExtensionFileLoader, EXTENSION_SUFFIXES),
        (_Loader, SOURCE_SUFFIXES),
        (SourcelessFileLoader, BYTECODE_SUFFIXES),
    ]

    def finder(path: str) -> FileFinder:
        if not Path(path).is_relative_to(build) or not Path(path).is_dir():
            raise ImportError(f"no folder of the build: {path}")
        return FileFinder(path, *loaders)

    sys.path_hooks.insert(0, finder)
    sys.path_importer_cache.clear()


def install_as_told() -> None:
    """Install what the environment says, if it says anything."""
    if told := os.environ.get(VARIABLE):
        build, folders = json.loads(told)
        install(Path(build), folders)


class _Loader(SourceFileLoader):
    def source_to_code(  # type: ignore[override]  # typeshed follows a base class
        self, data: Any, path: Any, *, _optimize: int = -1
    ) -> Any:
        """Compile under the name of the source."""
        return super().source_to_code(data, present().of(os.fspath(path)), _optimize=_optimize)

    def path_stats(self, path: str) -> Any:
        """Keep compiled code from being cached: it would be loaded under the path in the build."""
        if present().of(path) != path:
            raise OSError("compiled each time")
        return super().path_stats(path)
