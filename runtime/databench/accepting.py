"""Accept connections as long as the system has room for them, and wait when it has none."""

from __future__ import annotations

import contextlib
import errno
import logging
import socket
import sys
from typing import Any, Final

from tornado.ioloop import IOLoop

from databench.rate import Bucket

log = logging.getLogger(__name__)

_NO_ROOM: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_PAUSE: Final = 1.0
_WARNINGS_PER_SECOND: Final = 1 / 60
_MANY_FILES: Final = 65_536


class ListeningSocket(socket.socket):
    """A socket that is left alone for a while when there is no room for one more connection.

    Tornado would try again at once, and for ever: with all of a processor, and an error in the log
    each time. Meanwhile connections wait in the queue of the system.
    """

    def __init__(self, bound: socket.socket) -> None:
        super().__init__(fileno=bound.detach())
        self.setblocking(False)
        self._warnings = Bucket(_WARNINGS_PER_SECOND, burst=1)

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept a connection; raises BlockingIOError if there is none, or no room for it."""
        try:
            return super().accept()
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            self._pause(error)
            raise BlockingIOError from error

    def _pause(self, error: OSError) -> None:
        loop = IOLoop.current()
        loop.update_handler(self, 0)
        loop.call_later(_PAUSE, self._go_on)
        if self._warnings.take():
            log.warning(
                "no room for more connections: %s; they wait until others end, or until the limit "
                "(`ulimit -n`) is raised",
                error.strerror,
            )

    def _go_on(self) -> None:
        is_closed = self.fileno() < 0
        if not is_closed:
            IOLoop.current().update_handler(self, IOLoop.READ)


def allow_many_files() -> None:
    """Let this process have as many files open as its user may: each visitor takes one.

    Most systems let programs begin with a limit of 1,024 or less, for those that cannot do with
    more.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - it is not there on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MANY_FILES if hard == resource.RLIM_INFINITY else min(hard, _MANY_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
