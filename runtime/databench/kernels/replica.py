"""Datastores in the process of a kernel: copies of the server's, read without asking it."""

from __future__ import annotations

import collections
from collections.abc import Callable

from databench.storage import Domain, MemoryStorage, Told

Write = Callable[[str, str, str], None]
"""Called with domain, key and JSON text of a value that this process wrote."""


class ReplicaDomain(Domain):
    """A copy of a domain of the server; writes are seen here at once and sent there.

    All copies end on the value that the server took last. While own writes of a key are on their
    way, what others wrote to it before is passed over: the server has not seen ours yet then.
    """

    def __init__(self, name: str, values: dict[str, str], send: Write) -> None:
        super().__init__()
        self.values = {key: text.encode() for key, text in values.items()}
        self._name = name
        self._send = send
        self._on_their_way: collections.Counter[str] = collections.Counter()

    def write(self, key: str, text: bytes, by: object = None) -> Told:
        """Store text under key, here and in the server."""
        del by
        if self.values.get(key) == text:
            return []
        self._on_their_way[key] += 1
        self._send(self._name, key, text.decode())
        return super().write(key, text)

    def follow(self, key: str, text: bytes, own: bool) -> None:
        """Take a write that the server has accepted, from here (own) or from elsewhere."""
        if own:
            self._on_their_way[key] -= 1
        elif not self._on_their_way[key]:
            super().write(key, text)


class ReplicaStorage(MemoryStorage):
    """Holds copies of the server's domains; any other domain is private to this process."""

    def __init__(self, domains: dict[str, dict[str, str]], send: Write) -> None:
        super().__init__()
        self._replicas = {
            name: ReplicaDomain(name, values, send) for name, values in domains.items()
        }

    def open(self, name: str) -> Domain:
        """Return the domain called name."""
        return self._replicas.get(name) or super().open(name)

    def close(self, name: str, lifetime: float | None) -> None:
        """Count one user less of a private domain; copies stay as long as the process."""
        if name not in self._replicas:
            super().close(name, lifetime)

    def follow(self, name: str, key: str, text: str, own: bool) -> None:
        """Take a write that the server has accepted."""
        self._replicas[name].follow(key, text.encode(), own)
