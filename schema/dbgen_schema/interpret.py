"""From the nodes of index.yaml to the values that the models validate."""

import difflib
from collections.abc import Mapping
from typing import Any

from dbgen_schema.directives import KNOWN_HEADERS
from dbgen_schema.models import AnalysisEntry, AppConfig, keys_of
from dbgen_schema.nodes import Entry, Map, Node, Scalar, Sequence
from dbgen_schema.report import Report, shown
from dbgen_schema.rules import LONGEST_HTML
from dbgen_schema.suggest import did_you_mean, suggest
from dbgen_schema.values import as_written, is_null, resolved

MOST_PATTERNS = 256
_MOST_KEYS = 256
_MOST_HTML = 262_144
_MOST_ANALYSES = 10_000
_TOP_KEYS = keys_of(AppConfig)
_ENTRY_KEYS = keys_of(AnalysisEntry)
_KNOWN_HEADERS = {name.lower(): name for name in KNOWN_HEADERS}
_NEAR = 0.85
_TEMPLATE_NAMES = frozenset({"databench_version", "meta_infos", "self", "super"})


def config_values(root: Map, static: Mapping[str, Entry], report: Report) -> dict[str, Any]:
    """Return the values of the whole file, ready for `AppConfig`."""
    values = _values(root, _TOP_KEYS, report)
    _check_headers(root, report)
    _check_html(root, report)
    if "static" in values:
        values["static"] = {key: as_written(entry.value) for key, entry in static.items()}
    analyses = root.entries.get("analyses")
    if analyses is not None and isinstance(analyses.value, Sequence):
        _check_number(analyses, report)
        values["analyses"] = [_entry_values(item, report) for item in analyses.value.items]
        _check_names(analyses.value, report)
    return values


def static_entries(root: Map, report: Report) -> dict[str, Entry]:
    """Return the folder of each pattern, from whichever form `static` has."""
    static = root.entries.get("static")
    if static is None or is_null(static.value):
        return {}
    items = _static_items(static.value, report)
    if len(items) > MOST_PATTERNS:
        message = f"`static` has {len(items)} patterns"
        raise report.stop("DB107", static.key, message, f"at most {MOST_PATTERNS} are checked")
    found: dict[str, Entry] = {}
    for key, entry in items:
        if key in found:
            message = f"the pattern {shown(key)} was already in line {found[key].key.line}"
            report.error("DB144", entry.key, message, "keep one of the two")
        else:
            found[key] = entry
    return found


def _static_items(node: Node, report: Report) -> list[tuple[str, Entry]]:
    match node:
        case Map(entries=entries):
            return list(entries.items())
        case Sequence(items=items):
            return [pair for item in items for pair in _static_item(item, report)]
    message = f"`static` is {shown(as_written(node))}"
    report.error("DB123", node.position, message, "expected a map from patterns to folders")
    return []


def _static_item(node: Node, report: Report) -> list[tuple[str, Entry]]:
    match node:
        case Map(entries=entries):
            return list(entries.items())
        case Sequence(items=(Scalar() as pattern, folder)):
            return [(pattern.text, Entry(pattern.position, folder))]
    message = f"an item of `static` is {shown(as_written(node))}"
    report.error("DB146", node.position, message, "expected `pattern: folder` or a pair of both")
    return []


def _entry_values(node: Node, report: Report) -> Any:
    return _values(node, _ENTRY_KEYS, report) if isinstance(node, Map) else as_written(node)


def _values(node: Map, known: frozenset[str], report: Report) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, entry in node.entries.items():
        if key in _TEMPLATE_NAMES:
            message = f"the key {shown(key)} would hide a variable of the page templates"
            report.error("DB121", entry.key, message, "choose another key")
        elif key not in known:
            _check_unknown(key, entry, known, known - node.entries.keys(), report)
            values[key] = resolved(entry.value)
        elif not is_null(entry.value):
            values[key] = as_written(entry.value)
        elif key == "watch":
            hint = "list file patterns, or remove the key"
            report.warning("DB124", entry.key, "`watch` is empty", hint)
    return values


def _check_unknown(
    key: str, entry: Entry, known: frozenset[str], free: frozenset[str], report: Report
) -> None:
    """Warn of a key; those that are `free` do not stand in the same map."""
    if not key.startswith("x-"):
        hint = did_you_mean(key, free) or _taken_key(key, known - free) or _elsewhere(key, known)
        report.warning("DB120", entry.key, f"the key {shown(key)} is unknown", hint)


def _taken_key(key: str, taken: frozenset[str]) -> str:
    near = suggest(key, taken)
    return f"it looks like `{near}`, which is there as well" if near else ""


def _check_headers(root: Map, report: Report) -> None:
    """Warn of headers that nobody knows and that look like a slip of the pen."""
    for name in ("headers", "policy"):
        entries = _entries_at(root, ("security", name))
        if len(entries) > _MOST_KEYS:
            first = next(iter(entries.values()))
            message = f"`{name}` has {len(entries)} keys"
            raise report.stop("DB107", first.key, message, f"at most {_MOST_KEYS} are read")
    for key, entry in _entries_at(root, ("security", "headers")).items():
        near = difflib.get_close_matches(key.lower(), _KNOWN_HEADERS, n=1, cutoff=_NEAR)
        if near and key.lower() != near[0]:
            hint = f"did you mean `{_KNOWN_HEADERS[near[0]]}`?"
            report.warning("DB163", entry.key, f"no browser knows the header {shown(key)}", hint)


def _check_html(root: Map, report: Report) -> None:
    """End the reading when there is more HTML than can be made safe in time."""
    analyses = root.entries.get("analyses")
    listed = analyses.value.items if analyses and isinstance(analyses.value, Sequence) else ()
    found = [root.entries.get("description_html")]
    found += [item.entries.get("readme") for item in listed if isinstance(item, Map)]
    length = 0
    for entry in found:
        if entry is not None and isinstance(entry.value, Scalar):
            length += min(len(entry.value.text), LONGEST_HTML)
            if length > _MOST_HTML:
                message = f"this HTML and that before it have more than {_MOST_HTML} characters"
                raise report.stop("DB127", entry.key, message, "write it into README files")


def _entries_at(node: Node, path: tuple[str, ...]) -> Mapping[str, Entry]:
    """Return the entries of a map in maps, none if there is no such map."""
    for key in path:
        entry = node.entries.get(key) if isinstance(node, Map) else None
        if entry is None:
            return {}
        node = entry.value
    return node.entries if isinstance(node, Map) else {}


def _elsewhere(key: str, known: frozenset[str]) -> str:
    if key in _ENTRY_KEYS - known:
        return "it belongs to an entry of `analyses`"
    if key in _TOP_KEYS - known:
        return "it belongs to the top of the file"
    return "it reaches the page templates; keys of your own can start with `x-`"


def _check_number(analyses: Entry, report: Report) -> None:
    if isinstance(analyses.value, Sequence) and len(analyses.value.items) > _MOST_ANALYSES:
        message = f"`analyses` has {len(analyses.value.items)} entries"
        hint = f"at most {_MOST_ANALYSES} are read: make several apps of them"
        raise report.stop("DB107", analyses.key, message, hint)


def _check_names(analyses: Sequence, report: Report) -> None:
    first: dict[str, tuple[int, Scalar]] = {}
    for number, item in enumerate(analyses.items, 1):
        entry = item.entries.get("name") if isinstance(item, Map) else None
        if entry is None or not isinstance(entry.value, Scalar):
            continue
        name = entry.value
        taken = first.setdefault(name.text.casefold(), (number, name))
        if taken[0] != number:
            report.error("DB131", name.position, *_taken(name, number, *taken))


def _taken(name: Scalar, number: int, first_number: int, first: Scalar) -> tuple[str, str]:
    """Return what is wrong with a name that an entry before this one has, and what to do."""
    if name is first:
        message = f"the entries {first_number} and {number} have the name {shown(name.text)}"
        return message, "an alias stands for the same name again: write another one"
    line = first.position.line
    message = f"the name {shown(name.text)} is taken by {shown(first.text)} in line {line}"
    return message, "names must differ in more than upper and lower case"
