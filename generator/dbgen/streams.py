"""Standard streams whose reader may go away, as `head` does when it has seen enough."""

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO


class _Forgiving(TextIOWrapper):
    """A stream that goes on without a word when nobody reads what is written to it."""

    def write(self, text: str, /) -> int:
        """Write a text."""
        with suppress(BrokenPipeError):
            return super().write(text)
        self._leave()
        return len(text)

    def flush(self) -> None:
        """Write what has not been written yet."""
        try:
            super().flush()
        except BrokenPipeError:
            self._leave()

    def _leave(self) -> None:
        """Write all that follows, and what still waits, to nowhere."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


def forgive_closed_streams() -> None:
    """Let a command end as it would if all were read that it prints."""
    sys.stdout, sys.stderr = _forgiving(sys.stdout), _forgiving(sys.stderr)


def _forgiving(stream: TextIO | None) -> TextIO:
    if stream is None:  # it was closed before the start
        return Path(os.devnull).open("w", encoding="utf-8")
    if not isinstance(stream, TextIOWrapper):
        return stream
    return _Forgiving(
        stream.buffer, stream.encoding, stream.errors, line_buffering=stream.line_buffering
    )
