"""Which Python files this process has imported that are not installed packages."""

from __future__ import annotations

import functools
import sys
import sysconfig
from pathlib import Path
from typing import Final

_OWN: Final = Path(__file__).parent


def own_files() -> list[str]:
    """Return the absolute paths of imported files outside site-packages, Python and databench."""
    installed = _installed()
    files = (getattr(module, "__file__", None) for module in tuple(sys.modules.values()))
    resolved = {_resolved(file) for file in files if file}
    return sorted(file for file in resolved if not file.startswith(installed))


@functools.cache
def _installed() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    folders = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    return tuple(f"{Path(folder).resolve()}/" for folder in [*folders, str(_OWN)])


@functools.cache
def _resolved(file: str) -> str:
    # There are hundreds of modules, and what one was imported from stays what it was.
    return str(Path(file).resolve())
