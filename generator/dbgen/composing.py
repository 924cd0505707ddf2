"""Write what tells of a whole build: the server, its requirements, and what deploys it."""

import json
from collections.abc import Iterable, Iterator

from dbgen.deploying import deploy_files
from dbgen.kept import NOTHING, Kept
from dbgen.plan import AssetRoute, BuildFile, PageRoute, Plan, WrittenFile
from dbgen.server_module import server_text


def compose(plan: Plan, files: Iterable[BuildFile], kept: Kept = NOTHING) -> tuple[BuildFile, ...]:
    """Return all files of a build but its manifest, sorted by path."""
    written = [
        WrittenFile("server.py", server_text(plan, kept).encode()),
        WrittenFile("requirements.txt", _lines(plan.requirements)),
        *deploy_files(plan),
        *_needs(plan),
    ]
    return tuple(sorted([*files, *written], key=lambda file: file.path))


def _needs(plan: Plan) -> Iterator[WrittenFile]:
    """Yield what servers in development read for each answer; others have it in server.py."""
    if plan.develop:
        needs = {
            route.file: dict(route.allows)
            for route in plan.routes
            if isinstance(route, PageRoute | AssetRoute) and route.allows
        }
        yield WrittenFile("pages/allows.json", json.dumps(needs, sort_keys=True).encode())


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
