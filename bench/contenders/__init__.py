"""What is measured: the floor, dbgen, and its peers; how each is installed and started."""

from collections.abc import Mapping
from typing import Final

from bench.contenders.contender import Contender
from bench.contenders.dbgen import DBGEN
from bench.contenders.floor import FLOOR
from bench.contenders.peers import PEERS

CONTENDERS: Final[Mapping[str, Contender]] = {
    contender.name: contender for contender in (FLOOR, DBGEN, *PEERS)
}
"""By name, in the order in which they are measured and shown."""
