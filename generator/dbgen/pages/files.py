"""Bounded reading of the texts that an author wrote: regular files, UTF-8, not too large."""

from codecs import BOM_UTF8
from pathlib import Path
from typing import Final

from dbgen.regular_files import IrregularFileError, LargeFileError, read_regular

LIMIT: Final = 1024 * 1024
"""The largest template or README, in bytes."""


class UnreadableError(Exception):
    """A file that is not read; the text says why, `hint` what to do, `place` in which line."""

    def __init__(self, message: str, hint: str = "", place: tuple[int, int] = (0, 0)) -> None:
        super().__init__(message)
        self.hint = hint
        self.place = place


def read_text(path: Path) -> str:
    """Return the text of a file with line feeds as its only line ends; raises UnreadableError."""
    try:
        data = read_regular(path, LIMIT)
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror or error}") from None
    except IrregularFileError:
        raise UnreadableError("is not a regular file", "expected a text file") from None
    except LargeFileError as error:
        raise UnreadableError(f"has {error}", f"expected at most {LIMIT} bytes") from None
    return normalise_newlines(_decode(data))


def normalise_newlines(text: str) -> str:
    """Return `text` with a line feed in place of every other line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_inside(path: Path) -> None:
    """Raise UnreadableError for a link that leads out of the folder of `path`."""
    if not path.is_symlink():
        return
    try:
        target, folder = path.resolve(strict=True), path.parent.resolve(strict=True)
    except (OSError, RuntimeError):
        raise UnreadableError("is a link that leads nowhere") from None
    if not target.is_relative_to(folder):
        raise UnreadableError("is a link that leads out of its folder", "put the file itself there")


def _decode(data: bytes) -> str:
    try:
        return data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8-sig")) + 1
        message = f"is not UTF-8: the byte 0x{data[error.start]:02X} stands here"
        place = (before.count(b"\n") + 1, column)
        raise UnreadableError(message, "save the file as UTF-8", place) from None
