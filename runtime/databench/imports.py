"""Which Python files this process has imported that are not installed packages."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path


def own_files() -> list[str]:
    """Return the absolute paths of imported files outside site-packages and Python itself."""
    paths = sysconfig.get_paths()
    installed = tuple(
        f"{Path(paths[name]).resolve()}/" for name in ("stdlib", "platstdlib", "purelib", "platlib")
    )
    files = (getattr(module, "__file__", None) for module in tuple(sys.modules.values()))
    resolved = {str(Path(file).resolve()) for file in files if file}
    return sorted(file for file in resolved if not file.startswith(installed))
