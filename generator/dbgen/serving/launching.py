"""Start apps behind the sockets of their supervisor."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dbgen.resources import browser_root
from dbgen.serving.app_process import AppProcess, Tell
from dbgen.serving.placing import Placed

Listening = Sequence[tuple[str, socket.socket]]
"""Sockets, by the option of the server that names each."""


@dataclass(slots=True)
class Launcher:
    """Starts apps; one that has everything imported but the app itself is kept ready.

    Attributes:
        tree: the folder that the builds are made from.
        arguments: the command line of an app.
        listening: its sockets.
        tell: called from threads with what happens to it.
    """

    tree: Path
    arguments: Sequence[str]
    listening: Listening
    tell: Tell
    _spare: AppProcess | None = None

    def launch(self, build: Placed | None) -> AppProcess:
        """Start the app of a build; without one, the app that waits for a build."""
        if build is None:
            return self._started("databench.waiting", str(browser_root()))
        self.prepare()
        app, self._spare = self._spare, None
        assert app is not None  # noqa: S101 - it has just been prepared
        tree = str(self.tree)
        # The files of a single script lie at the root of its build.
        app.run(build, [("analyses", tree), ("", tree), ("", str(self.tree.parent))])
        return app

    @property
    def is_prepared(self) -> bool:
        """Whether a process is kept ready, or was."""
        return self._spare is not None

    def prepare(self) -> None:
        """Have a process ready for the next app."""
        if self._spare is None or not self._spare.is_alive:
            self._spare = self._started("databench.launch")

    def end(self) -> None:
        """End the process that is kept ready."""
        if self._spare is not None:
            self._spare.kill()

    def _started(self, *command: str) -> AppProcess:
        return AppProcess(command, self.arguments, self.listening, self.tell)
