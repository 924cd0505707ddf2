"""Values that a JSON Schema describes, and values that are almost such."""

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

PRINTABLE: Final = st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_categories=["C"])
TEXTS: Final = st.one_of(
    st.text(PRINTABLE, max_size=12),
    st.sampled_from(["hello", "other", "py", "yes", "1.10", "../up", "*", "a/b", "x-y", ""]),
)
NUMBERS: Final = st.one_of(st.integers(-1000, 1000), st.floats(-1e6, 1e6, allow_nan=False))
SCALARS: Final = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
ANYTHING: Final = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)

# What the schema alone would hardly ever hit, because it has to fit the files of an app.
_FITTING: Final[Mapping[str, st.SearchStrategy[Any]]] = {
    "name": st.sampled_from(["hello", "other"]),
    "allowed_hosts": st.lists(
        st.sampled_from(["example.org", "*.example.org", "::1", "[::1]"]), max_size=2
    ),
    "static": st.dictionaries(
        st.sampled_from(["files/(.*)", "more/(.*\\.css)"]), st.sampled_from([".", "hello", "gone"])
    ),
}


def values_of(schema: Mapping[str, Any], root: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Return values for the part of JSON Schema that the schema of index.yaml uses."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return values_of(root["$defs"][name], root)
    if "anyOf" in schema:
        return st.one_of([values_of(option, root) for option in schema["anyOf"]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    types = schema.get("type", "null")
    kinds = [types] if isinstance(types, str) else types
    return st.one_of([_of_type(kind, schema, root) for kind in kinds])


@st.composite
def with_one_key(draw: st.DrawFn, root: Mapping[str, Any]) -> dict[str, Any]:
    """Return a small config in which one key, of those that there are, has a simple value."""
    entry: dict[str, Any] = {"name": "hello"}
    config: dict[str, Any] = {"analyses": [entry]}
    value = draw(SCALARS | st.lists(SCALARS, max_size=2))
    if draw(st.booleans()):
        entry[draw(st.sampled_from(sorted(root["$defs"]["AnalysisEntry"]["properties"])))] = value
    else:
        config[draw(st.sampled_from(sorted(root["properties"])))] = value
    return config


def _of_type(
    kind: str, schema: Mapping[str, Any], root: Mapping[str, Any]
) -> st.SearchStrategy[Any]:
    match kind:
        case "object":
            return _objects(schema, root)
        case "array":
            return _arrays(schema, root)
        case "string":
            return _matching(schema["pattern"]) if "pattern" in schema else TEXTS
        case "number":
            return NUMBERS
        case "boolean":
            return st.booleans()
    return st.none()


def _matching(pattern: str) -> st.SearchStrategy[str]:
    # In Python, `$` also stands before a line feed at the end; in JSON Schema it does not.
    return st.from_regex(pattern, alphabet=PRINTABLE).filter(lambda text: "\n" not in text)


def _objects(schema: Mapping[str, Any], root: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if "properties" not in schema:
        keys = _matching(schema["propertyNames"]["pattern"])
        return st.dictionaries(keys, values_of(schema["additionalProperties"], root), max_size=2)
    fields = {
        key: st.one_of(_FITTING[key], values_of(value, root))
        if key in _FITTING
        else values_of(value, root)
        for key, value in schema["properties"].items()
    }
    required = {key: fields.pop(key) for key in schema.get("required", [])}
    return st.fixed_dictionaries(required, optional=fields)


def _arrays(schema: Mapping[str, Any], root: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if "prefixItems" in schema:
        return st.tuples(*(values_of(item, root) for item in schema["prefixItems"])).map(list)
    return st.lists(values_of(schema["items"], root), max_size=3)


@st.composite
def changed(draw: st.DrawFn, values: st.SearchStrategy[Any]) -> Any:
    """Return one of the values after a few changes somewhere in it."""
    value = draw(values)
    for _ in range(draw(st.integers(1, 3))):
        value = _changed_once(draw, value)
    return value


def _changed_once(draw: st.DrawFn, value: Any) -> Any:
    if not value or not isinstance(value, dict | list) or draw(st.integers(0, 5)) == 0:
        return draw(ANYTHING)
    if isinstance(value, list):
        index = draw(st.integers(0, len(value) - 1))
        return [*value[:index], _changed_once(draw, value[index]), *value[index + 1 :]]
    key = draw(st.sampled_from(sorted(value)))
    rest = {name: item for name, item in value.items() if name != key}
    match draw(st.sampled_from(["change", "remove", "rename", "add"])):
        case "remove":
            return rest
        case "rename":
            return {draw(st.sampled_from([f"{key}s", key[1:], key.upper()])): value[key], **rest}
        case "add":
            return {**value, draw(TEXTS): draw(ANYTHING)}
    return {**rest, key: _changed_once(draw, value[key])}
