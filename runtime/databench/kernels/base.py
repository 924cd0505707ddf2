"""What a session asks of a kernel."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Any, NamedTuple, Protocol

from databench.actions import Message, Rest
from databench.limits import Limits


class KernelError(Exception):
    """A kernel could not start, or has died; the text is for the log."""


class KernelsInUse(KernelError):
    """There are as many kernels as there may be; the text is for the visitor."""


class HandlerError(Exception):
    """A handler failed; `details` is the traceback of its process.

    Attributes:
        details: the formatted traceback, for the log.
    """

    def __init__(self, details: str) -> None:
        super().__init__(details.strip().rpartition("\n")[2])
        self.details = details


class SessionEnd(Protocol):
    """What a kernel may ask of its session."""

    def emit(self, signal: str, message: object) -> Awaitable[object]:
        """Send a signal to the page."""

    def kernel_failed(self, what: str, details: str) -> None:
        """Say what has failed in the kernel beside the actions, with its traceback."""

    def kernel_died(self, error: KernelError) -> None:
        """Say that the kernel has ended by itself."""


class Start(NamedTuple):
    """What a kernel needs to begin: who runs, and for whom."""

    id_: str
    session: SessionEnd
    limits: Limits


class Kernel(Protocol):
    """One instance of an analysis, wherever it runs."""

    reachable: frozenset[str]
    concurrent: frozenset[str]

    async def start(self) -> None:
        """Make the instance.

        Raises:
            HandlerError: the class could not be instantiated.
            KernelError: its process could not be started.
        """

    def state(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the present values of `data` and `class_data`.

        Raises:
            HandlerError: the stores that the class has made cannot be read.
        """

    def begin(self, action: str, message: Message) -> Rest | None:
        """Run of an action what need not wait, and return what does the rest, if anything is left.

        Raises:
            ArgumentsError: the message does not fit a handler; the rest may raise all of these.
            HandlerError: a handler raised.
            KernelError: the kernel died meanwhile.
        """

    async def stop(self) -> None:
        """End the instance and free what it holds.

        Raises:
            HandlerError: the stores that the class has made cannot be closed.
        """


class KernelSpec(Protocol):
    """Which analysis a socket runs, and how."""

    @property
    def name(self) -> str:
        """Return the name of the analysis, as in index.yaml."""

    @property
    def version(self) -> str | None:
        """Return the version of the analyses, told to the page."""

    def kernel(self, start: Start) -> Kernel:
        """Return a kernel that has not started yet."""
