"""The app of one script: what databench.run() serves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import click

from dbgen.inspecting.app import Source
from dbgen.reporting import FAILED
from dbgen.serving.command import ServeOptions, serve_app
from dbgen_schema import AppConfig, Problem, load

_STAND_IN: Final = "app"
_LONGEST_NAME: Final = 64


class SpecError(Exception):
    """A description that nothing can be made of."""


@dataclass(frozen=True, slots=True)
class SingleSpec:
    """What databench.run() was called with; `path` is that of the script."""

    path: Path
    cls: str
    name: str
    info: Mapping[str, Any]
    static: Any


def read_spec(text: str) -> SingleSpec:
    """Return what a JSON description says; raises SpecError if it is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SpecError(f"this is not JSON: {error}") from None
    if not isinstance(value, dict) or not isinstance(value.get("info") or {}, dict):
        raise SpecError("expected an object with path, class, name, info and static")
    cls = value.get("class")
    if not isinstance(cls, str) or not isinstance(value.get("path"), str):
        raise SpecError("expected the texts path and class")
    name = str(value.get("name") or cls)
    return SingleSpec(Path(value["path"]), cls, name, value.get("info") or {}, value.get("static"))


def single_source(spec: SingleSpec) -> Source | tuple[Problem, ...]:
    """Return the app of a script before its folder is read, or what is wrong with the call."""
    script = spec.path.name
    if "/" in spec.name or not spec.name.isprintable() or len(spec.name) > _LONGEST_NAME:
        message = f"the name `{spec.name[:_LONGEST_NAME]}` cannot be that of an analysis"
        return (Problem(script, 0, 0, "DB130", message, "use letters, digits and underscores"),)
    # An index.yaml with the same meaning goes through the same checks as any other.
    loaded = load(json.dumps(_as_index(spec)), script)
    # There is no such file, so its lines mean nothing to anybody.
    problems = tuple(replace(problem, line=0, column=0) for problem in loaded.problems)
    if loaded.config is None:
        return problems
    config = _named(loaded.config, spec.name)
    folder = spec.path.resolve().parent
    return Source(folder, config, None, problems, script, tuple(spec.info.items()))


def _as_index(spec: SingleSpec) -> Mapping[str, Any]:
    entry: dict[str, Any] = {"name": _STAND_IN, "class": spec.cls}
    index: dict[str, Any] = {"title": str(spec.info.get("title") or spec.cls), "analyses": [entry]}
    if spec.info.get("version") is not None:
        entry["version"] = str(spec.info["version"])
    if spec.static:
        index["static"] = spec.static
    return index


def _named(config: AppConfig, name: str) -> AppConfig:
    entry = config.analyses[0].model_copy(update={"name": name})
    return config.model_copy(update={"analyses": (entry,)})


def single_command(text: str, options: ServeOptions) -> int:
    """Serve or build the app that a JSON description means, and return the exit status."""
    try:
        spec = read_spec(text)
    except SpecError as error:
        click.echo(f"--spec: {error}", err=True)
        return FAILED
    return serve_app(spec.path.resolve().parent, lambda: single_source(spec), options)
