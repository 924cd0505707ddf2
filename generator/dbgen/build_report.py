"""What is said of a build at its end."""

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path

from dbgen.manifest import Written
from dbgen.plan import Plan, SocketRoute
from dbgen.reporting.columns import aligned
from dbgen.sizes import Size, shown_size, total
from dbgen.zipapp import Zipapp


def build_report(
    plan: Plan, written: Iterable[Written], out: Path, seconds: float, *, is_new: bool = True
) -> str:
    """Return what was built, where, how large it is, how long it took, and how to start it."""
    sizes = {file.path: file.size for file in written}
    sockets = sum(isinstance(route, SocketRoute) for route in plan.routes)
    what = _counted(sockets, "analysis", "analyses")
    first = (
        f"{f'built {what} in {out}' if is_new else f'{out} is up to date with {what}'}: "
        f"{_counted(len(sizes), 'file')}, {shown_size(sum(sizes.values()))}, {seconds:.1f} s"
    )
    rows = [
        _row("page", _total_below("pages/", sizes)),
        _row("asset", _total_below("static/", sizes)),
    ]
    start = shlex.join(["python", str(out / "server.py"), "--port", "8080"])
    return "\n".join([first, *aligned(rows), f"start: {start}"])


def zipapp_report(made: Zipapp) -> str:
    """Return what file was made, how to start it, and where it runs."""
    lines = [
        f"packed {made.path}: {shown_size(made.size)}",
        f"start: {shlex.join(['python', str(made.path), '--port', '8080'])}",
    ]
    if made.compiled:
        which = ", ".join(made.compiled)
        lines.append(f"it runs with {made.platform} only, for which these are compiled: {which}")
    return "\n".join(lines)


def _total_below(folder: str, sizes: Mapping[str, int]) -> Size:
    paths = (path for path in sizes if path.startswith(folder))
    return total(sizes, paths)


def _row(name: str, size: Size) -> tuple[str, str, str]:
    smaller = f"{shown_size(size.compressed)} compressed" if size.compressed < size.raw else ""
    return _counted(size.files, name), shown_size(size.raw), smaller


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
