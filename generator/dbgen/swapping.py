"""Exchange two folders in one step, where the system can do that."""

import contextlib
import ctypes
import os
import sys
from pathlib import Path
from typing import Final

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_RENAME_SWAP: Final = 2


def swap(one: Path, other: Path) -> bool:
    """Exchange two folders of one file system; return False if that is not possible here.

    The facts about the calls are those of renameat2(2) of Linux and renamex_np(2) of macOS.
    """
    paths = os.fsencode(one), os.fsencode(other)
    # A C library or file system without the call is no error: there is another way.
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            exchange = library.renameat2
            return bool(exchange(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0)
        if sys.platform == "darwin":
            return bool(library.renamex_np(*paths, _RENAME_SWAP) == 0)
    return False
