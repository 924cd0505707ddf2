"""A contender: one app that does the work of the benchmark, and how to run it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

ROOT: Final = Path(__file__).parents[1]
CACHE: Final = ROOT.parent / ".bench"
"""Virtual environments and copies of the apps; not in the repository."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """How anybody may speak to the socket of an app, in JSON frames of `signal` and `load`.

    Attributes:
        path: where the socket is.
        hello: the first frame of a client, if there has to be one.
    """

    path: str
    hello: bytes | None = None


@dataclass(frozen=True, slots=True)
class Editing:
    """How a contender serves an app while somebody edits it.

    Attributes:
        source: the folder of the app, copied before it runs.
        command: what serves it, with `{bin}` and `{port}` filled in.
        page: the path of its page.
        files: where its texts are, by what they are part of: style, page, python.
    """

    source: Path
    command: tuple[str, ...]
    page: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Contender:
    """An app that is measured.

    Attributes:
        name: in the JSON, on the command line, and of its folder and its environment.
        title: in tables.
        source: the folder of the app, copied before it runs.
        command: what starts it, with `{python}`, `{bin}` and `{port}` filled in.
        work: where the work of the benchmark is put, below the copy.
        requirements: the file that lists its environment, below the copy.
        page: the path of its page.
        slider: the selector, as Playwright has them, of what takes the keys of the slider.
        even_steps: whether each key moves the slider by one; otherwise any new value counts.
        protocol: how to speak to it without its page, where that is possible.
        prepare: what is done with the copy before it runs.
        environment: variables that it runs with.
        unable: the figures that it has no part in, and why.
        package: the distribution whose version is reported.
        works: whether it does the work of the benchmark.
        editing: how it serves what is edited meanwhile, if it does.
    """

    name: str
    title: str
    source: Path
    command: tuple[str, ...]
    package: str
    work: str = "work.py"
    requirements: str = "requirements.txt"
    page: str = "/"
    slider: str = "role=slider"
    even_steps: bool = True
    protocol: Protocol | None = None
    prepare: Callable[[Path], None] = lambda _: None
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    unable: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    works: bool = True
    editing: Editing | None = None


class CannotInstall(Exception):
    """The environment of a contender cannot be made; the text says why."""


class Unable(Exception):
    """A contender has no part in a figure; the text says why."""
