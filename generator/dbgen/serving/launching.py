"""Start apps behind the sockets of their supervisor."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dbgen.resources import browser_root
from dbgen.serving.app_process import AppProcess, Tell
from dbgen.serving.placing import Placed

Listening = Sequence[tuple[str, socket.socket]]
"""Sockets, by the option of the server that names each."""


@dataclass(frozen=True, slots=True)
class Launcher:
    """Starts apps.

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

    def launch(self, build: Placed | None) -> AppProcess:
        """Start the app of a build; without one, the app that waits for a build."""
        command = self._waiting() if build is None else self._serving(build)
        return AppProcess(build, command, self.arguments, self.listening, self.tell)

    def _waiting(self) -> Sequence[str]:
        return ["-m", "databench.waiting", str(browser_root())]

    def _serving(self, build: Placed) -> Sequence[str]:
        tree = str(self.tree)
        # The files of a single script lie at the root of its build.
        sources = [("analyses", tree), ("", tree), ("", str(self.tree.parent))]
        return [str(build.folder / "databench" / "launch.py"), json.dumps(sources)]
