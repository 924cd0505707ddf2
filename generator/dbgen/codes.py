"""The codes of the problems that dbgen finds outside index.yaml, each with its title."""

from collections.abc import Mapping
from typing import Final

CODES: Final[Mapping[str, str]] = {
    "DB200": "no index.yaml",
    "DB201": "the folder of an analysis is missing",
    "DB202": "an analysis has no analysis.py",
    "DB203": "no analysis class",
    "DB204": "several analysis classes",
    "DB205": "Python that does not parse",
    "DB206": "a server would start when the module is imported",
    "DB207": "the class of an entry is missing",
    "DB208": "a file cannot be read",
    "DB209": "a file is left out of the build",
    "DB210": "a name collides with a part of the generated server",
    "DB211": "too many files",
    "DB212": "a watch pattern matches nothing",
    "DB213": "the thumbnail is missing",
    "DB214": "an analysis has no page",
    "DB501": "routes.py without ROUTES",
    "DB502": "a route that cannot be reached or does not compile",
    "DB503": "the folder of a static route is missing",
    "DB504": "the folder of a static route is refused",
    "DB601": "the output folder is not a build of dbgen",
    "DB602": "the build cannot be written",
    "DB603": "a build command failed",
    "DB604": "a file that exists would be overwritten",
    "DB605": "a new analysis cannot be added",
}
