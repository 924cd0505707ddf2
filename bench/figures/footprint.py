"""Footprint: what has to be installed to run the app."""

from importlib.metadata import distributions
from pathlib import Path
from typing import Final

from bench.contenders.installing import Installed
from bench.figures.figure import Figure, Measure, Sample, Tools

_OF_EVERY_ENVIRONMENT: Final = frozenset({"pip", "setuptools"})


def _sample(installed: Installed, _: Tools) -> Sample:
    counted = [
        distribution
        for distribution in distributions(path=[str(site_packages(installed.environment))])
        if distribution.metadata["Name"] not in _OF_EVERY_ENVIRONMENT
    ]
    size = sum(
        path.stat().st_size
        for distribution in counted
        for path in (Path(str(file.locate())) for file in distribution.files or ())
        if path.suffix != ".pyc" and path.is_file()
    )
    return {"distributions": len(counted), "megabytes": size / 1e6}


def site_packages(environment: Path) -> Path:
    """Return the folder of an environment in which distributions are."""
    return next(environment.glob("lib/python*/site-packages"))


FIGURE: Final = Figure(
    "footprint",
    "footprint of the environment",
    (
        Measure("distributions", "distributions", "", 0),
        Measure("megabytes", "size without compiled Python", "MB", 1),
    ),
    _sample,
    once=True,
)
