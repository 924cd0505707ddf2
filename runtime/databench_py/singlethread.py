"""The last line of files written for Databench's `py` kernel."""

from __future__ import annotations

from databench import Analysis
from databench.kernels.child import serve_class


class Meta:
    """Runs a class in the process that its server has started for one visitor.

    Args:
        name: the analysis; the server knows it already.
        analysis_class: the class to run.
    """

    def __init__(self, name: str, analysis_class: type[Analysis]) -> None:
        self.name = name
        self._analysis_class = analysis_class

    def event_loop(self) -> None:
        """Handle actions until the connection ends.

        Raises:
            RuntimeError: the process was not started by a server.
        """
        serve_class(self._analysis_class)
