"""What can be wrong with a project, as values: problems with a stable code and a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """How bad a problem is: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text; both numbers start at 1, and 0 means unknown."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that somebody has to fix; sorts by file, line, column and code.

    `file` is a POSIX path relative to the application folder. `message` says what was found, in
    one sentence with a lower-case start and no full stop; `hint` says what was expected.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR


CODES: Mapping[str, str] = MappingProxyType(
    {
        "DB101": "the file cannot be read",
        "DB102": "the file is too large",
        "DB103": "the file is not UTF-8",
        "DB104": "a character that is not allowed",
        "DB105": "the file is not YAML",
        "DB106": "nested too deeply",
        "DB107": "too many values",
        "DB108": "an alias that contains itself",
        "DB109": "an alias without an anchor",
        "DB110": "a tag that is not allowed",
        "DB111": "a key that occurs twice",
        "DB112": "a key that is not a text",
        "DB113": "a merge of something that is not a map",
        "DB114": "more than one document",
        "DB115": "nothing in the file",
        "DB116": "the file is not a map",
        "DB120": "an unknown key",
        "DB121": "a key that would hide a template variable",
        "DB122": "a required key is missing",
        "DB123": "a value of the wrong kind",
        "DB124": "an empty list of files to watch",
        "DB125": "a pattern of files outside the folder",
        "DB130": "a name that an analysis cannot have",
        "DB131": "two analyses with one name",
        "DB132": "an unknown kernel",
        "DB133": "a class that is not a Python name",
        "DB140": "a pattern that is not a regular expression",
        "DB141": "a pattern without exactly one capture group",
        "DB142": "a pattern that can take for ever",
        "DB143": "a pattern with a leading slash",
        "DB144": "a pattern that occurs twice",
        "DB145": "a static folder outside the application",
        "DB146": "an item of `static` that is not a pattern with a folder",
        "DB150": "something that is not a host name",
        "DB151": "something that is not an origin",
        "DB199": "too many problems",
    }
)
"""The title of every code that `load` and `read` report."""
