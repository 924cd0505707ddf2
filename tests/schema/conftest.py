from collections.abc import Callable

import pytest

from dbgen_schema import AnalysisEntry, AppConfig, load

Found = Callable[[str], list[str]]


@pytest.fixture
def found() -> Found:
    """The problems of a text, each as `line:column code`."""
    return lambda text: [f"{p.line}:{p.column} {p.code}" for p in load(text).problems]


@pytest.fixture
def config() -> Callable[[str], AppConfig]:
    """The configuration of a text whose `analyses` are added when it has none."""

    def configuration(text: str) -> AppConfig:
        loaded = load(text if "analyses:" in text else f"{text}\nanalyses: []\n")
        assert loaded.config is not None, loaded.problems
        return loaded.config

    return configuration


@pytest.fixture
def entry(config: Callable[[str], AppConfig]) -> Callable[[str], AnalysisEntry]:
    """The only entry of `analyses`, with one more line in it."""
    return lambda line: config(f"analyses:\n  - name: one\n    {line}\n").analyses[0]
