"""Show the plan of a build: as JSON for programs, as tables for people."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from dbgen.manifest import route_value
from dbgen.plan import (
    BuildFile,
    FolderRoute,
    HandlersRoute,
    Kernel,
    Plan,
    RedirectRoute,
    Route,
    SocketRoute,
    WrittenFile,
)
from dbgen.reporting import printable
from dbgen.reporting.columns import aligned
from dbgen.sizes import is_compressed_copy, shown_size, size_of

FORMAT: Final = 1
"""The number of this form of the JSON; it grows when a key changes its meaning or goes away."""

_PAGES: Final = "pages/"
_ASSETS: Final = "static/"


def plan_json(plan: Plan, files: Iterable[BuildFile]) -> str:
    """Return the plan as JSON, in the form that docs/formats.md describes."""
    sizes = _sizes(files)
    value = {
        "format": FORMAT,
        "generator": "dbgen",
        "version": plan.version,
        "title": plan.title,
        "routes": [route_value(route) for route in plan.routes],
        "pages": [_page_value(page.file, page.template, sizes) for page in plan.pages],
        "assets": [{"file": path, **_size_value(path, sizes)} for path in _assets(sizes)],
        "kernels": [asdict(kernel) for kernel in _kernels(plan)],
        "files": [{"path": path, "size": size} for path, size in sizes.items()],
        "requirements": plan.requirements,
        "allowed_hosts": plan.allowed_hosts,
        "allowed_origins": plan.allowed_origins,
        "policy": dict(plan.policy),
        "headers": dict(plan.headers),
    }
    return json.dumps(value, indent=2)


def plan_text(plan: Plan, files: Iterable[BuildFile]) -> str:
    """Return the plan as tables: routes, pages, assets, kernels, files and requirements."""
    sizes = _sizes(files)
    pages = [(page.file, f"from {page.template}", *_cells(page.file, sizes)) for page in plan.pages]
    assets = [(path, *_cells(path, sizes)) for path in _assets(sizes)]
    others = [path for path in sizes if not path.startswith((_PAGES, _ASSETS))]
    tables: list[tuple[str, Sequence[Sequence[str]]]] = [
        ("routes", [_route_cells(route) for route in plan.routes]),
        ("pages", pages),
        ("assets", assets),
        ("kernels", [_kernel_cells(kernel) for kernel in _kernels(plan)]),
        ("other files", [(path, shown_size(sizes[path])) for path in others]),
        ("requirements", [(line,) for line in plan.requirements]),
    ]
    first = f"{plan.title}: {len(sizes)} files, {shown_size(sum(sizes.values()))}"
    return "\n".join([printable(first), *(line for table in tables for line in _table(*table))])


def _sizes(files: Iterable[BuildFile]) -> Mapping[str, int]:
    return {
        file.path: len(file.content)
        if isinstance(file, WrittenFile)
        else file.source.stat().st_size
        for file in files
    }


def _assets(sizes: Mapping[str, int]) -> Iterator[str]:
    for path in sizes:
        if path.startswith(_ASSETS) and not is_compressed_copy(path, sizes):
            yield path


def _page_value(file: str, template: str, sizes: Mapping[str, int]) -> Mapping[str, Any]:
    return {"file": file, "template": template, **_size_value(file, sizes)}


def _size_value(path: str, sizes: Mapping[str, int]) -> Mapping[str, int]:
    size = size_of(sizes, path)
    return {"size": size.raw, "compressed": size.compressed}


def _kernels(plan: Plan) -> list[Kernel]:
    return [route.kernel for route in plan.routes if isinstance(route, SocketRoute)]


def _table(name: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield f"\n{name} ({len(rows)})"
        yield from aligned([[printable(cell) for cell in row] for row in rows])


def _cells(path: str, sizes: Mapping[str, int]) -> tuple[str, str]:
    size = size_of(sizes, path)
    smaller = size.compressed < size.raw
    return shown_size(size.raw), f"{shown_size(size.compressed)} compressed" if smaller else ""


def _kernel_cells(kernel: Kernel) -> tuple[str, str, str]:
    where = "a process per connection" if kernel.own_process else "in the server"
    return kernel.name, f"{kernel.module}.{kernel.cls}", where


def _route_cells(route: Route) -> tuple[str, str, str]:
    kind = str(route_value(route)["kind"])
    match route:
        case SocketRoute(path, kernel):
            return kind, path, kernel.name
        case HandlersRoute(prefix, module, _):
            return kind, prefix, module
        case RedirectRoute(path, target):
            return kind, path, target
        case FolderRoute(pattern, folder):
            return kind, pattern, folder
    return kind, route.path, getattr(route, "file", "")
