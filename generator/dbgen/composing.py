"""Write what tells of a whole build: the server, its requirements, and what deploys it."""

from collections.abc import Iterable

from dbgen.deploying import deploy_files
from dbgen.kept import NOTHING, Kept
from dbgen.plan import BuildFile, Plan, WrittenFile
from dbgen.server_module import server_text


def compose(plan: Plan, files: Iterable[BuildFile], kept: Kept = NOTHING) -> tuple[BuildFile, ...]:
    """Return all files of a build but its manifest, sorted by path."""
    written = [
        WrittenFile("server.py", server_text(plan, kept).encode()),
        WrittenFile("requirements.txt", _lines(plan.requirements)),
        *deploy_files(plan),
    ]
    return tuple(sorted([*files, *written], key=lambda file: file.path))


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
