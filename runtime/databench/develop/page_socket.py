"""The WebSocket between a page and the server that it is developed with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from tornado.websocket import WebSocketClosedError

from databench.develop.hub import Hello, Hub, Message, hub_of
from databench.routes import Build, Rule
from databench.sockets import TrustedSocket

_NONSENSE: Final = 1008


@dataclass(frozen=True, slots=True)
class Develop:
    """The socket that tells pages of changes, problems and failures."""

    url: str

    def rule(self, build: Build) -> Rule:
        """Return how Tornado is told."""
        del build
        return f"{self.url}$", PageSocket, {}


class PageSocket(TrustedSocket):
    """One page that is open somewhere."""

    hello: Hello

    def initialize(self) -> None:
        """Find the hub."""
        self._hub: Hub = hub_of(self.application)

    def open(self, *_args: Any, **_kwargs: Any) -> None:
        """Wait for the hello."""
        self.set_nodelay(True)

    def on_message(self, message: str | bytes) -> None:
        """Take the hello of the page."""
        hello = parse(message)
        if hello is None:
            self.close(_NONSENSE, "expected a hello")
            return
        self.hello = hello
        self._hub.join(self)

    def on_close(self) -> None:
        """Forget the page."""
        self._hub.leave(self)

    def tell(self, message: Message) -> None:
        """Send a message to the page."""
        try:
            self.write_message(json.dumps(message))
        except WebSocketClosedError:
            self._hub.leave(self)


def parse(message: str | bytes) -> Hello | None:
    """Return the hello that a message is, or None."""
    try:
        said = json.loads(message)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.get("type") != "hello":
        return None
    path, digest, seq, age = (said.get(name) for name in ("path", "digest", "seq", "age"))
    return Hello(
        path=path if isinstance(path, str) else "",
        digest=digest if isinstance(digest, str) else None,
        seq=seq if isinstance(seq, int) else None,
        age=age / 1000 if isinstance(age, int | float) else 0.0,
    )
