"""How long a burst of events of the file system is waited for, by what has happened in it."""

from pathlib import Path

import pytest
from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
)

from dbgen.serving.bursts import (
    QUIET_TIME,
    QUIET_TIME_OF_MANY,
    SAVED_TIME,
    UNFINISHED_TIME,
    Burst,
)


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a folder with a page, its copy, and an empty file."""
    monkeypatch.chdir(tmp_path)
    for name in ("page", "copy", "other", ".swap"):
        Path(name).write_text("text")
    Path("empty").write_text("")


def _saved(name: str) -> list[FileSystemEvent]:
    return [FileModifiedEvent(name), FileModifiedEvent(name), FileClosedEvent(name)]


def _made(name: str) -> list[FileSystemEvent]:
    return [FileCreatedEvent(name), *_saved(name)]


_OVER_AT_ONCE = {
    "written in place": _saved("page"),
    "written twice": [*_saved("page"), *_saved("page")],
    "new": _made("page"),
    "deleted and made again": [FileDeletedEvent("page"), *_made("page")],
    "a copy that takes its place": [*_made("copy"), FileMovedEvent("copy", "page")],
    "a hidden copy that takes its place": [*_made(".copy"), FileMovedEvent(".copy", "page")],
    "moved aside, and made again": [
        *(*_made("probe"), FileDeletedEvent("probe")),
        *(FileMovedEvent("page", "copy"), *_made("page"), FileDeletedEvent("copy")),
    ],
    "with notes of the editor beside it": [FileModifiedEvent(".swap"), *_saved("page")],
}
_MORE_TO_COME = {
    "nothing known": [],
    "deleted": [FileDeletedEvent("page")],
    "moved away": [FileMovedEvent("page", "copy")],
    "made, and not written yet": [FileCreatedEvent("page")],
    "emptied": [FileModifiedEvent("empty"), FileClosedEvent("empty")],
    "gone at the time of the look": [*_saved("missing")],
    "two files": [*_saved("page"), *_saved("other")],
    "one there, one gone": [*_saved("page"), FileDeletedEvent("other")],
    "a folder": [DirCreatedEvent("folder")],
    "a folder that is moved": [DirMovedEvent("folder", "page")],
}
_MANY = [event for number in range(30) for event in _made(str(number))]


def _quiet_time(events: list[FileSystemEvent], *, tells_of_ends: bool = True) -> float:
    burst = Burst(tells_of_ends=tells_of_ends)
    for event in events:
        burst.take(event, 100.0)
    return burst.quiet_time(100.0)


@pytest.mark.parametrize("events", _OVER_AT_ONCE.values(), ids=_OVER_AT_ONCE)
def test_one_file_that_is_whole_is_hardly_waited_for(events: list[FileSystemEvent]) -> None:
    assert _quiet_time(events) == SAVED_TIME


@pytest.mark.parametrize("events", _MORE_TO_COME.values(), ids=_MORE_TO_COME)
def test_more_is_waited_for_while_something_lacks(events: list[FileSystemEvent]) -> None:
    assert _quiet_time(events) == QUIET_TIME


def test_many_events_are_waited_for_longest() -> None:
    assert _quiet_time(_MANY) == QUIET_TIME_OF_MANY


def test_the_end_of_a_file_that_is_half_written_is_waited_for() -> None:
    burst = Burst(tells_of_ends=True)
    burst.take(FileModifiedEvent("page"), 100.0)
    assert burst.quiet_time(100.0) == pytest.approx(UNFINISHED_TIME)
    # Whoever writes it takes a break, in which other files are saved.
    burst.end()
    for event in _saved("other"):
        burst.take(event, 100.1)
    assert burst.quiet_time(100.1) == pytest.approx(UNFINISHED_TIME - 0.1)
    burst.take(FileModifiedEvent("page"), 100.2)
    assert burst.quiet_time(100.2) == pytest.approx(UNFINISHED_TIME)
    burst.take(FileClosedEvent("page"), 100.3)
    assert burst.quiet_time(100.3) == QUIET_TIME
    burst.end()
    for event in _saved("page"):
        burst.take(event, 101.0)
    assert burst.quiet_time(101.0) == SAVED_TIME


def test_a_file_that_is_never_closed_is_not_waited_for_forever() -> None:
    burst = Burst(tells_of_ends=True)
    burst.take(FileModifiedEvent("page"), 100.0)
    assert burst.quiet_time(100.0 + UNFINISHED_TIME) == QUIET_TIME


def test_systems_that_do_not_tell_of_the_end_of_writing() -> None:
    assert _quiet_time([FileModifiedEvent("page")], tells_of_ends=False) == QUIET_TIME


def test_bursts_are_independent() -> None:
    burst = Burst(tells_of_ends=True)
    for event in [*_MANY, FileDeletedEvent("page")]:
        burst.take(event, 100.0)
    burst.end()
    for event in _saved("page"):
        burst.take(event, 101.0)
    assert burst.quiet_time(101.0) == SAVED_TIME
