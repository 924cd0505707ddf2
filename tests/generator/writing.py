"""Write builds of a few files, as the command does."""

from collections.abc import Sequence
from pathlib import Path

from dbgen.emitting import Emission, emit
from dbgen.plan import BuildFile, Plan, WrittenFile
from dbgen.reserving import reserve
from dbgen.telling import Tell, silent
from dbgen_schema import Problem


def write(
    files: Sequence[BuildFile],
    out: Path,
    *,
    app: Path = Path("app"),
    strict: bool = False,
    tell: Tell = silent,
) -> Emission:
    """Write the files of a build to a folder, or return why not."""
    plan = Plan("An app", "1.2.3", False, app, (), (), (), ())
    with reserve(out, app, tell) as place:
        if isinstance(place, Problem):
            return Emission(problems=(place,))
        return emit(plan, files, place, strict=strict, tell=tell)


def written(**files: str) -> list[BuildFile]:
    """Return files with a text each; two underscores stand for a slash."""
    return [
        WrittenFile(path.replace("__", "/"), text.encode()) for path, text in sorted(files.items())
    ]


def tree(folder: Path) -> dict[str, str]:
    """Return the files below a folder with their texts, without manifests."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }
