"""Which Python files this process has imported that are not installed packages."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from typing import Final

_OWN: Final = Path(__file__).parent


def own_files() -> list[str]:
    """Return the absolute paths of imported files outside site-packages, Python and databench."""
    paths = sysconfig.get_paths()
    folders = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    installed = tuple(f"{Path(folder).resolve()}/" for folder in [*folders, str(_OWN)])
    files = (getattr(module, "__file__", None) for module in tuple(sys.modules.values()))
    resolved = {str(Path(file).resolve()) for file in files if file}
    return sorted(file for file in resolved if not file.startswith(installed))
