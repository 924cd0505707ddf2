"""Where the log of a server and of its kernels goes."""

from __future__ import annotations

import logging


def configure_logging(level: str | int) -> None:
    """Send the log to standard error."""
    logging.basicConfig(
        level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )
    # One line for every request says nothing that a proxy's log does not.
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
