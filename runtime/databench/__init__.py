"""databench: what an analysis imports, and the server that runs it."""

from typing import Final

__version__: Final = "0.8.0"

from databench import utils
from databench.actions import on, on_action
from databench.analysis import Analysis
from databench.datastore import Datastore
from databench.single import run

__all__ = ["Analysis", "Datastore", "__version__", "on", "on_action", "run", "utils"]
