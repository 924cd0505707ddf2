"""Start an analysis: render the scaffold into a new app, or into one that is there."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import jinja2

from dbgen.adding_entry import CannotAddError, with_entry
from dbgen.loading import FOLDER, INDEX
from dbgen.reporting import report
from dbgen.resources import resource_root
from dbgen_schema import Problem, load, read
from dbgen_schema.json_schema import schema_text

_TEMPLATE_ENDING: Final = ".jinja"
_ANALYSIS: Final = "analysis/"
# Editors read it without a network, and no build takes hidden files along.
_SCHEMA: Final = ".index.schema.json"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to write, below the app folder."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Scaffold:
    """What a new analysis needs: files, and index.yaml as it becomes."""

    app: Path
    files: tuple[NewFile, ...]
    index: bytes


def new_command(name: str, folder: Path, kernel: str | None) -> int:
    """Start an analysis, say what was written, and return the exit status."""
    app = _app_folder(folder)
    try:
        scaffold = plan_scaffold(app, name, kernel)
        if isinstance(scaffold, Problem):
            return report([scaffold], app)
        write_scaffold(scaffold)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return report([Problem(INDEX, 0, 0, "DB605", f"cannot write the analysis: {reason}")], app)
    for file in scaffold.files:
        click.echo(f"wrote {app / file.path}")
    click.echo(f"added {name} to {app / INDEX}; start: {_start_line(folder)}")
    return 0


def _start_line(folder: Path) -> str:
    return "dbgen serve" if folder == Path() else f"dbgen serve {folder}"


def _app_folder(folder: Path) -> Path:
    return folder if (folder / INDEX).is_file() else folder / FOLDER


def plan_scaffold(app: Path, name: str, kernel: str | None) -> Scaffold | Problem:
    """Return the files of a new analysis in the app folder, or why it cannot be added."""
    refused = _refused_name(name)
    if refused:
        return refused
    variables = _variables(name, kernel)
    index = _new_index(app, variables)
    if isinstance(index, Problem):
        return index
    if os.path.lexists(app / name):
        message = "this is there already, and nothing is overwritten"
        return Problem(name, 0, 0, "DB604", message, "choose another name")
    wanted = [*_rendered(variables), *_schema(app)]
    files = [file for file in wanted if not (app / file.path).exists()]
    return Scaffold(app, tuple(files), index)


def _refused_name(name: str) -> Problem | None:
    """Return the problem that index.yaml would have with the name."""
    quoted = name.replace("'", "''")
    problems = load(f"analyses:\n  - name: '{quoted}'\n").problems
    if not problems:
        return None
    first = problems[0]
    return Problem(INDEX, 0, 0, first.code, first.message, first.hint)


def _variables(name: str, kernel: str | None) -> Mapping[str, Any]:
    words = [word for word in re.split(r"_+", name) if word]
    class_name = "".join(word[:1].upper() + word[1:] for word in words) or "NewAnalysis"
    title = " ".join(words).capitalize() or name
    return {
        "name": name,
        "title": title,
        "class_name": class_name,
        "kernel": kernel,
        "schema": f"./{_SCHEMA}",
    }


def _schema(app: Path) -> Iterator[NewFile]:
    """Return the schema that a new index.yaml names in its first line."""
    if not (app / INDEX).exists():
        yield NewFile(_SCHEMA, schema_text().encode())


def _new_index(app: Path, variables: Mapping[str, Any]) -> bytes | Problem:
    fresh = _render(_environment(), f"{INDEX}{_TEMPLATE_ENDING}", variables)
    path = app / INDEX
    if not path.exists():
        return fresh
    loaded = read(path)
    if loaded.config is None:
        return next(problem for problem in loaded.problems if problem.severity == "error")
    if any(entry.name == variables["name"] for entry in loaded.config.analyses):
        message = f"there is an analysis `{variables['name']}` already"
        return Problem(INDEX, 0, 0, "DB605", message, "choose another name")
    try:
        return with_entry(path.read_bytes(), loaded, _fields(fresh))
    except CannotAddError as error:
        return Problem(INDEX, 0, 0, "DB605", "the entry cannot be added", str(error))


def _fields(fresh: bytes) -> list[str]:
    """Return the lines of the entry in a new index.yaml, without their indent and dash."""
    lines = fresh.decode().splitlines()
    entry = lines[next(i for i, line in enumerate(lines) if line.startswith("analyses:")) + 1 :]
    return [line[4:] for line in entry if line.strip()]


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(resource_root("templates") / "scaffold"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # The names that go in have been checked, and most of the output is not HTML.
        autoescape=False,  # noqa: S701
    )


def _render(environment: jinja2.Environment, name: str, variables: Mapping[str, Any]) -> bytes:
    text = environment.get_template(name).render(variables)
    return text.rstrip("\n").encode() + b"\n" if text.strip() else b""


def _rendered(variables: Mapping[str, Any]) -> Iterator[NewFile]:
    environment = _environment()
    for name in sorted(environment.list_templates()):
        if name.partition("/")[0] == f"{INDEX}{_TEMPLATE_ENDING}" or "__pycache__" in name:
            continue
        path = name.removesuffix(_TEMPLATE_ENDING)
        if path.startswith(_ANALYSIS):
            path = f"{variables['name']}/{path.removeprefix(_ANALYSIS)}"
        yield NewFile(path, _render(environment, name, variables))


def write_scaffold(scaffold: Scaffold) -> None:
    """Write the files, and index.yaml last, so that it never names what is not there."""
    for file in scaffold.files:
        path = scaffold.app / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:
            target.write(file.content)
    index = scaffold.app / INDEX
    beside = index.with_name(f".{INDEX}.new")
    beside.write_bytes(scaffold.index)
    beside.replace(index)
