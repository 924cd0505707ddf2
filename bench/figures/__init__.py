"""What is measured of every contender: a module for each figure."""

from collections.abc import Mapping
from typing import Final

from bench.figures import (
    cold_start,
    commands,
    first_load,
    footprint,
    load,
    memory,
    round_trip,
    saving,
    sharing,
    streaming,
)
from bench.figures.figure import Figure

FIGURES: Final[Mapping[str, Figure]] = {
    figure.name: figure
    for figure in (
        cold_start.FIGURE,
        first_load.FIGURE,
        round_trip.FIGURE,
        streaming.FIGURE,
        memory.PAGES,
        memory.SOCKETS,
        load.FIGURE,
        footprint.FIGURE,
        saving.FIGURE,
        sharing.FIGURE,
        commands.FIGURE,
    )
}
"""By name, in the order in which they are measured and shown."""
