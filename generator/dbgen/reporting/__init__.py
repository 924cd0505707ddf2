"""Show problems: as text for people, and in the formats of programs."""

from dbgen.reporting.outcome import FAILED, Outcome, count_line, fails
from dbgen.reporting.places import printable
from dbgen.reporting.terminal import echo, report
from dbgen.reporting.text import problem_text

__all__ = [
    "FAILED",
    "Outcome",
    "count_line",
    "echo",
    "fails",
    "printable",
    "problem_text",
    "report",
]
