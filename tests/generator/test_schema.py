"""The JSON Schema of index.yaml says what `dbgen validate --strict` says, as far as it can."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from pydantic import BaseModel

from dbgen.cli import main
from dbgen_schema import POLICY, SecurityConfig, load
from dbgen_schema.json_schema import index_schema, schema_text
from dbgen_schema.models import AnalysisEntry, AppConfig, keys_of

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "schema" / "index.schema.json"
ENTRY = "analyses:\n  - name: hello\n    "

ACCEPTED = [
    "analyses: []",
    "title: Pi\nversion: 1.10\nauthor: 5\ndescription: true\nanalyses: []",
    "title:\ndescription: ~\nstatic: null\nallowed_hosts:\nallowed_origins:\nanalyses: []",
    "x-mine: {a: [1, ~]}\nanalyses: []",
    "static: {}\nanalyses: []",
    "static: {modules/(.*): node_modules, '(?:a|b)/(.*)': .}\nanalyses: []",
    "static: [{a/(.*): a, b/(.*): b}, {c/(.*): c}]\nanalyses: []",
    "static: [[a/(.*), a], [b/(.*), 5], {c/(.*): c}]\nanalyses: []",
    "watch: ['**/*.js', ./x]\nanalyses: []",
    "allowed_hosts: [a.b, '*.a.b', '*', 10.0.0.1, '::1']\nanalyses: []",
    "allowed_origins: ['https://a.b', 'http://[::1]:8000']\nanalyses: []",
    "security:\nanalyses: []",
    "security: {policy: , headers: , integrity: }\nanalyses: []",
    "security: {policy: {img-src: , script-src: \"'self' https:\", sandbox: }}\nanalyses: []",
    "security: {policy: {img-src: [a.b, 'https:', '*', '*.a.b:*/x/', \"'self'\"]}}\nanalyses: []",
    "security: {policy: {upgrade-insecure-requests: true, report-to: a}}\nanalyses: []",
    "security: {headers: {X-Mine: 5, X-Frame-Options: , X-A: 'a=(), b=()'}}\nanalyses: []",
    "security: {integrity: no}\nanalyses: []",
    ENTRY + "kernel: py",
    ENTRY + "kernel:",
    ENTRY + "x-mine: 1\n    title: 2026-11-22",
    *(ENTRY + f"show_in_index: {flag}" for flag in ("true", "no", "ON", "~")),
    *(ENTRY + f"home_link: {link}" for link in ("false", "/else/", "~", "5")),
    *(ENTRY + f"class: {name}" for name in ("Hello", "Käse", "_A1", "true", "~")),
    *(f"analyses: [{{name: {name}}}]" for name in ("a", "A_9", "true", "x" * 64, "on")),
]

REFUSED = [
    "",
    "[]",
    "title: Pi",
    "analyses:",
    "analyses: {}",
    "analyses: [hello]",
    "analyses: [{}]",
    "analyses: [{name: }]",
    "titel: Pi\nanalyses: []",
    "title: [Pi]\nanalyses: []",
    "title: {a: b}\nanalyses: []",
    "watch: '*.js'\nanalyses: []",
    "watch:\nanalyses: []",
    "watch: ['']\nanalyses: []",
    "watch: [/etc/x]\nanalyses: []",
    "watch: [~]\nanalyses: []",
    "static: here\nanalyses: []",
    "static: [word]\nanalyses: []",
    "static: [[a/(.*)]]\nanalyses: []",
    "static: [[a/(.*), b, c]]\nanalyses: []",
    "static: {/a/(.*): a}\nanalyses: []",
    "static: {^a/(.*): a}\nanalyses: []",
    "static: {a/.*: a}\nanalyses: []",
    "static: {a/(.*): }\nanalyses: []",
    "static: {a/(.*): /etc}\nanalyses: []",
    "static: {a/(.*): ../x}\nanalyses: []",
    "allowed_hosts: a.b\nanalyses: []",
    "allowed_hosts: ['http://a.b']\nanalyses: []",
    "allowed_origins: [a.b]\nanalyses: []",
    "allowed_origins: ['https://a.b/']\nanalyses: []",
    "security: strict\nanalyses: []",
    "security: {polcy: {}}\nanalyses: []",
    "security: {policy: [a]}\nanalyses: []",
    "security: {policy: {img-source: a}}\nanalyses: []",
    "security: {policy: {img-src: []}}\nanalyses: []",
    "security: {policy: {img-src: ''}}\nanalyses: []",
    "security: {policy: {img-src: {a: b}}}\nanalyses: []",
    "security: {policy: {img-src: ['a b']}}\nanalyses: []",
    "security: {policy: {upgrade-insecure-requests: 'https:'}}\nanalyses: []",
    "security: {headers: [a]}\nanalyses: []",
    "security: {headers: {'A b': c}}\nanalyses: []",
    "security: {headers: {X-A: ''}}\nanalyses: []",
    "security: {headers: {X-A: [b]}}\nanalyses: []",
    "security: {integrity: maybe}\nanalyses: []",
    ENTRY + "kernl: py",
    ENTRY + "kernel: go",
    ENTRY + "kernel: [py]",
    ENTRY + "show_in_index: maybe",
    ENTRY + "home_link: true",
    ENTRY + "class: My-Class",
    ENTRY + "class: lambda",
    *(
        f"analyses: [{{name: {name}}}]"
        for name in ("a-b", "_a", "9a", "Käse", "class", "'a/b'", "x" * 65, "[a]", "5")
    ),
]


class _Yaml12(yaml.SafeLoader):
    """Reads scalars as editors do: by YAML 1.2, where `on` and dates are texts."""


_Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in kinds]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    for kinds in [{"null", "int", "float", *(() if first in set("yYnNoO") else ("bool",))}]
}


def accepts(text: str) -> bool:
    validator = jsonschema.Draft202012Validator(index_schema())
    return bool(validator.is_valid(yaml.load(text, _Yaml12)))


def is_clean(text: str) -> bool:
    return not load(text).problems


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_is_accepted(text: str) -> None:
    assert (accepts(text), is_clean(text)) == (True, True)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused(text: str) -> None:
    assert (accepts(text), is_clean(text)) == (False, False)


def test_the_packaged_app_is_accepted() -> None:
    assert accepts((ROOT / "analyses" / "index.yaml").read_text())


def test_the_schema_is_one() -> None:
    schema = index_schema()
    jsonschema.Draft202012Validator.check_schema(schema)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("model", [AppConfig, AnalysisEntry, SecurityConfig])
def test_every_key_has_a_description_and_its_default(model: type[BaseModel]) -> None:
    schema: dict[str, Any] = index_schema()
    part = schema if model is AppConfig else schema["$defs"][model.__name__]
    properties = part["properties"]

    assert properties.keys() == keys_of(model)
    assert all(value["description"].endswith(".") for value in properties.values())
    assert {key for key, value in properties.items() if "default" not in value} == set(
        part.get("required", [])
    )


def test_every_directive_has_a_description_and_its_default() -> None:
    schema: dict[str, Any] = index_schema()
    directives = schema["$defs"]["SecurityConfig"]["properties"]["policy"]["properties"]

    assert all(value["description"].endswith(".") for value in directives.values())
    sent = {
        key: value["default"].split() for key, value in directives.items() if "default" in value
    }
    assert sent == {key: list(sources) for key, sources in POLICY.items()}


def test_the_committed_schema_is_up_to_date() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == schema_text(), "run scripts/write_generated.py"


def test_the_command_prints_it() -> None:
    assert CliRunner().invoke(main, ["schema"]).stdout == schema_text()


def test_a_new_app_tells_editors_where_it_is(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["new", "hello", str(tmp_path)]).exit_code == 0
    app = tmp_path / "analyses"
    first, rest = (app / "index.yaml").read_text().split("\n", 1)
    reference = first.removeprefix("# yaml-language-server: $schema=")

    assert json.loads((app / reference).read_text()) == index_schema()
    assert accepts(rest)


def test_an_app_that_is_there_gets_no_schema(tmp_path: Path) -> None:
    (tmp_path / "index.yaml").write_text("analyses:\n  - name: one\n")

    assert CliRunner().invoke(main, ["new", "hello", str(tmp_path)]).exit_code == 0
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
