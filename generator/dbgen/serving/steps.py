"""The build commands of an app while it is served: each runs when what it reads has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from dbgen.commands import Command, build_commands, run_command
from dbgen.inspecting.app import Source
from dbgen.kept import Kept
from dbgen.serving import snapshot
from dbgen.serving.watched import files_of
from dbgen_schema import Problem


@dataclass(frozen=True, slots=True)
class _Run:
    """What a command was run for.

    Attributes:
        inputs: what it could read.
        touched: those of them that changed meanwhile: it has written them, or somebody else has.
        again: whether it was run for what changed during the run before.
    """

    inputs: snapshot.Snapshot
    touched: frozenset[Path] = frozenset()
    again: bool = False


@dataclass(slots=True)
class Commands:
    """Runs build commands.

    Attributes:
        kept: digests of files.
        say: told of each command before it is run.
    """

    kept: Kept
    say: Callable[[str], None]
    _runs: dict[Command, _Run] = field(default_factory=dict)

    def run(self, source: Source) -> Problem | bool:
        """Run the commands that are due; return a failure, or whether any was run."""
        commands = list(build_commands(source))
        self._runs = {each: run for each, run in self._runs.items() if each in commands}
        ran = False
        for command in commands:
            inputs = self._inputs(source, command)
            if self._is_due(command, inputs):
                ran = True
                if failure := self._run(source, command, inputs):
                    return failure
        return ran

    def _inputs(self, source: Source, command: Command) -> snapshot.Snapshot:
        return snapshot.take(files_of(source.root, command.watch), self.kept)

    def _is_due(self, command: Command, inputs: snapshot.Snapshot) -> bool:
        last = self._runs.get(command)
        if last is None:
            return True
        changed = frozenset(snapshot.changes(last.inputs, inputs))
        if changed and changed <= last.touched and (last.again or command.watch is None):
            # Again only what changes with each run: that is its own output.
            self._runs[command] = _Run(inputs, last.touched, again=True)
            return False
        return bool(changed)

    def _run(self, source: Source, command: Command, inputs: snapshot.Snapshot) -> Problem | None:
        last = self._runs.pop(command, None)
        changed = frozenset(snapshot.changes(last.inputs, inputs)) if last else frozenset()
        again = last is not None and changed <= last.touched
        self.say(f"running: {command.text}")
        if failure := run_command(source, command):
            return failure
        touched = frozenset(snapshot.changes(inputs, self._inputs(source, command)))
        self._runs[command] = _Run(inputs, touched, again=again)
        return None
