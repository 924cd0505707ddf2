"""Run the build commands of an app."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dbgen.inspecting.app import Source
from dbgen_schema import Path_, Problem

_GRACE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Command:
    """A shell command, where it stands in index.yaml, and the `watch` beside it."""

    text: str
    place: Path_
    watch: tuple[str, ...] | None = None


def build_commands(source: Source) -> Iterator[Command]:
    """Return the commands in the order they run: that of the app, then those of the analyses."""
    if source.config.build:
        yield Command(source.config.build, ("build",), source.config.watch)
    for number, entry in enumerate(source.config.analyses):
        if entry.build:
            yield Command(entry.build, ("analyses", number, "build"), entry.watch)


def run_commands(source: Source) -> Problem | None:
    """Run the commands in the app folder, their output shown as it comes; stop at a failure."""
    return next(filter(None, (run_command(source, each) for each in build_commands(source))), None)


def run_command(source: Source, command: Command) -> Problem | None:
    """Run a command in the app folder; return how it failed."""
    status = _status(command.text, source.root)
    return _failure(source, command, status) if status else None


def _status(text: str, folder: Path) -> int:
    """Return how a command ended; it does not survive an interrupt of this program."""
    with ThreadPoolExecutor(1) as threads:
        # An interrupt in the middle of a start would lose the process; other threads get none.
        starting = threads.submit(_started, text, folder)
        try:
            return starting.result().wait()
        finally:
            _end(starting.result())


def _started(text: str, folder: Path) -> subprocess.Popen[bytes]:
    # A build command is code of the app's author, written for the shell.
    return subprocess.Popen(text, shell=True, cwd=folder, start_new_session=True)  # noqa: S602


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command that still runs, with all that it has started."""
    if process.poll() is not None:
        return
    _signal(process, signal.SIGTERM)
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _failure(source: Source, command: Command, status: int) -> Problem:
    ended = f"status {status}" if status > 0 else f"signal {-status}"
    message = f"the build command `{command.text}` ended with {ended}"
    hint = "it runs in the app folder; its own output says more"
    if source.positions is None:
        return Problem("index.yaml", 0, 0, "DB603", message, hint)
    position = source.positions.locate(command.place)
    return Problem("index.yaml", position.line, position.column, "DB603", message, hint)
