"""The outcome as workflow commands, which GitHub shows at the lines of a pull request."""

from collections.abc import Iterator

from dbgen.reporting.outcome import Outcome, count_line
from dbgen.reporting.places import printable, shown_path
from dbgen_schema import Problem


def github_text(outcome: Outcome) -> str:
    """Return one workflow command per problem, and the count."""
    lines = [_command(problem, outcome) for problem in outcome.problems]
    return "\n".join([*lines, count_line(outcome.problems, strict=outcome.strict)])


def _command(problem: Problem, outcome: Outcome) -> str:
    properties = ",".join(f"{key}={_property(value)}" for key, value in _facts(problem, outcome))
    texts = [printable(text) for text in (problem.message, problem.hint) if text]
    return f"::{problem.severity} {properties}::{_data(chr(10).join(texts))}"


def _facts(problem: Problem, outcome: Outcome) -> Iterator[tuple[str, str]]:
    yield "file", shown_path(problem.file, outcome.base)
    if problem.line:
        yield "line", str(problem.line)
    if problem.line and problem.column:
        yield "col", str(problem.column)
    yield "title", problem.code


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
