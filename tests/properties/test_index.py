"""Whatever index.yaml holds, `dbgen validate` answers; and the JSON Schema says the same."""

import json
import re
import subprocess
import sys
from typing import Any, Final

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dbgen_schema import load
from dbgen_schema.json_schema import schema_text

from .conftest import App
from .schema_values import ANYTHING, changed, values_of, with_one_key

SCHEMA: Final[dict[str, Any]] = json.loads(schema_text())
VALIDATOR: Final = jsonschema.Draft202012Validator(SCHEMA)
FITTING: Final = values_of(SCHEMA, SCHEMA)
CONFIGS: Final = st.one_of(FITTING, changed(FITTING), with_one_key(SCHEMA), ANYTHING)

# What no JSON Schema can say: about a key beside others, about regular expressions, about paths
# that leave their folder and come back, about names of classes with letters outside ASCII, about
# the sources of a policy and headers beside others.
BEYOND_SCHEMA: Final = frozenset(
    {"DB131", "DB133", "DB140", "DB141", "DB142", "DB144", "DB145", "DB161", "DB162", "DB163"},
)
# What depends on the files of the app, or on what a page shows.
OF_FILES: Final = frozenset(
    {"DB201", "DB207", "DB212", "DB430", "DB431", "DB432", "DB503", "DB504"}
)
NOISE: Final = st.sampled_from(
    [
        *"-:?&*!|>'\"%@`{}[],#~\t\n ",
        "---\n",
        "...\n",
        "<<: ",
        "&a ",
        "*a",
        "!!python/object:x ",
        "? ",
    ]
)


@given(CONFIGS)
@settings(max_examples=80)
def test_every_config_gets_an_answer(app: App, config: Any) -> None:
    app.write("index.yaml", yaml.safe_dump(config, allow_unicode=True).encode())
    relaxed, strict = app.validate(), app.validate("--strict", "--format", "json")

    assert relaxed <= strict


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """Return the text of a config with lines and characters out of place."""
    text = yaml.safe_dump(draw(FITTING), allow_unicode=True)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(["insert", "cut", "repeat", "move"])):
            case "insert":
                text = text[:at] + draw(NOISE) + text[at:]
            case "cut":
                text = text[:at] + text[at + draw(st.integers(1, 9)) :]
            case "repeat":
                text = text[:at] + text[text.rfind("\n", 0, at) + 1 :]
            case "move":
                text = text[at:] + text[:at]
    return text.encode()


@given(st.one_of(texts(), st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
@settings(max_examples=150)
def test_every_text_gets_an_answer(app: App, text: bytes) -> None:
    app.write("index.yaml", text)

    app.validate("--format", "json")


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"analyses: [{name: hello}]", b"a: &a [*a]"])
def test_as_a_process(app: App, text: bytes) -> None:
    app.write("index.yaml", text)
    command = [sys.executable, "-m", "dbgen", "validate", str(app.folder)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)

    assert done.returncode in (0, 2)
    assert "Traceback" not in done.stdout + done.stderr


def written(config: Any) -> str:
    """Return a config as YAML, in which flags are words without quotes."""
    text = json.dumps(config, ensure_ascii=False)
    return re.sub('(?i)("(?:show_in_index|integrity)": )"(yes|no|on|off)"', r"\1\2", text)


@given(CONFIGS)
@settings(max_examples=300)
def test_the_schema_and_strict_agree(config: Any) -> None:
    errors = [error.message for error in VALIDATOR.iter_errors(config)]
    problems = load(written(config)).problems

    if errors:
        assert problems, errors
    else:
        assert {problem.code for problem in problems} <= BEYOND_SCHEMA, problems


@given(CONFIGS)
@settings(max_examples=150)
def test_the_schema_and_the_command_agree(app: App, config: Any) -> None:
    """An app has all thumbnails that are texts; of other values the schema has to know."""
    fits = not list(VALIDATOR.iter_errors(config))
    for name in thumbnails(config):
        app.write(f"hello/{name}", b"")
        app.write(f"other/{name}", b"")
    app.write("index.yaml", written(config).encode())
    codes = app.codes("--strict")

    assert codes <= BEYOND_SCHEMA | OF_FILES if fits else codes


def thumbnails(config: Any) -> list[str]:
    """Return the thumbnails of a config, as far as they can be names of files."""
    entries = config.get("analyses") if isinstance(config, dict) else None
    maps = (
        [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    )
    names = [entry.get("thumbnail") for entry in maps]
    return [name for name in names if isinstance(name, str) and name and "/" not in name]
