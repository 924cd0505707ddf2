"""The peers: tools that a user might pick instead."""

from typing import Final

from bench.contenders.contender import Contender

PEERS: Final[tuple[Contender, ...]] = ()
