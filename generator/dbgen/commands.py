"""Run the build commands of an app."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from dbgen.inspecting.app import Source
from dbgen_schema import Path_, Problem


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
    # A build command is code of the app's author, written for the shell.
    status = subprocess.run(command.text, shell=True, cwd=source.root, check=False).returncode  # noqa: S602
    return _failure(source, command, status) if status else None


def _failure(source: Source, command: Command, status: int) -> Problem:
    ended = f"status {status}" if status > 0 else f"signal {-status}"
    message = f"the build command `{command.text}` ended with {ended}"
    hint = "it runs in the app folder; its own output says more"
    if source.positions is None:
        return Problem("index.yaml", 0, 0, "DB603", message, hint)
    position = source.positions.locate(command.place)
    return Problem("index.yaml", position.line, position.column, "DB603", message, hint)
