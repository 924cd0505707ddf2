"""From the text of index.yaml to a configuration, or to the problems that it has."""

from dataclasses import dataclass
from pathlib import Path

from dbgen_schema.models import AppConfig
from dbgen_schema.positions import Positions
from dbgen_schema.problems import Problem


@dataclass(frozen=True)
class Loaded:
    """What came of a text: `config` is None exactly when one of the problems is an error."""

    config: AppConfig | None
    problems: tuple[Problem, ...]
    positions: Positions


def load(text: str | bytes, file: str = "index.yaml") -> Loaded:
    """Read the text of an index.yaml; `file` is its name in problems."""
    raise NotImplementedError


def read(path: Path) -> Loaded:
    """Read the file at `path`."""
    return load(path.read_bytes(), path.name)
