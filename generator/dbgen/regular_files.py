"""Read files of a bounded size, and nothing that is not a file: a pipe would never end."""

import os
import stat
from pathlib import Path
from typing import Final

# A pipe that nobody writes to would keep whoever opens it waiting.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class IrregularFileError(Exception):
    """A folder, a pipe, a device or a socket."""


class LargeFileError(Exception):
    """A file with more bytes than may be read."""

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} bytes")
        self.size = size


def read_regular(path: Path | str, most: int) -> bytes:
    """Return the bytes of a file, links followed.

    Raises OSError, IrregularFileError, and LargeFileError for more than `most` bytes.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise IrregularFileError
        if status.st_size > most:
            raise LargeFileError(status.st_size)
        # What is added to it meanwhile belongs to a state that is still being written.
        return os.read(descriptor, status.st_size)
    finally:
        os.close(descriptor)
