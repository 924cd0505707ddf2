"""`dbgen diff`: say how one build differs from another."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from dbgen.comparing import (
    DIFFERENT,
    Contents,
    Difference,
    FileChange,
    RouteChange,
    compare,
    contents_of,
    unreadable,
)
from dbgen.reporting import echo, printable, report
from dbgen.reporting.columns import aligned
from dbgen.sizes import Size, shown_size
from dbgen_schema import Problem

FORMAT: Final = 1


def diff_command(old: Path, new: Path, output: str) -> int:
    """Print how the build `new` differs from `old`; return 0 if it does not, 1 if it does."""
    builds = [_read(old), _read(new)]
    problems = [build for build in builds if isinstance(build, Problem)]
    before, after = builds
    if isinstance(before, Problem) or isinstance(after, Problem):
        return report(problems, Path())
    difference = compare(before, after)
    show = diff_json if output == "json" else diff_text
    echo(show(before, after, difference))
    return DIFFERENT if difference else 0


def _read(folder: Path) -> Contents | Problem:
    try:
        found = contents_of(folder)
    except OSError as error:
        return unreadable(folder, error)
    if found is None:
        message = "this is no build of dbgen: it has no manifest.json of one"
        return Problem(str(folder), 0, 0, "DB608", message, "name two folders of `dbgen build`")
    return found


def diff_json(old: Contents, new: Contents, difference: Difference) -> str:
    """Return a difference as JSON, in the form that docs/formats.md describes."""
    value = {
        "format": FORMAT,
        "equal": not difference,
        "versions": [old.version, new.version],
        "routes": [
            {"change": route.change, "kind": route.kind, "path": route.path}
            for route in difference.routes
        ],
        "pages": _values(difference.pages),
        "assets": _values(difference.assets),
        "files": _values(difference.files),
    }
    return json.dumps(value, indent=2)


def _values(changes: Sequence[FileChange]) -> list[dict[str, Any]]:
    return [
        {
            "change": change.change,
            "file": change.file,
            "size": [change.old.raw, change.new.raw],
            "compressed": [change.old.compressed, change.new.compressed],
        }
        for change in changes
    ]


def diff_text(old: Contents, new: Contents, difference: Difference) -> str:
    """Return a difference as tables, with what it comes to; one line if there is none."""
    if not difference:
        return "the builds do not differ"
    return "\n".join(_lines(old, new, difference)).removeprefix("\n")


def _lines(old: Contents, new: Contents, difference: Difference) -> Iterator[str]:
    if old.version != new.version:
        yield f"dbgen {old.version} -> {new.version}"
    yield from _table("routes", [_route_cells(route) for route in difference.routes])
    tables = {
        "pages": difference.pages,
        "assets": difference.assets,
        "other files": difference.files,
    }
    for name, changes in tables.items():
        yield from _table(name, [_file_cells(change) for change in changes])
    yield f"\n{_total(difference.all_files)}"


def _table(name: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield f"\n{name} ({len(rows)})"
        yield from aligned([[printable(cell) for cell in row] for row in rows])


def _route_cells(route: RouteChange) -> tuple[str, str, str]:
    return route.change, route.kind, route.path


def _file_cells(change: FileChange) -> tuple[str, str, str, str]:
    raw = _signed(change.new.raw - change.old.raw)
    return change.change, change.file, raw, _compressed(change.old, change.new)


def _compressed(old: Size, new: Size) -> str:
    if (old.raw, new.raw) == (old.compressed, new.compressed):
        return ""
    return f"{_signed(new.compressed - old.compressed)} compressed"


def _total(changes: Sequence[FileChange]) -> str:
    raw = sum(change.new.raw - change.old.raw for change in changes)
    compressed = sum(change.new.compressed - change.old.compressed for change in changes)
    return f"in all {_signed(raw)}, {_signed(compressed)} compressed"


def _signed(number: int) -> str:
    return f"{'+' if number >= 0 else '-'}{shown_size(abs(number))}"
