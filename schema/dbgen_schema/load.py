"""From the text of index.yaml to a configuration, or to the problems that it has."""

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dbgen_schema.compose import compose
from dbgen_schema.decode import LARGEST_FILE, decode, too_large
from dbgen_schema.interpret import config_values, static_entries
from dbgen_schema.models import AppConfig
from dbgen_schema.nodes import Map
from dbgen_schema.positions import Positions
from dbgen_schema.problems import Position, Problem
from dbgen_schema.refusals import report_refusals
from dbgen_schema.report import Report, StopReadingError
from dbgen_schema.salvage import salvage


@dataclass(frozen=True)
class Partial:
    """What a file with errors says where it is right, for looking at the rest of an app."""

    config: AppConfig
    positions: Positions


@dataclass(frozen=True)
class Loaded:
    """What came of a text: `config` is None exactly when one of the problems is an error.

    `partial` is there when some of the values are wrong, and the text as a whole is not.
    """

    config: AppConfig | None
    problems: tuple[Problem, ...]
    positions: Positions
    partial: Partial | None = None


def load(text: str | bytes, file: str = "index.yaml") -> Loaded:
    """Read the text of an index.yaml; `file` is its name in problems."""
    report = Report(file)
    try:
        root = _root(text, report)
        static = static_entries(root, report)
        values = config_values(root, static, report)
        positions = Positions(root, static)
        config = _config(values, positions, report)
    except StopReadingError:
        return Loaded(None, report.problems, Positions())
    if config is not None and not report.failed:
        return Loaded(config, report.problems, positions)
    rest, kept = salvage(root, values)
    return Loaded(None, report.problems, positions, Partial(rest, Positions(kept, static)))


def read(path: Path) -> Loaded:
    """Read the file at `path`; a file that cannot be read is a problem, too."""
    report = Report(path.name)
    try:
        return load(_bytes(path, report), path.name)
    except OSError as error:
        report.error("DB101", Position(), f"the file cannot be read: {error.strerror}")
    except StopReadingError:
        pass
    return Loaded(None, report.problems, Positions())


def _bytes(path: Path, report: Report) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise report.stop("DB101", Position(), "this is not a file", "expected a YAML file")
    if status.st_size > LARGEST_FILE:
        raise report.stop("DB102", Position(), *too_large(status.st_size))
    with path.open("rb") as file:
        return file.read(LARGEST_FILE + 1)


def _root(text: str | bytes, report: Report) -> Map:
    root = compose(decode(text, report), report)
    if not isinstance(root, Map):
        hint = "expected keys and values, at least `analyses:`"
        raise report.stop("DB116", root.position, "the file is not a map", hint)
    return root


def _config(values: dict[str, Any], positions: Positions, report: Report) -> AppConfig | None:
    try:
        return AppConfig.model_validate(values)
    except ValidationError as error:
        report_refusals(error, positions, report)
    return None
