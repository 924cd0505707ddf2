"""Where the values of datastores live: domains of JSON texts, shared by all who open them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

log = logging.getLogger(__name__)

Subscriber = Callable[[str], object]
"""Called with the key that changed; what it returns is handed to whoever wrote."""

Told: TypeAlias = list[tuple[Subscriber, object]]
"""Subscribers that were called, and what they returned."""

Replica = Callable[["Domain", str, bool], None]
"""Called with a domain, the key that was written, and whether the replica itself wrote it."""


class Domain:
    """The values of one domain as JSON texts, and who wants to hear of changes.

    Attributes:
        values: the texts.
        subscribers: called with every key that changes.
        replicas: copies of this domain in other processes, which follow every change.
    """

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}
        self.subscribers: list[Subscriber] = []
        self.replicas: list[Replica] = []

    def write(self, key: str, text: bytes, by: Replica | None = None) -> Told:
        """Store text under key and tell the subscribers; nothing happens if it is there already.

        Args:
            key: name of the value.
            text: its JSON.
            by: the replica that writes; it is told even of a write that changes nothing.
        """
        changed = self.values.get(key) != text
        self.values[key] = text
        for replica in tuple(self.replicas):
            if changed or replica == by:
                replica(self, key, replica == by)
        return self.tell(key) if changed else []

    def tell(self, key: str) -> Told:
        """Call every subscriber with key; return what they returned."""
        return [(subscriber, _call(subscriber, key)) for subscriber in tuple(self.subscribers)]


def _call(subscriber: Subscriber, key: str) -> object:
    # One listener that fails must not keep the others from hearing of the change.
    try:
        return subscriber(key)
    except Exception:
        log.exception("a subscriber failed on a change of %r", key)
        return None


class Storage(Protocol):
    """What keeps domains: memory here, a file or a server of its own elsewhere."""

    def open(self, name: str) -> Domain:
        """Return the domain called name, made if it is new, and count one more user of it."""

    def close(self, name: str, lifetime: float | None) -> None:
        """Count one user less; after the last, forget the domain in lifetime seconds, or never."""

    def __contains__(self, name: object) -> bool:
        """Tell whether a domain of that name is there."""


class MemoryStorage:
    """Domains in the memory of this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._domains: dict[str, Domain] = {}
        self._users: dict[str, int] = {}
        self._expiry: dict[str, float] = {}

    def __contains__(self, name: object) -> bool:
        self.sweep()
        return name in self._domains

    def open(self, name: str) -> Domain:
        """Return the domain called name, made if it is new."""
        self.sweep()
        self._expiry.pop(name, None)
        self._users[name] = self._users.get(name, 0) + 1
        return self._domains.setdefault(name, Domain())

    def close(self, name: str, lifetime: float | None) -> None:
        """Count one user less; after the last, forget the domain in lifetime seconds, or never."""
        self._users[name] -= 1
        if self._users[name] == 0:
            del self._users[name]
            if lifetime is not None:
                self._expiry[name] = self._clock() + lifetime
        self.sweep()

    def values(self) -> dict[str, dict[str, str]]:
        """Return the texts of all domains, for another process to restore."""
        self.sweep()
        return {
            name: {key: text.decode() for key, text in domain.values.items()}
            for name, domain in self._domains.items()
        }

    def lifetimes(self) -> dict[str, float]:
        """Return the seconds that domains without users have left; others have no limit."""
        now = self._clock()
        return {name: time_ - now for name, time_ in self._expiry.items()}

    def restore(
        self, values: Mapping[str, Mapping[str, str]], lifetimes: Mapping[str, float]
    ) -> None:
        """Take the domains of another process; what is there under the same key is replaced."""
        for name, texts in values.items():
            domain = self._domains.setdefault(name, Domain())
            for key, text in texts.items():
                domain.write(key, text.encode())
            if name in lifetimes and name not in self._users:
                self._expiry[name] = self._clock() + lifetimes[name]

    def sweep(self) -> None:
        """Forget the domains whose time is over."""
        now = self._clock()
        for name in [name for name, time_ in self._expiry.items() if time_ <= now]:
            del self._expiry[name]
            del self._domains[name]


_current: list[Storage] = [MemoryStorage()]


def current() -> Storage:
    """Return the storage that datastores of this process open their domains in."""
    return _current[-1]


def install(storage: Storage) -> None:
    """Let datastores that are made from now on live in storage."""
    _current.append(storage)
