"""Stores of key and value: protocol.md 6.3."""

from collections.abc import Callable
from typing import Any

import pytest

from databench import Datastore, storage
from databench.storage import MemoryStorage

Changes = list[dict[str, Any]]


@pytest.fixture
def changes() -> Changes:
    return []


@pytest.fixture
def store(changes: Changes) -> Datastore:
    def tell(change: dict[str, Any]) -> str:
        changes.append(change)
        return f"told {len(changes)}"

    return Datastore("domain").subscribe(tell)


def test_set_tells_and_returns_what_subscribers_returned(
    store: Datastore, changes: Changes
) -> None:
    assert store.set("a", 1) == ["told 1"]
    assert changes == [{"a": 1}]


def test_the_same_value_changes_nothing(store: Datastore, changes: Changes) -> None:
    store.set("a", [1])
    assert store.set("a", [1]) == []
    assert len(changes) == 1


@pytest.mark.parametrize(("old", "new"), [(1, 1.0), ({"a": 1, "b": 2}, {"b": 2, "a": 1})])
def test_equal_values_of_other_text_are_a_change(
    store: Datastore, changes: Changes, old: object, new: object
) -> None:
    store["a"] = old
    store["a"] = new
    assert len(changes) == 2


def test_equal_sets_are_no_change(store: Datastore, changes: Changes) -> None:
    store["a"] = {"x", "y", "z"}
    store["a"] = {"z", "y", "x"}
    assert changes == [{"a": ["x", "y", "z"]}]


def test_the_first_null_is_a_change(store: Datastore, changes: Changes) -> None:
    store["a"] = None
    store["a"] = None
    assert changes == [{"a": None}]


def test_reading_gives_a_copy(store: Datastore, changes: Changes) -> None:
    value = [1]
    store["a"] = value
    value.append(2)
    store["a"].append(3)
    store.get("a").append(4)
    assert store["a"] == [1]
    assert changes == [{"a": [1]}]


def test_missing_keys(store: Datastore) -> None:
    with pytest.raises(IndexError, match="'a'"):
        store["a"]
    assert store.get("a") is None
    assert store.get("a", 1) == 1
    assert "a" not in store


SETTERS: list[Callable[[Datastore], list[list[object]]]] = [
    lambda store: store.set_state({"a": 1, "b": 2}),
    lambda store: store.set_state(a=1, b=2),
    lambda store: store.set_state(lambda given: {"a": len(given) + 1, "b": 2}),
]


@pytest.mark.parametrize("setter", SETTERS, ids=["map", "keywords", "function"])
def test_set_state_sets_every_key(
    store: Datastore, changes: Changes, setter: Callable[[Datastore], list[list[object]]]
) -> None:
    assert setter(store) == [["told 1"], ["told 2"]]
    assert changes == [{"a": 1}, {"b": 2}]


def test_init_sets_only_what_is_missing(store: Datastore, changes: Changes) -> None:
    store["a"] = 1
    store.init({"a": 2, "b": 3}, c=4)
    assert dict(store.items()) == {"a": 1, "b": 3, "c": 4}
    assert changes == [{"a": 1}, {"b": 3}, {"c": 4}]


def test_it_reads_like_a_map(store: Datastore) -> None:
    store.set_state(a=1, b=[2])
    assert ("a" in store, "c" in store, len(store), list(store)) == (True, False, 2, ["a", "b"])
    assert list(store.keys()) == ["a", "b"]
    assert list(store.values()) == [1, [2]]
    assert list(store.items()) == [("a", 1), ("b", [2])]


def test_stores_of_one_domain_share_values_and_subscribers(
    store: Datastore, changes: Changes
) -> None:
    Datastore("domain")["a"] = 1
    Datastore("another")["b"] = 1
    assert store["a"] == 1
    assert changes == [{"a": 1}]


def test_trigger_tells_every_key_again(store: Datastore, changes: Changes) -> None:
    store.set_state(a=1, b=2)
    assert store.trigger_all_callbacks() == ["told 3", "told 4"]
    assert changes[2:] == [{"a": 1}, {"b": 2}]


def test_close_drops_the_subscribers_of_this_store(store: Datastore, changes: Changes) -> None:
    other: Changes = []
    second = Datastore("domain").subscribe(other.append)
    store.close()
    store.close()
    second["a"] = 1
    assert changes == []
    assert other == [{"a": 1}]


def test_values_stay_unless_their_release_is_asked_for(store: Datastore) -> None:
    store["a"] = 1
    store.close()
    assert Datastore("domain")["a"] == 1


def test_released_values_go_with_the_last_store() -> None:
    first, second = (Datastore("released", release_storage=True) for _ in range(2))
    first["a"] = 1
    first.close()
    assert second["a"] == 1
    second.close()
    assert "a" not in Datastore("released")


def test_values_of_a_lifetime_stay_that_long() -> None:
    now = [0.0]
    storage.install(MemoryStorage(lambda: now[0]))
    first = Datastore("brief", lifetime=10)
    first["a"] = 1
    first.close()
    now[0] = 9.9
    second = Datastore("brief", lifetime=10)
    assert second["a"] == 1
    now[0] = 100
    assert Datastore("brief")["a"] == 1
    second.close()


def test_values_that_nobody_came_back_for_are_forgotten() -> None:
    now = [0.0]
    kept = MemoryStorage(lambda: now[0])
    storage.install(kept)
    Datastore("brief", lifetime=10).close()
    now[0] = 10
    assert "brief" not in kept


def test_values_are_handed_over_with_the_time_they_have_left(changes: Changes) -> None:
    now = [0.0]
    kept = MemoryStorage(lambda: now[0])
    storage.install(kept)
    Datastore("lasting")["a"] = {"π": [1]}
    for name, lifetime in (("brief", 10), ("over", 4)):
        store = Datastore(name, lifetime=lifetime)
        store["a"] = 1
        store.close()
    now[0] = 4
    values, lifetimes = kept.values(), kept.lifetimes()
    assert (set(values), lifetimes) == ({"lasting", "brief"}, {"brief": 6})

    now[0] = 1000
    successor = MemoryStorage(lambda: now[0])
    storage.install(successor)
    early = Datastore("lasting").subscribe(changes.append)
    successor.restore(values, lifetimes)
    assert early["a"] == {"π": [1]}
    assert changes == [{"a": {"π": [1]}}]
    now[0] = 1005.9
    assert "brief" in successor
    now[0] = 1006
    assert "brief" not in successor
    early.close()
    assert "lasting" in successor


def test_a_failing_subscriber_keeps_nobody_from_hearing(changes: Changes) -> None:
    def fail(change: object) -> None:
        raise ValueError(change)

    store = Datastore("domain").subscribe(fail).subscribe(changes.append)
    assert store.set("a", 1) == [None, None]
    assert changes == [{"a": 1}]


def test_values_without_json_form_name_their_key(store: Datastore) -> None:
    with pytest.raises(TypeError, match=r"cannot store 'a': \[0\].b: object"):
        store["a"] = [{"b": object()}]
    assert "a" not in store
