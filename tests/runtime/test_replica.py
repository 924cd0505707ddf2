"""Copies of a domain in other processes end on the server's value, however messages interleave."""

import collections
import random
from collections.abc import Callable
from functools import partial

import pytest

from databench.kernels.replica import ReplicaDomain
from databench.storage import Domain


class Link:
    """A copy and the messages on their way between it and the server, each way in order."""

    def __init__(self, server: Domain) -> None:
        self.server = server
        self.up: collections.deque[bytes] = collections.deque()
        self.down: collections.deque[tuple[bytes, bool]] = collections.deque()
        self.copy = ReplicaDomain("domain", {}, lambda _, __, text: self.up.append(text.encode()))
        self.told: list[bytes] = []
        self.copy.subscribers.append(lambda key: self.told.append(self.copy.values[key]))
        server.replicas.append(self.changed)

    def changed(self, domain: Domain, key: str, own: bool) -> None:
        self.down.append((domain.values[key], own))

    def carry_up(self) -> None:
        if self.up:
            self.server.write("key", self.up.popleft(), by=self.changed)

    def carry_down(self) -> None:
        if self.down:
            self.copy.follow("key", *self.down.popleft())


@pytest.mark.parametrize("seed", range(200))
def test_copies_converge(seed: int) -> None:
    chance = random.Random(seed)
    server = Domain()
    links = [Link(server) for _ in range(3)]
    steps: list[Callable[[], object]] = [
        step for link in links for step in (link.carry_up, link.carry_down)
    ]
    for _ in range(30):
        writer = chance.choice(links)
        value = b"%d" % chance.randrange(4)
        write: Callable[[], object] = partial(writer.copy.write, "key", value)
        chance.choice([*steps, write])()
    while any(link.up or link.down for link in links):
        chance.choice(steps)()
    assert {link.copy.values.get("key") for link in links} == {server.values.get("key")}
    for link in links:
        assert link.told[-1:] == ([server.values["key"]] if server.values else [])
