"""What is left of an index.yaml when the values that are wrong are taken out.

A mistake in one entry must not hide what is wrong with the folders of the others.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from dbgen_schema.models import AnalysisEntry, AppConfig
from dbgen_schema.nodes import Entry, Map, Sequence

Values = dict[str, Any]


def salvage(root: Map, values: Values) -> tuple[AppConfig, Map]:
    """Return a configuration of the values that are right, and the nodes that it came from."""
    given = values.get("analyses")
    kept = _entries(given if isinstance(given, list) else [])
    rest = _accepted(AppConfig, {**values, "analyses": list(kept.values())})
    config = AppConfig.model_validate(rest if rest is not None else {"analyses": []})
    return config, _with_analyses(root, kept)


def _entries(given: Iterable[Any]) -> dict[int, Values]:
    """Return the entries that are right, by their number in the file; of equal names, the first."""
    entries: dict[int, Values] = {}
    names: set[str] = set()
    for number, values in enumerate(given):
        entry = _accepted(AnalysisEntry, values) if isinstance(values, dict) else None
        if entry is not None and entry["name"].casefold() not in names:
            names.add(entry["name"].casefold())
            entries[number] = entry
    return entries


def _accepted(model: type[BaseModel], values: Values) -> Values | None:
    """Return the values without those that a model refuses; None if it refuses what is left."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        refused = [detail["loc"] for detail in error.errors() if detail["loc"]]
        rest = {key: _without(value, key, refused) for key, value in values.items()}
        rest = {key: value for key, value in rest.items() if value is not None}
        return None if rest == values else _accepted(model, rest)
    return values


def _without(value: Any, key: str, refused: Iterable[tuple[int | str, ...]]) -> Any:
    """Return a value, of a map without the items that are refused; None if nothing is left."""
    places = [place for place in refused if place[0] == key]
    items = {place[1] for place in places if len(place) > 1}
    if any(len(place) == 1 for place in places):
        return None
    if isinstance(value, dict):
        return {name: item for name, item in value.items() if name not in items}
    # Of a list nothing is kept: what is left would have other numbers than in the file.
    return None if items else value


def _with_analyses(root: Map, kept: Iterable[int]) -> Map:
    analyses = root.entries.get("analyses")
    if analyses is None or not isinstance(analyses.value, Sequence):
        return root
    items = tuple(analyses.value.items[number] for number in kept)
    entry = Entry(analyses.key, analyses.value._replace(items=items))
    return root._replace(entries={**root.entries, "analyses": entry})
