"""One run of a built app, behind sockets that its supervisor keeps open."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_STOP_TIME: Final = 15.0


@dataclass(frozen=True, slots=True)
class Ready:
    """The app answers now.

    Attributes:
        run: the app.
        line: says where it is served.
        files: Python files that it has imported from outside of installed packages.
    """

    run: AppProcess
    line: str
    files: frozenset[Path]


@dataclass(frozen=True, slots=True)
class Ended:
    """The app has ended, by itself or because it was told to."""

    run: AppProcess


Tell = Callable[[Ready | Ended], None]


class AppProcess:
    """A running `server.py`.

    Args:
        folder: the build.
        arguments: its command line.
        listening: sockets for it, by the option that names each.
        tell: called from a thread with what happens.
    """

    def __init__(
        self,
        folder: Path,
        arguments: Sequence[str],
        listening: Sequence[tuple[str, socket.socket]],
        tell: Tell,
    ) -> None:
        self.folder = folder
        self._tell = tell
        self._control, theirs = socket.socketpair()
        passed = [("--control-fd", theirs), *listening]
        options = [f"{option}={open_.fileno()}" for option, open_ in passed]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - the server that was just built
                [sys.executable, str(folder / "server.py"), *options, *arguments],
                pass_fds=[open_.fileno() for _, open_ in passed],
                # Only the supervisor hears of Ctrl-C; if it dies, the control socket tells.
                start_new_session=True,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            )
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def exit_code(self) -> int:
        """The exit code of an app that has ended."""
        return self._process.wait()

    def stop(self) -> None:
        """End the app and wait for it."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            self._process.wait(_STOP_TIME)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listen(self) -> None:
        with self._control, self._control.makefile("rb") as lines, contextlib.suppress(OSError):
            for line in lines:
                said = json.loads(line)
                self._tell(Ready(self, said["line"], frozenset(map(Path, said["files"]))))
            self._process.wait()
        self._tell(Ended(self))
