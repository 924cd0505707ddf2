"""index.yaml: its models and defaults, and the problems that a file can have."""

from dbgen_schema.code import Code
from dbgen_schema.codes import CODES
from dbgen_schema.directives import HEADERS, POLICY, POLICY_HEADER
from dbgen_schema.load import Loaded, load, read
from dbgen_schema.models import AnalysisEntry, AppConfig, as_json
from dbgen_schema.positions import Path_, Positions
from dbgen_schema.problems import MOST_PROBLEMS, Position, Problem, Severity
from dbgen_schema.security import SecurityConfig
from dbgen_schema.suggest import did_you_mean, suggest

__all__ = [
    "CODES",
    "HEADERS",
    "MOST_PROBLEMS",
    "POLICY",
    "POLICY_HEADER",
    "AnalysisEntry",
    "AppConfig",
    "Code",
    "Loaded",
    "Path_",
    "Position",
    "Positions",
    "Problem",
    "SecurityConfig",
    "Severity",
    "as_json",
    "did_you_mean",
    "load",
    "read",
    "suggest",
]
