"""Collects the problems of one file, up to a bound."""

from dbgen_schema.problems import MOST_PROBLEMS, Position, Problem, Severity

_LONGEST_SHOWN = 60


class StopReadingError(Exception):
    """Nothing more can be found out about the file; its problems are in the report."""


class Report:
    """The problems found so far in one file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._problems: list[Problem] = []

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, sorted by their place."""
        return tuple(sorted(self._problems))

    @property
    def failed(self) -> bool:
        """Whether one of the problems is an error."""
        return any(problem.severity is Severity.ERROR for problem in self._problems)

    def error(self, code: str, where: Position, message: str, hint: str = "") -> None:
        """Add an error."""
        self._add(code, where, message, hint, Severity.ERROR)

    def warning(self, code: str, where: Position, message: str, hint: str = "") -> None:
        """Add a warning."""
        self._add(code, where, message, hint, Severity.WARNING)

    def stop(self, code: str, where: Position, message: str, hint: str = "") -> StopReadingError:
        """Add an error and return the exception that ends the reading, for the caller to raise."""
        self.error(code, where, message, hint)
        return StopReadingError(code)

    def _add(self, code: str, at: Position, message: str, hint: str, severity: Severity) -> None:
        problem = Problem(self._file, at.line, at.column, code, message, hint, severity)
        self._problems.append(problem)
        if len(self._problems) == MOST_PROBLEMS:
            text = f"more than {MOST_PROBLEMS - 1} problems, the rest is not shown"
            self._problems.append(Problem(self._file, at.line, at.column, "DB199", text))
            raise StopReadingError("DB199")


def shown(value: object) -> str:
    """Return a short printable form of a value for a message, never a whole list or map."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return f"`{_short(value)}`" if value else '`""`'
        case list() | tuple():
            return "a list"
        case dict():
            return "a map"
    return f"`{_short(str(value))}`"


def _short(text: str) -> str:
    cut = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
