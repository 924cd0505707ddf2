"""One run of a built app, behind sockets that its supervisor keeps open."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dbgen.serving.placing import Placed

_STOP_TIME: Final = 3.0

Change = Mapping[str, Any]
"""What pages are told of a change: `seq`, its number, and `paths`, the URLs that differ."""

ShownProblem = Mapping[str, Any]
"""What pages are told of a problem: as in the JSON of `validate`, with an `excerpt`."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The app can answer as soon as it is told to begin.

    Attributes:
        run: the app.
        line: says where it is served.
    """

    run: AppProcess
    line: str


@dataclass(frozen=True, slots=True)
class Imported:
    """The app has imported Python files.

    Attributes:
        run: the app.
        files: all those from outside of installed packages.
    """

    run: AppProcess
    files: frozenset[Path]


@dataclass(frozen=True, slots=True)
class Failed:
    """The app cannot start.

    Attributes:
        run: the app.
        failure: `error`, `traceback`, and the `file` and `line` to look at.
    """

    run: AppProcess
    failure: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The app answers no more; this is what its successor needs to know.

    Attributes:
        run: the app.
        state: for `begin` of the successor.
    """

    run: AppProcess
    state: State


@dataclass(frozen=True, slots=True)
class Ended:
    """The app has ended, by itself or because it was told to."""

    run: AppProcess


State = Mapping[str, Any]
"""What an app leaves to its successor: nobody else looks into it."""

Event = Ready | Imported | Failed | HandedOver | Ended
Tell = Callable[[Event], None]


class AppProcess:
    """A running app.

    Attributes:
        build: what it runs; None before `run`, and for an app that waits for a build.

    Args:
        command: a module, and its arguments before the options of servers.
        arguments: the rest of its command line.
        listening: sockets for it, by the option that names each.
        tell: called from a thread with what happens.
    """

    def __init__(
        self,
        command: Sequence[str],
        arguments: Sequence[str],
        listening: Sequence[tuple[str, socket.socket]],
        tell: Tell,
    ) -> None:
        self.build: Placed | None = None
        self._tell = tell
        self._control, theirs = socket.socketpair()
        passed = [("--control-fd", theirs), *listening]
        options = [f"{option}={open_.fileno()}" for option, open_ in passed]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - the server that was just built
                [sys.executable, "-P", "-m", *command, *options, *arguments],
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

    @property
    def is_alive(self) -> bool:
        """Whether the app has not ended yet."""
        return self._process.poll() is None

    def run(self, build: Placed, sources: Sequence[tuple[str, str]]) -> None:
        """Have a process that has been started for that run a build.

        Args:
            build: what to run.
            sources: folders of the build with what they were copied from, the app's first.
        """
        self.build = build
        self._say(run={"build": str(build.folder), "sources": sources})

    def begin(
        self, state: State | None, changes: Sequence[Change], problems: Sequence[ShownProblem]
    ) -> None:
        """Let an app that is ready answer.

        Args:
            state: what its predecessor left.
            changes: of the past, for pages that have not heard of all of them yet.
            problems: the present ones.
        """
        self._say(start={"state": state, "changes": changes, "problems": problems})

    def change(self, change: Change) -> None:
        """Tell the pages of the app of a change of its files."""
        self._say(change=change)

    def show(self, problems: Sequence[ShownProblem]) -> None:
        """Show the problems of now in the pages of the app."""
        self._say(problems=problems)

    def hand_over(self) -> None:
        """Have the app end its sessions, tell what it leaves, and end."""
        self._say(hand_over=True)

    def terminate(self) -> None:
        """Tell the app to end."""
        self._process.terminate()

    def stop(self) -> None:
        """End the app and wait for it."""
        self.terminate()
        try:
            self._process.wait(_STOP_TIME)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()

    def kill(self) -> None:
        """End the app, and what it has started, at once."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _say(self, **message: object) -> None:
        with contextlib.suppress(OSError):
            self._control.sendall(json.dumps(message).encode() + b"\n")

    def _take(self, said: Mapping[str, Any]) -> None:
        if "ready" in said:
            self._tell(Ready(self, said["ready"]))
        elif "files" in said:
            self._tell(Imported(self, frozenset(map(Path, said["files"]))))
        elif "failed" in said:
            self._tell(Failed(self, said["failed"]))
        elif "state" in said:
            self._tell(HandedOver(self, said["state"]))

    def _listen(self) -> None:
        with self._control, self._control.makefile("rb") as lines, contextlib.suppress(OSError):
            for line in lines:
                self._take(json.loads(line))
            self._process.wait()
        self._tell(Ended(self))
