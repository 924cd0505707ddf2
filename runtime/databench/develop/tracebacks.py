"""Tracebacks as a developer wants to read them."""

from __future__ import annotations

import linecache
import re
from collections.abc import Iterator
from traceback import FrameSummary, TracebackException
from typing import Final

from databench.sources import present

_FRAME: Final = re.compile(r'^  File "(.+)", line (\d+)', re.MULTILINE)
_BEGIN: Final = "Traceback (most recent call last):"


def place(traceback: str) -> tuple[str, int]:
    """Return the file and line of a traceback that its reader can do most about.

    That is the innermost frame in a file of the app, whose path is returned relative to the app;
    if there is none, the innermost of all. Without any frame: an empty path and line 0.
    """
    frames = [(match[1], int(match[2])) for match in _FRAME.finditer(traceback)]
    sources = present()
    for file, line in reversed(frames):
        if (shown := sources.relative(file)) is not None:
            return shown, line
    return frames[-1] if frames else ("", 0)


def place_of(error: BaseException) -> tuple[str, int, int]:
    """Return the file, line and column of an exception that its reader can do most about.

    They are chosen as those of `place`; columns count from 1, and 0 is an unknown one.
    """
    told = TracebackException.from_exception(error)
    places = [(frame.filename, frame.lineno or 0, _column(frame)) for frame in told.stack]
    if isinstance(error, SyntaxError) and error.filename is not None:
        places.append((error.filename, error.lineno or 0, error.offset or 0))
    sources = present()
    for file, line, column in reversed(places):
        if (shown := sources.relative(file)) is not None:
            return shown, line, column
    return places[-1] if places else ("", 0, 0)


def _column(frame: FrameSummary) -> int:
    if frame.colno is None or frame.lineno is None:
        return 0
    # The compiler counts bytes, and people characters.
    before = linecache.getline(frame.filename, frame.lineno).encode()[: frame.colno]
    return len(before.decode(errors="replace")) + 1


def without_runtime(traceback: str) -> str:
    """Return a traceback without the frames that lead to the first one of the app."""
    lines = traceback.strip().split("\n")
    return "\n".join(_kept(lines) if any(map(_is_own, lines)) else lines)


def _kept(lines: list[str]) -> Iterator[str]:
    leading = False
    skipping = False
    for line in lines:
        if line == _BEGIN:
            leading = True
        elif _FRAME.match(line):
            skipping = leading = leading and not _is_own(line)
        elif not line.startswith("    "):
            skipping = False
        if not skipping:
            yield line


def _is_own(line: str) -> bool:
    frame = _FRAME.match(line)
    return frame is not None and present().relative(frame[1]) is not None
