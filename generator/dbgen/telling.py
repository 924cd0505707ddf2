"""What a build tells of itself while it goes on, as values, to whoever asked for it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Step:
    """Work goes on: `done` of `total` parts of a stage; a total of 0 is not known."""

    stage: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Another build of the same folder goes on, and has to end first."""

    out: Path


Event = Step | Waiting
Tell = Callable[[Event], None]


def silent(_event: Event) -> None:
    """Tell nobody."""


def counting(tell: Tell, stage: str) -> Callable[[int, int], None]:
    """Return a function that tells how many parts of a stage are done, and how many there are."""
    return lambda done, total: tell(Step(stage, done, total))
