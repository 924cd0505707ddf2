"""How paths and texts of an app are shown, whatever is in them."""

import os
from pathlib import Path
from typing import Final

_LONGEST_LINE: Final = 1000


def shown_path(file: str, base: Path) -> str:
    """Return the path of a file of the app as seen from the current folder."""
    path = Path(os.path.normpath(base / file))
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()


def printable(text: str) -> str:
    """Return the text, shortened, without characters that a terminal would act on."""
    shortened = text if len(text) <= _LONGEST_LINE else text[:_LONGEST_LINE] + "..."
    return shortened if shortened.isprintable() else "".join(map(printable_character, shortened))


def printable_character(character: str) -> str:
    """Return a character, or its escape if a terminal would act on it."""
    return character if character.isprintable() else ascii(character)[1:-1]
