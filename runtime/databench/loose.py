"""What an app raises outside of actions: in tasks, callbacks, and handlers of its own routes.

Asyncio and Tornado write it to the log, each in its own words. While developing it is taken from
there, so that it can be shown and counted as the failures of actions are.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Final

from databench.sources import passes_app

_LOGGERS: Final = ("asyncio", "concurrent.futures", "databench.server", "tornado.application")

Tell = Callable[[str, str], object]
"""Called with what has failed, in the words of the log, and with the traceback.

It may raise RuntimeError when there is nobody any more who could be told.
"""


class _Taken(logging.Filter):
    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def filter(self, record: logging.LogRecord) -> bool:
        """Take what was raised by the app; leave the rest to the log."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None or not passes_app(error):
            return True
        details = "".join(traceback.format_exception(error))
        try:
            self._tell(record.getMessage().partition("\n")[0], details)
        except RuntimeError:
            return True
        return False


def take_loose_failures(tell: Tell) -> None:
    """Have what the app raises outside of actions told instead of logged."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_Taken(tell))
