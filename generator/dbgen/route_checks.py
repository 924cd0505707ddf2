"""Check the routes of routes.py: each compiles, is reached, and matches in bounded time."""

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from dbgen.project import Analysis, RoutePattern
from dbgen_schema import Problem, Severity
from dbgen_schema.backtracking import can_explode, can_hang, is_slow
from dbgen_schema.expression_errors import expression_fault

LONGEST_PATTERN: Final = 1000
"""In characters: to compile a long one takes seconds, whenever the server starts."""
_MOST_COMPARED: Final = 20

# What makes a pattern stand for more than itself. A dot is left out: most are meant literally.
_SPECIAL: Final = re.compile(r"[\\^$*+?{}\[\]()|]")
_NOT_COMPILED: Final = (re.error, RecursionError, OverflowError)


def built_in_paths(analysis: Analysis) -> Mapping[str, str]:
    """Return the paths below the analysis that the server answers itself, and with what."""
    paths = {"": "the page", "ws": "the WebSocket"}
    paths |= dict.fromkeys(analysis.pages, "a page")
    paths |= {"analysis.js": "the script"} if analysis.script else {}
    paths |= {"analysis.css": "the style sheet"} if analysis.stylesheet else {}
    paths |= {analysis.thumbnail: "the thumbnail"} if analysis.thumbnail else {}
    return paths


def check_routes(analysis: Analysis) -> Iterator[Problem]:
    """Yield a problem for every route that cannot work."""
    if analysis.routes is None:
        return
    seen: dict[str, RoutePattern] = {}
    wide: list[RoutePattern] = []
    for route in analysis.routes.patterns:
        fault = _own_fault(route.pattern, analysis) or _beside_others(
            route.pattern, analysis, seen, wide
        )
        if fault:
            file = analysis.routes.file
            yield Problem(file, route.line, route.column, "DB502", *fault)
        elif is_slow(route.pattern):
            yield _slow(route, analysis.routes.file)
        seen.setdefault(route.pattern, route)
        is_long = len(route.pattern) > LONGEST_PATTERN
        if not is_long and _SPECIAL.search(route.pattern) and len(wide) < _MOST_COMPARED:
            wide.append(route)


def _own_fault(pattern: str, analysis: Analysis) -> tuple[str, str] | None:
    """Return message and hint for a pattern that is wrong by itself."""
    if pattern.startswith(("/", "^")):
        message = f"`{pattern}` starts with `{pattern[0]}`, so that it is never reached"
        hint = f"it follows `{analysis.base}`: write `{pattern.lstrip('/^')}`"
        return message, hint if pattern.lstrip("/^") else "choose another pattern"
    if len(pattern) > LONGEST_PATTERN:
        message = f"the pattern `{pattern}` has {len(pattern)} characters"
        return message, f"at most {LONGEST_PATTERN} are allowed"
    try:
        _compile(pattern)
        _compile(f"{re.escape(analysis.base)}{pattern}$")
    except _NOT_COMPILED as error:
        fault = expression_fault(error, pattern)
        return f"the pattern `{pattern}` is no regular expression: {fault}", ""
    if can_explode(pattern):
        hint = "do not repeat a group that can match the same text in several ways"
        return f"the pattern `{pattern}` can take for ever", hint
    return None


def _slow(route: RoutePattern, file: str) -> Problem:
    # It may be answered in front of the app, so that its author decides.
    message = f"the pattern `{route.pattern}` can take seconds to find that a path does not match"
    hint = "let at most two repeats such as `.*` share the same text"
    return Problem(file, route.line, route.column, "DB502", message, hint, Severity.WARNING)


def _compile(pattern: str) -> re.Pattern[str]:
    with warnings.catch_warnings(action="ignore"):
        return re.compile(pattern)


def _beside_others(
    pattern: str,
    analysis: Analysis,
    seen: Mapping[str, RoutePattern],
    wide: Iterable[RoutePattern],
) -> tuple[str, str] | None:
    """Return message and hint for a pattern that something else answers first."""
    shown = f"`{pattern}`" if pattern else "an empty pattern"
    if pattern in seen:
        return f"the pattern {shown} is in line {seen[pattern].line}, too", "keep one of them"
    if _SPECIAL.search(pattern):
        return None
    built_in = built_in_paths(analysis)
    if pattern in built_in:
        return f"{shown} is already the path of {built_in[pattern]}", "choose another pattern"
    if analysis.static_files and pattern.startswith("static/"):
        return f"{shown} is already a path of the folder static", "choose another pattern"
    first = next((other for other in wide if _shadows(other.pattern, pattern)), None)
    if first:
        message = f"{shown} is never reached: `{first.pattern}` in line {first.line} matches it"
        return message, f"put it before `{first.pattern}`"
    return None


def _shadows(pattern: str, path: str) -> bool:
    """Return whether a pattern matches a path, as far as that can be found out in bounded time."""
    try:
        return not can_hang(pattern) and _compile(pattern).fullmatch(path) is not None
    except _NOT_COMPILED:
        return False
