"""index.yaml: its models and defaults, and the problems that a file can have."""

from dbgen_schema.load import Loaded, load, read
from dbgen_schema.models import AnalysisEntry, AppConfig, as_json
from dbgen_schema.positions import Path_, Positions
from dbgen_schema.problems import CODES, Position, Problem, Severity
from dbgen_schema.suggest import did_you_mean, suggest

__all__ = [
    "CODES",
    "AnalysisEntry",
    "AppConfig",
    "Loaded",
    "Path_",
    "Position",
    "Positions",
    "Problem",
    "Severity",
    "as_json",
    "did_you_mean",
    "load",
    "read",
    "suggest",
]
