"""The floor: bare Tornado, by hand."""

from typing import Final

from bench.contenders.contender import ROOT, Contender, Protocol

FLOOR: Final = Contender(
    name="floor",
    title="bare Tornado",
    source=ROOT / "apps" / "floor",
    command=("{python}", "server.py", "{port}"),
    package="tornado",
    protocol=Protocol("/ws"),
)
