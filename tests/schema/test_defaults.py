from dbgen_schema import AnalysisEntry, AppConfig, as_json, load

SEED = """\
title: Databench - Packaged Analyses
description: Analyses that come packaged with Databench.
version: 0.0.1

analyses:
  - name: dummypi
    title: Dummy π
    description: Calculating π the simple way.
    watch:
      - dummypi/*.js
      - dummypi/*.html
  - name: scaffold_py
    kernel: py
    title: Scaffold_Py
"""

ENTRY_DEFAULTS = {
    "title": None,
    "description": None,
    "kernel": None,
    "watch": None,
    "build": None,
    "thumbnail": None,
    "show_in_index": True,
    "version": None,
    "home_link": None,
    "readme": None,
    "class": None,
}


def test_the_example_gets_the_documented_defaults() -> None:
    loaded = load(SEED)
    assert loaded.problems == ()
    assert loaded.config is not None
    assert as_json(loaded.config) == {
        "title": "Databench - Packaged Analyses",
        "description": "Analyses that come packaged with Databench.",
        "description_html": None,
        "author": None,
        "version": "0.0.1",
        "build": None,
        "watch": None,
        "static": {},
        "allowed_hosts": [],
        "allowed_origins": [],
        "security": {"policy": {}, "headers": {}, "integrity": True},
        "analyses": [
            ENTRY_DEFAULTS
            | {
                "name": "dummypi",
                "title": "Dummy π",
                "description": "Calculating π the simple way.",
                "watch": ["dummypi/*.js", "dummypi/*.html"],
            },
            ENTRY_DEFAULTS | {"name": "scaffold_py", "kernel": "py", "title": "Scaffold_Py"},
        ],
    }


def test_the_title_is_databench_when_none_is_written() -> None:
    loaded = load("analyses: []")
    assert loaded.config == AppConfig(analyses=())
    assert loaded.config.title == "Databench"


def test_null_is_the_same_as_no_key() -> None:
    keys = [key for key in AppConfig.model_fields if key not in {"analyses", "watch"}]
    nulls = ["", "~", "null"]
    text = "\n".join(f"{key}: {nulls[index % 3]}" for index, key in enumerate(keys))
    loaded = load(f"{text}\nanalyses: []")
    assert (loaded.config, loaded.problems) == (AppConfig(analyses=()), ())


def test_null_is_the_same_as_no_key_in_an_entry() -> None:
    keys = [key for key in ENTRY_DEFAULTS if key != "watch"]
    text = "\n".join(f"    {key}:" for key in keys)
    loaded = load(f"analyses:\n  - name: one\n{text}\n")
    assert loaded.problems == ()
    assert loaded.config == AppConfig(analyses=(AnalysisEntry(name="one"),))


def test_unknown_keys_are_part_of_the_json_form() -> None:
    loaded = load("x-team: {a: [1, ~]}\nanalyses:\n- name: one\n  x-b: true\n")
    assert loaded.config is not None
    json_form = as_json(loaded.config)
    assert json_form["x-team"] == {"a": [1, None]}
    assert json_form["analyses"][0]["x-b"] is True
    assert loaded.config.extra == {"x-team": {"a": [1, None]}}


def test_null_in_the_policy_is_not_the_same_as_no_key() -> None:
    loaded = load(
        "security:\n  policy:\n    img-src: 'https:'\n    font-src:\n"
        "    media-src: [a.b, 'https:']\n"
        "    upgrade-insecure-requests: true\n  headers: {X-Frame-Options: , X-A: 1}\n"
        "  integrity: no\nanalyses: []"
    )
    assert loaded.problems == ()
    assert loaded.config is not None
    assert as_json(loaded.config)["security"] == {
        "policy": {
            "img-src": ["https:"],
            "font-src": None,
            "media-src": ["a.b", "https:"],
            "upgrade-insecure-requests": [],
        },
        "headers": {"X-Frame-Options": None, "X-A": "1"},
        "integrity": False,
    }


def test_security_without_values_is_that_of_no_key() -> None:
    loaded = load("security:\n  policy:\n  headers: ~\n  integrity: null\nanalyses: []")
    assert (loaded.config, loaded.problems) == (AppConfig(analyses=()), ())
