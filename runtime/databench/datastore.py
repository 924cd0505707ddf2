"""Key-value stores whose changes are told to subscribers."""

from __future__ import annotations

from collections.abc import Callable, Collection, ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any, TypeAlias

import orjson

from databench import storage
from databench.codec import encode
from databench.storage import Subscriber, Told

Change: TypeAlias = dict[str, Any]
StateFunction: TypeAlias = "Callable[[Datastore], Mapping[str, Any]]"


class Results(list[object]):
    """What the subscribers of all datastores of a domain returned.

    Args:
        told: the subscribers, and what they returned.
        own: those of the datastore that was written to.

    Attributes:
        own: what these returned.
        others: what the others returned: whoever writes need not wait for it.
    """

    __slots__ = ("others", "own")

    def __init__(self, told: Told, own: Collection[Subscriber]) -> None:
        super().__init__([result for _, result in told])
        self.own = [result for subscriber, result in told if subscriber in own]
        self.others = [result for subscriber, result in told if subscriber not in own]


class Datastore:
    """A map of texts to JSON values that is shared with all datastores of the same domain.

    Values are kept as JSON text: reading gives a copy, and setting a value that encodes to the
    same text changes nothing and tells nobody.

    Args:
        domain: name of the map.
        release_storage: whether the map goes as soon as the last store of its domain is closed.
        lifetime: seconds for which the map stays after that; None keeps it while the process runs.

    Attributes:
        domain: name of the map.
        entries: the map itself, as its storage keeps it.
    """

    def __init__(
        self, domain: str, release_storage: bool = False, *, lifetime: float | None = None
    ) -> None:
        self.domain = domain
        self._lifetime = 0.0 if release_storage else lifetime
        self._storage = storage.current()
        self.entries = self._storage.open(domain)
        self._own: list[Subscriber] = []
        self._open = True

    def subscribe(self, function: Callable[[Change], object]) -> Datastore:
        """Call function with {key: value} at every change; return this store."""

        def tell(key: str) -> object:
            return function({key: orjson.loads(self.entries.values[key])})

        self._own.append(tell)
        self.entries.subscribers.append(tell)
        return self

    def trigger_all_callbacks(self) -> list[object]:
        """Tell every key to all subscribers again; return what they returned."""
        return [result for key in list(self) for _, result in self.entries.tell(key)]

    def set(self, key: str, value: object) -> list[object]:
        """Set a value; return what the subscribers returned, as `Results` if there are others.

        Raises:
            TypeError: the value has no JSON form.
        """
        try:
            text = encode(value)
        except TypeError as error:
            raise TypeError(f"cannot store {key!r}: {error}") from error
        told = self.entries.write(str(key), text)
        if self.entries.subscribers == self._own:
            return [result for _, result in told]
        return Results(told, self._own)

    def set_state(
        self, state: Mapping[str, Any] | StateFunction | None = None, **values: object
    ) -> list[list[object]]:
        """Set several values: a map, keywords, or a function of this store that returns a map."""
        new = state(self) if callable(state) else {**(state or {}), **values}
        return [self.set(key, value) for key, value in new.items()]

    def init(
        self, defaults: Mapping[str, Any] | None = None, **values: object
    ) -> list[list[object]]:
        """Set the values whose keys are not there yet."""
        new = {**(defaults or {}), **values}
        return [self.set(key, value) for key, value in new.items() if key not in self]

    def get(self, key: str, default: Any = None) -> Any:
        """Return a copy of the value of key, or default."""
        text = self.entries.values.get(key)
        return default if text is None else orjson.loads(text)

    def keys(self) -> KeysView[str]:
        """Return the keys."""
        return self.as_dict().keys()

    def values(self) -> ValuesView[Any]:
        """Return copies of the values."""
        return self.as_dict().values()

    def items(self) -> ItemsView[str, Any]:
        """Return the keys with copies of their values."""
        return self.as_dict().items()

    def as_dict(self) -> dict[str, Any]:
        """Return a copy of everything."""
        return {key: orjson.loads(text) for key, text in self.entries.values.items()}

    def close(self) -> None:
        """Stop telling the subscribers of this store; its map goes as the constructor was told."""
        if not self._open:
            return
        self._open = False
        for subscriber in self._own:
            self.entries.subscribers.remove(subscriber)
        self._own.clear()
        self._storage.close(self.domain, self._lifetime)

    def __getitem__(self, key: str) -> Any:
        # Databench raised IndexError here, and applications catch it.
        if key not in self:
            raise IndexError(f"no value for {key!r} in the datastore {self.domain!r}")
        return orjson.loads(self.entries.values[key])

    def __setitem__(self, key: str, value: object) -> None:
        self.set(key, value)

    def __contains__(self, key: object) -> bool:
        return key in self.entries.values

    def __iter__(self) -> Iterator[str]:
        return iter(list(self.entries.values))

    def __len__(self) -> int:
        return len(self.entries.values)

    def __repr__(self) -> str:
        return f"Datastore({self.domain!r}, {self.as_dict()!r})"
