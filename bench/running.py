"""Run the figures: round by round, the contenders in turn, so that none has a better hour."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import distributions

from bench.contenders.contender import CACHE, CannotInstall, Contender, Unable
from bench.contenders.installing import Installed, install
from bench.figures.figure import Figure, Tools
from bench.figures.footprint import site_packages
from bench.results import Results


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured."""

    contenders: Sequence[Contender]
    figures: Sequence[Figure]
    rounds: int


def measure(plan: Plan, tools: Tools) -> Iterator[Results]:
    """Measure each figure of each contender, once in each round; yield what there is so far."""
    results = Results(_machine(tools), plan.rounds)
    ready = _installed(plan, results)
    for figure in plan.figures:
        for number in range(1 if figure.once else plan.rounds):
            _note(f"{figure.title}: round {number + 1}")
            for each in ready:
                if figure.takes(each.contender):
                    _take_sample(figure, each, tools, results)
        yield results


def _installed(plan: Plan, results: Results) -> list[Installed]:
    CACHE.mkdir(exist_ok=True)
    ready = []
    for contender in plan.contenders:
        _note(f"installing {contender.title}")
        try:
            installed = install(contender)
        except CannotInstall as error:
            for figure in plan.figures:
                results.excuse(figure.name, contender.name, str(error))
            continue
        ready.append(installed)
        results.versions[contender.name] = _version(installed)
    return ready


def _take_sample(figure: Figure, installed: Installed, tools: Tools, results: Results) -> None:
    contender = installed.contender
    if contender.name in results.absent.get(figure.name, {}):
        return
    try:
        if reason := contender.unable.get(figure.name):
            raise Unable(reason)  # noqa: TRY301 - told by the contender or found by the figure
        results.add(figure.name, contender.name, figure.sample(installed, tools))
    except Unable as error:
        results.excuse(figure.name, contender.name, str(error))
    except Exception as error:  # noqa: BLE001 - one that breaks down leaves the others their numbers
        _note(f"{contender.title}, {figure.title}: {error}")
        results.excuse(figure.name, contender.name, failure(error))


def failure(error: Exception) -> str:
    """Return why there is no figure: without the lines that name places of this machine."""
    first, _, _ = str(error).partition("\n")
    return f"failed: {first:.200}"


def _version(installed: Installed) -> str:
    package = installed.contender.package
    found = distributions(name=package, path=[str(site_packages(installed.environment))])
    return " ".join(f"{package} {distribution.version}" for distribution in found)


def _machine(tools: Tools) -> dict[str, str]:
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "chromium": tools.browser.version,
    }


def _note(text: str) -> None:
    sys.stderr.write(f"{text}\n")
