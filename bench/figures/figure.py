"""A figure: what it measures, and how one sample of it is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from playwright.sync_api import Browser

from bench.contenders.contender import Contender
from bench.contenders.installing import Installed

Sample = Mapping[str, float]
"""Values by the key of what was measured."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a figure.

    Attributes:
        key: in samples and in the JSON.
        title: in tables.
        unit: after the number; empty for a count.
        digits: after the decimal point.
        more_is_better: whether a larger number is the better one.
    """

    key: str
    title: str
    unit: str
    digits: int = 1
    more_is_better: bool = False


@dataclass(frozen=True, slots=True)
class Tools:
    """What figures measure with.

    Attributes:
        browser: Chromium.
        short: whether a rough number soon is better than a precise one.
    """

    browser: Browser
    short: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """What is measured together, of one start of a server.

    Attributes:
        name: in the JSON and on the command line.
        title: in tables.
        measures: its numbers.
        sample: takes one sample; raises Unable.
        once: whether another round could only find the same.
        takes: whether a contender has a part in it at all.
    """

    name: str
    title: str
    measures: tuple[Measure, ...]
    sample: Callable[[Installed, Tools], Sample]
    once: bool = False
    takes: Callable[[Contender], bool] = attrgetter("works")
